/** What a span of an application with a language model tells a diagnosis. */
export interface LlmSpan {
  readonly part: "call" | "tool" | "retrieval";
  readonly traceId: string;
  /** Name of the tool; of other parts the span's. */
  readonly name: string;
  readonly isError: boolean;
  /** What the span says of its error; empty where nothing. */
  readonly message: string;
  /** Why the answer ended; empty where not told. */
  readonly finishReason: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Whether the answer declines to answer; null where no answer is told. */
  readonly isRefusal: boolean | null;
  /** How well what was retrieved fits, in the sender's unit; null where not told. */
  readonly score: number | null;
  /** The model that the provider says it answered with; empty where not told. */
  readonly served: string;
  /** Settings that the call asked with, such as a limit of tokens or a temperature: name → value. */
  readonly settings: { readonly [name: string]: string };
}

/** How often one value was told, as a share of the calls that tell any. */
export interface LlmValue {
  /** "served", or the name of a setting. */
  readonly name: string;
  readonly value: string;
  readonly share: number;
  /** Calls that tell any value. */
  readonly of: number;
}

/** How many of those looked at. */
export interface LlmShare {
  readonly seen: number;
  readonly of: number;
}

/** Values of a number, as count, mean and standard deviation. */
export interface LlmNumber {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

/** One tool that models call. */
export interface ToolTally {
  readonly name: string;
  readonly errors: LlmShare;
  /** What one of its errors says. */
  readonly sample: string;
}

/** The calls of one stretch of time, counted. */
export interface LlmTally {
  readonly calls: number;
  /** Of the calls whose answer is told, those that decline. */
  readonly refusals: LlmShare;
  /** Of the calls that tell why they ended, those cut short by a limit of length. */
  readonly cutShort: LlmShare;
  /** Tools in order of their calls, most first. */
  readonly tools: readonly ToolTally[];
  readonly retrievalScore: LlmNumber;
  readonly inputTokens: LlmNumber;
  readonly outputTokens: LlmNumber;
  /** Calls of a trace that were answered: an agent that loops makes many; tries again after errors are none. */
  readonly callsPerTrace: LlmNumber;
  /** The most tokens of a prompt, and the calls that have all but 2 % of as many. */
  readonly longestPrompt: number;
  readonly nearLongest: LlmShare;
  /** What answered and the settings asked with: of each the commonest values, most first. */
  readonly served: readonly LlmValue[];
  readonly settings: readonly LlmValue[];
}

const nearShare = 0.98;
const toolsMax = 50;
// Settings with more values than these vary from call to call, and say nothing.
const valuesMax = 5;
const settingsMax = 20;
// What providers call an answer that was cut off: OpenAI, Anthropic, Google, Cohere.
const lengthReason = /^"?(?:length|max_tokens|max_output_tokens|model_length|error_limit)"?$/i;

/**
 * Counts the spans of one stretch. Cost O(spans). Never throws; nothing looked at gives counts of 0.
 *
 * @param longest the most tokens of a prompt to hold prompts against; that of these spans by default
 */
export function tallyLlmSpans(spans: readonly LlmSpan[], longest?: number): LlmTally {
  const calls = spans.filter(({ part }) => part === "call");
  const answered = calls.filter(({ isRefusal }) => isRefusal !== null);
  const ended = calls.filter(({ finishReason }) => finishReason !== "");
  const prompts = numbers(calls, ({ inputTokens }) => inputTokens);
  const longestPrompt = longest ?? prompts.reduce((most, tokens) => Math.max(most, tokens), 0);
  const traces = Map.groupBy(
    calls.filter(({ traceId, isError }) => traceId !== "" && !isError),
    ({ traceId }) => traceId,
  );
  return {
    calls: calls.length,
    refusals: shareOf(answered, ({ isRefusal }) => isRefusal === true),
    cutShort: shareOf(ended, ({ finishReason }) => lengthReason.test(finishReason)),
    tools: toolsOf(spans),
    retrievalScore: spread(numbers(spans, ({ score }) => score)),
    inputTokens: spread(prompts),
    outputTokens: spread(numbers(calls, ({ outputTokens }) => outputTokens)),
    callsPerTrace: spread([...traces.values()].map(({ length }) => length)),
    longestPrompt,
    nearLongest: shareOf(prompts, (tokens) => tokens >= nearShare * longestPrompt),
    served: valuesOf(
      "served",
      calls.map(({ served }) => served),
    ),
    settings: settingsOf(calls),
  };
}

function settingsOf(calls: readonly LlmSpan[]): readonly LlmValue[] {
  const names = new Set(calls.flatMap(({ settings }) => Object.keys(settings)));
  return [...names].slice(0, settingsMax).flatMap((name) =>
    valuesOf(
      name,
      calls.map(({ settings }) => settings[name] ?? ""),
    ),
  );
}

/** Values with their shares; none where there are too many of them, or none is told. */
function valuesOf(name: string, told: readonly string[]): readonly LlmValue[] {
  const known = told.filter((value) => value !== "");
  const counts = new Map<string, number>();
  for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > valuesMax) return [];
  return [...counts]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([value, count]) => ({ name, value, share: count / known.length, of: known.length }));
}

function toolsOf(spans: readonly LlmSpan[]): readonly ToolTally[] {
  const byName = Map.groupBy(
    spans.filter(({ part }) => part === "tool"),
    ({ name }) => name,
  );
  return [...byName]
    .toSorted((a, b) => b[1].length - a[1].length)
    .slice(0, toolsMax)
    .map(([name, own]) => ({
      name,
      errors: shareOf(own, ({ isError }) => isError),
      sample: own.find(({ isError, message }) => isError && message !== "")?.message ?? "",
    }));
}

function shareOf<Item>(items: readonly Item[], isSeen: (item: Item) => boolean): LlmShare {
  return { seen: items.filter(isSeen).length, of: items.length };
}

function numbers(
  spans: readonly LlmSpan[],
  valueOf: (span: LlmSpan) => number | null,
): readonly number[] {
  return spans.flatMap((span) => {
    const value = valueOf(span);
    return value === null || !Number.isFinite(value) ? [] : [value];
  });
}

function spread(values: readonly number[]): LlmNumber {
  const count = values.length;
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: Math.sqrt(squares / Math.max(1, count - 1)) };
}

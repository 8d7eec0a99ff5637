import type { CaseFile, LlmCalls } from "../diagnose/probe.ts";
import { factsOf } from "../diagnose/scope.ts";
import { findDifferences } from "../diagnose/slices/find-slices.ts";
import { tallyLlmSpans, type LlmSpan } from "../diagnose/traces/llm-tally.ts";
import { answerText } from "../ingest/answer-format.ts";
import { maskPersonalData } from "../measure/text/mask-personal-data.ts";
import { isRefusal } from "../measure/text/refusal.ts";
import { answerValidAttribute } from "../model/signals.ts";
import { minute, type Window } from "../model/time.ts";
import type { StoredSpan } from "../store/store.ts";
import type { Loop } from "./loop.ts";
import { maskedPredicates } from "./masked-predicates.ts";
import { spanTable } from "./span-table.ts";

// Spans read with their answers on each side, the newest of these minutes: a few megabytes.
const spansMax = 1_500;
const windowMs = 10 * minute;
// Fewer bad or good answers than these tell nothing.
const answersMin = 10;
const differencesMax = 2;

/**
 * The calls of the incident's first language model before the onset and since, counted, and what bad answers have in
 * common that good ones have not, from the spans of the service that asks it. One query of 1,500 spans on each side;
 * none where the incident is about no language model that was called.
 */
export async function llmCalls(
  loop: Pick<Loop, "store">,
  project: string,
  file: CaseFile,
): Promise<readonly LlmCalls[]> {
  const model = calledModel(file);
  const [service] = model === undefined ? [] : (factsOf(file, model)?.services ?? []);
  if (model === undefined || service === undefined) return [];
  const spans = await loop.store.spans(project, {
    window: newest(file.during),
    earlier: newest(file.before),
    service,
    limit: spansMax,
    bodies: "answers",
  });
  const isLater = ({ startNs }: StoredSpan) => Number(startNs / 1_000_000n) >= file.during.start;
  const later = spans.filter(isLater);
  const earlier = spans.filter((span) => !isLater(span));
  const during = tallyLlmSpans(partsOf(later, model));
  const before = tallyLlmSpans(partsOf(earlier, model), during.longestPrompt);
  return [{ model, before, during, ...badAnswers(later, model) }];
}

function newest({ start, end }: Window): Window {
  return { start: Math.max(start, end - windowMs), end };
}

/** The first language model of the incident that was called since the onset, by what was measured. */
function calledModel({ incident, models, measurementsDuring }: CaseFile): string | undefined {
  return incident.models.find(
    (model) =>
      models.some((facts) => facts.model === model && facts.task === "generation") &&
      measurementsDuring.some(
        ({ measure, subject, count }) =>
          measure === "llm-rate" &&
          count > 0 &&
          subject.kind === "model" &&
          subject.model === model,
      ),
  );
}

/** Names of what bad answers are by definition, and not of what makes them bad. */
const judgements = /^aceso\./;

function badAnswers(
  spans: readonly StoredSpan[],
  model: string,
): Pick<LlmCalls, "bad" | "differences"> {
  // Why calls fail is told by what failing spans have in common.
  const calls = spans.filter((span) => isCallOf(span, model) && span.status !== "error");
  const chosen = Uint8Array.from(calls, (span) => (isBad(span) ? 1 : 0));
  const bad = chosen.reduce((sum, one) => sum + one, 0);
  if (bad < answersMin || calls.length - bad < answersMin) return { bad, differences: [] };
  const told = calls.map((span) => ({
    ...span,
    attributes: Object.fromEntries(
      Object.entries(span.attributes).filter(([name]) => !judgements.test(name)),
    ),
  }));
  const found = findDifferences({ table: spanTable(told), chosen, slicesMax: differencesMax });
  const masked = found.map((slice) => ({
    ...slice,
    predicates: maskedPredicates(slice.predicates),
  }));
  return { bad, differences: masked };
}

function isBad(span: StoredSpan): boolean {
  return span.attributes[answerValidAttribute] === 0 || declines(span) === true;
}

function declines({ output }: StoredSpan): boolean | null {
  return output === "" ? null : isRefusal(answerText(output));
}

function isCallOf({ llm, model: named }: StoredSpan, model: string): boolean {
  if (!llm || /embed/i.test(llm.operation)) return false;
  return (llm.requestModel || named) === model;
}

function partsOf(spans: readonly StoredSpan[], model: string): readonly LlmSpan[] {
  return spans.flatMap((span): readonly LlmSpan[] => {
    const part = partOf(span, model);
    if (part === null) return [];
    const { traceId, status, statusMessage, errorType, llm } = span;
    return [
      {
        part,
        traceId,
        name: part === "tool" ? toolName(span) : span.name,
        isError: status === "error",
        message: status === "error" ? maskPersonalData(statusMessage || errorType) : "",
        finishReason: llm?.finishReason ?? "",
        inputTokens: llm?.inputTokens ?? null,
        outputTokens: llm?.outputTokens ?? null,
        isRefusal: part === "call" ? declines(span) : null,
        score: part === "retrieval" ? scoreOf(span) : null,
        served: part === "call" ? (llm?.responseModel ?? "") : "",
        settings: part === "call" ? settingsOf(span) : {},
      },
    ];
  });
}

// Settings of a request: OpenTelemetry and Traceloop by name, OpenInference and the Vercel AI SDK alike. The model's
// name and what differs from call to call by its nature are none.
const settingName =
  /^(?:(?:gen_ai|llm)\.request\.|ai\.settings\.|llm\.invocation_parameters$)(?!model$|type$|seed$)/;
const settingCharactersMax = 200;

function settingsOf({ attributes }: StoredSpan): LlmSpan["settings"] {
  const told = Object.entries(attributes).filter(([name]) => settingName.test(name));
  return Object.fromEntries(
    told.map(([name, value]) => [name, String(value).slice(0, settingCharactersMax)]),
  );
}

// How instrumentations name tools and retrieval: OpenTelemetry, OpenInference, Traceloop, Vercel AI SDK, Langfuse.
const toolNames = ["gen_ai.tool.name", "tool.name", "ai.toolCall.name", "tool_call.function.name"];
const kindNames = [
  "gen_ai.operation.name",
  "openinference.span.kind",
  "traceloop.span.kind",
  "ai.operationId",
  "langfuse.observation.type",
];
const toolKind = /^(?:execute_tool|tool|ai\.toolCall)$/i;
const retrievalKind = /^(?:retriev(?:al|er|e)|rerank(?:er)?|vector_?search)$/i;
const scoreName =
  /(?:^|[._])(?:scores?|similarity|relevance)(?:[._](?:mean|avg|average|top|max))?$/i;

function partOf(span: StoredSpan, model: string): LlmSpan["part"] | null {
  const kinds = kindNames.map((name) => String(span.attributes[name] ?? ""));
  // A span that names a tool beside a model's answer is the call that asked for the tool.
  if (isCallOf(span, model)) return "call";
  if (kinds.some((kind) => toolKind.test(kind)) || (!span.llm && toolName(span) !== span.name)) {
    return "tool";
  }
  return kinds.some((kind) => retrievalKind.test(kind)) || scoreOf(span) !== null
    ? "retrieval"
    : null;
}

function toolName({ attributes, name }: StoredSpan): string {
  const told = toolNames.map((key) => attributes[key]).find((value) => value !== undefined);
  return told === undefined ? name : String(told);
}

/** The mean of the scores a span of a retrieval tells, of the passages or as a whole; null where it tells none. */
function scoreOf({ attributes }: StoredSpan): number | null {
  const scores = Object.entries(attributes).flatMap(([name, value]) =>
    typeof value === "number" && scoreName.test(name) ? [value] : [],
  );
  return scores.length === 0 ? null : scores.reduce((sum, value) => sum + value, 0) / scores.length;
}

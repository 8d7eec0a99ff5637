import {
  codeNumbers,
  codeTexts,
  isVaried,
  type CodedColumn,
  type CodedTable,
} from "../diagnose/slices/coded-table.ts";
import type { StoredSpan } from "../store/store.ts";

// Attributes with the most values present; of more, the rarer ones are left out.
const columnsMax = 40;
// What failing spans have by definition, or what has a value of its own in every span.
const left =
  /^(error|exception|otel\.status|http\.(response\.)?status|rpc\..*status)|\b(id|guid|uuid)$|_id$|\.id$/i;

/** Spans as rows of categories: their name, what they call, version, facts of language model calls and attributes. */
export function spanTable(spans: readonly StoredSpan[]): CodedTable {
  const calls = repeatedCalls(spans);
  const rows = spans.map((span) => factsOf(span, calls));
  // name → how many rows have it, and whether always as a number
  const names = new Map<string, { isNumber: boolean; count: number }>();
  for (const row of rows) {
    for (const [name, value] of row) {
      const known = names.get(name) ?? { isNumber: true, count: 0 };
      known.count++;
      known.isNumber &&= typeof value === "number";
      names.set(name, known);
    }
  }
  const columns = [...names]
    .filter(([name]) => !left.test(name))
    .toSorted((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
    .slice(0, columnsMax)
    .map(([name, { isNumber }]): CodedColumn => {
      const values = rows.map((row) => row.get(name));
      if (!isNumber) {
        return codeTexts(
          name,
          values.map((value) => (value === undefined ? undefined : String(value))),
        );
      }
      const numbers = values.map((value) => (typeof value === "number" ? value : Number.NaN));
      return codeNumbers(name, numbers);
    });
  return { rowCount: spans.length, columns: columns.filter(isVaried) };
}

function factsOf(
  span: StoredSpan,
  calls: ReadonlyMap<string, number>,
): ReadonlyMap<string, string | number> {
  const facts = new Map<string, string | number>(Object.entries(span.attributes));
  const put = (name: string, value: string | number | null): void => {
    if (value !== null && value !== "") facts.set(name, value);
  };
  put("span", span.name);
  put("peer", span.peer);
  put("model", span.model);
  put("version", span.version);
  put("environment", span.environment);
  const repeated = calls.get(span.spanId);
  if (repeated !== undefined) put("tries", repeated);
  if (span.llm) {
    const { finishReason, inputTokens, outputTokens, promptName, promptVersion, operation } =
      span.llm;
    put("finish reason", finishReason);
    put("input tokens", inputTokens);
    put("output tokens", outputTokens);
    put("prompt", promptName);
    put("prompt version", promptVersion);
    put("operation", operation);
  }
  return facts;
}

/** parent span → the most often that it made one and the same call: more than one is a retry or a loop. */
function repeatedCalls(spans: readonly StoredSpan[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const most = new Map<string, number>();
  for (const { parentSpanId, kind, name, peer } of spans) {
    if (kind !== "client" || parentSpanId === "") continue;
    const key = `${parentSpanId} ${name} ${peer}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    most.set(parentSpanId, Math.max(most.get(parentSpanId) ?? 0, count));
  }
  return most;
}

import { changeKinds } from "../model/signals.ts";
import type { ChangeRow, LogRow, PredictionRow } from "../model/signals.ts";
import { spanKinds, spanStatuses } from "../model/span-columns.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import type { RawRow } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import {
  big,
  choice,
  flag,
  nullableNumberMap,
  nullableTextMap,
  numberMap,
  numberOrNull,
  text,
  textMap,
  whole,
} from "./row-fields.ts";
import type { StoredSpan } from "./store.ts";

const severities = ["trace", "debug", "info", "warn", "error", "fatal", "unknown"] as const;

/** Changes of the window, oldest first; of more than `limit` the newest are kept. */
export async function readChanges(
  connection: Connection,
  project: string,
  window: Window,
  limit: number,
): Promise<readonly ChangeRow[]> {
  const rows = await connection.rows(
    `SELECT id, kind, model, component, version, changed_from, changed_to, time, title, url
FROM changes FINAL
WHERE project = {project:String} AND ${within("time")}
ORDER BY time DESC, id DESC
LIMIT {limit:UInt64}`,
    { project, ...bounds(window), limit },
  );
  return rows.map(changeOf).toReversed();
}

/** Spans that start within the window and the earlier one, oldest first, with their bodies. */
export async function readSpans(
  connection: Connection,
  project: string,
  request: {
    readonly window: Window;
    readonly earlier?: Window;
    readonly service?: string;
    readonly traceId?: string;
    readonly traceIds?: readonly string[];
    readonly limit: number;
    readonly bodies?: boolean | "answers";
  },
): Promise<readonly StoredSpan[]> {
  const { service, traceId, traceIds, window, earlier, limit, bodies = true } = request;
  const parameters: Parameters = {
    project,
    ...bounds(window),
    ...(earlier === undefined ? {} : { earlier_start: earlier.start, earlier_end: earlier.end }),
    limit,
    ...(service === undefined ? {} : { service }),
    ...(traceId === undefined ? {} : { trace: traceId }),
    ...(traceIds === undefined ? {} : { traces: traceIds }),
  };
  const newest = (time: string) => `SELECT *
  FROM spans FINAL
  WHERE project = {project:String} AND ${time}${service === undefined ? "" : " AND service = {service:String}"}${traceId === undefined ? "" : " AND trace_id = {trace:String}"}${amongTraces(traceIds)}
  ORDER BY start DESC, trace_id, span_id
  LIMIT {limit:UInt64}`;
  const times =
    earlier === undefined ? [within("start")] : [within("start", "earlier_"), within("start")];
  const found =
    earlier === undefined
      ? newest(within("start"))
      : times.map((time) => `SELECT * FROM (${newest(time)})`).join(" UNION ALL ");
  const rows = await connection.rows(
    bodies === false
      ? `SELECT *, '' AS input, '' AS output FROM (
  ${found}
)
ORDER BY start, trace_id, span_id`
      : `WITH found AS (
  ${found}
)
SELECT found.*, ${bodies === "answers" ? "''" : "bodies.input"} AS input, bodies.output AS output
FROM found
LEFT JOIN (
  SELECT trace_id, span_id${bodies === "answers" ? "" : ", input"}, output
  FROM span_bodies FINAL
  WHERE project = {project:String} AND (${times.join(" OR ")}) AND (trace_id, span_id) IN (SELECT trace_id, span_id FROM found)
) AS bodies USING (trace_id, span_id)
ORDER BY start, trace_id, span_id`,
    parameters,
  );
  return rows.map(spanOf);
}

/** Log records of the window, oldest first; of more than `limit` the newest. `text` is looked for in bodies, case ignored. */
export async function readLogs(
  connection: Connection,
  project: string,
  request: {
    readonly window: Window;
    readonly service?: string;
    readonly text?: string;
    readonly traceIds?: readonly string[];
    readonly limit: number;
  },
): Promise<readonly LogRow[]> {
  const { service, traceIds, window, limit } = request;
  const rows = await connection.rows(
    `SELECT time, severity, service, environment, body, trace_id, span_id, model, version, attributes_text, attributes_number
FROM logs
WHERE project = {project:String} AND ${within("time")}${service === undefined ? "" : " AND service = {service:String}"}${request.text === undefined ? "" : " AND positionCaseInsensitiveUTF8(body, {text:String}) > 0"}${amongTraces(traceIds)}
ORDER BY time DESC
LIMIT {limit:UInt64}`,
    {
      project,
      ...bounds(window),
      limit,
      ...(service === undefined ? {} : { service }),
      ...(request.text === undefined ? {} : { text: request.text }),
      ...(traceIds === undefined ? {} : { traces: traceIds }),
    },
  );
  return rows.map(logOf).toReversed();
}

/** Log records of the window. */
export async function readLogCount(
  connection: Connection,
  project: string,
  window: Window,
): Promise<number> {
  const [row] = await connection.rows(
    `SELECT count() AS lines FROM logs WHERE project = {project:String} AND ${within("time")}`,
    { project, ...bounds(window) },
  );
  return row ? whole(row, "lines") : 0;
}

/** Predictions of one model within the window, newest first. */
export async function readPredictions(
  connection: Connection,
  project: string,
  request: {
    readonly window: Window;
    readonly model: string;
    readonly version?: string;
    readonly limit: number;
  },
): Promise<readonly PredictionRow[]> {
  const { model, version, window, limit } = request;
  const rows = await connection.rows(
    `SELECT id, model, version, time, features_number, features_text, output_text, output_number, scores, tags, trace_id
FROM predictions FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("time")}${version === undefined ? "" : " AND version = {version:String}"}
ORDER BY time DESC, id
LIMIT {limit:UInt64}`,
    { project, model, ...bounds(window), limit, ...(version === undefined ? {} : { version }) },
  );
  return rows.map(predictionOf);
}

function amongTraces(traceIds: readonly string[] | undefined): string {
  return traceIds === undefined ? "" : " AND trace_id IN {traces:Array(String)}";
}

/** The condition that a time column lies in [start, end); the parameters are those of `bounds`, with the prefix before. */
export function within(column: string, prefix = ""): string {
  return `${column} >= fromUnixTimestamp64Milli({${prefix}start:Int64}, 'UTC') AND ${column} < fromUnixTimestamp64Milli({${prefix}end:Int64}, 'UTC')`;
}

export function bounds(window: Window): { readonly start: number; readonly end: number } {
  return { start: window.start, end: window.end };
}

function changeOf(row: RawRow): ChangeRow {
  return {
    id: text(row, "id"),
    kind: choice(row, "kind", changeKinds),
    model: text(row, "model"),
    component: text(row, "component"),
    version: text(row, "version"),
    from: text(row, "changed_from"),
    to: text(row, "changed_to"),
    time: whole(row, "time"),
    title: text(row, "title"),
    url: text(row, "url"),
  };
}

function spanOf(row: RawRow): StoredSpan {
  const attributes: Record<string, string | number> = {};
  for (const [name, value] of textMap(row, "attributes_text")) attributes[name] = value;
  for (const [name, value] of numberMap(row, "attributes_number")) attributes[name] = value;
  return {
    traceId: text(row, "trace_id"),
    spanId: text(row, "span_id"),
    parentSpanId: text(row, "parent_span_id"),
    name: text(row, "name"),
    kind: choice(row, "kind", spanKinds),
    startNs: big(row, "start"),
    durationNs: big(row, "duration_ns"),
    status: choice(row, "status", spanStatuses),
    statusMessage: text(row, "status_message"),
    errorType: text(row, "error_type"),
    service: text(row, "service"),
    environment: text(row, "environment"),
    peer: text(row, "peer"),
    model: text(row, "model"),
    version: text(row, "version"),
    attributes,
    llm: flag(row, "is_llm") ? llmCallOf(row) : null,
    input: text(row, "input"),
    output: text(row, "output"),
  };
}

function llmCallOf(row: RawRow): NonNullable<StoredSpan["llm"]> {
  return {
    operation: text(row, "operation"),
    provider: text(row, "provider"),
    requestModel: text(row, "request_model"),
    responseModel: text(row, "response_model"),
    inputTokens: numberOrNull(row, "input_tokens"),
    outputTokens: numberOrNull(row, "output_tokens"),
    cacheReadTokens: numberOrNull(row, "cache_read_tokens"),
    cacheWriteTokens: numberOrNull(row, "cache_write_tokens"),
    reasoningTokens: numberOrNull(row, "reasoning_tokens"),
    costUsd: numberOrNull(row, "cost_usd"),
    timeToFirstTokenMs: numberOrNull(row, "time_to_first_token_ms"),
    finishReason: text(row, "finish_reason"),
    promptName: text(row, "prompt_name"),
    promptVersion: text(row, "prompt_version"),
    session: text(row, "session"),
    user: text(row, "user"),
  };
}

function logOf(row: RawRow): LogRow {
  return {
    time: whole(row, "time"),
    severity: choice(row, "severity", severities),
    service: text(row, "service"),
    environment: text(row, "environment"),
    body: text(row, "body"),
    traceId: text(row, "trace_id"),
    spanId: text(row, "span_id"),
    model: text(row, "model"),
    version: text(row, "version"),
    attributesText: textMap(row, "attributes_text"),
    attributesNumber: numberMap(row, "attributes_number"),
  };
}

/** One row of `predictions`. */
export function predictionOf(row: RawRow): PredictionRow {
  return {
    id: text(row, "id"),
    model: text(row, "model"),
    version: text(row, "version"),
    time: whole(row, "time"),
    featuresNumber: nullableNumberMap(row, "features_number"),
    featuresText: nullableTextMap(row, "features_text"),
    outputText: text(row, "output_text"),
    outputNumber: numberOrNull(row, "output_number"),
    scores: numberMap(row, "scores"),
    tags: textMap(row, "tags"),
    traceId: text(row, "trace_id"),
  };
}

import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import type { RawRow } from "./native/reader.ts";
import { text, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import type { LabelledTexts, LabelledWindow } from "./store.ts";
import { llmModel, llmVersion } from "./summaries/llm-calls.ts";

/** Rows with their texts that one answer holds at most: 64 MB of the longest. */
const totalMax = 1_000;
const charactersMax = 32_000;
/** A label may come this long before its call is stored, and is met with it. */
const earlyLabelMs = 3_600_000;

const ownTexts = `output_text != '' AND label_text != '' AND NOT startsWith(output_text, '{"kind":"')`;
const ownCalls = `project = {project:String} AND ${within("start")} AND status != 'error'`;
const recentTexts = `project = {project:String} AND label_text != '' AND received_at >= fromUnixTimestamp64Milli({early:Int64}, 'UTC')`;
const callId = "concat(trace_id, '/', span_id)";

/**
 * Answers in words with a text as label, of each window of the clock's grid that has any: of predictions, and of calls
 * of language models, whose label names `TRACE/SPAN` or the span.
 */
export async function readLabelledTextWindows(
  connection: Connection,
  project: string,
  request: {
    readonly models: readonly string[];
    readonly window: Window;
    readonly sizeMs: number;
  },
): Promise<readonly LabelledWindow[]> {
  const { models, window, sizeMs } = request;
  const rows = await connection.rows(
    `WITH told AS (SELECT toString(model) AS told_model, id FROM labels FINAL WHERE ${recentTexts} AND model IN {models:Array(String)})
SELECT answered AS model, intDiv(at, {size:Int64}) AS place, count() AS labelled
FROM (
  SELECT toString(model) AS answered, toInt64(toUnixTimestamp64Milli(prediction_time)) AS at
  FROM outcomes FINAL
  WHERE project = {project:String} AND model IN {models:Array(String)} AND ${within("prediction_time")} AND ${ownTexts}
  UNION ALL
  SELECT ${llmModel} AS answered, toInt64(toUnixTimestamp64Milli(start)) AS at
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE ${ownCalls} AND ((answered, ${callId}) IN (SELECT told_model, id FROM told) OR (answered, span_id) IN (SELECT told_model, id FROM told))
)
GROUP BY model, place
ORDER BY model, place`,
    { project, models, ...bounds(window), size: sizeMs, early: window.start - earlyLabelMs },
  );
  return rows.map((row) => ({
    model: text(row, "model"),
    start: whole(row, "place") * sizeMs,
    labelled: whole(row, "labelled"),
  }));
}

/**
 * Answers in words of a model within the window, with their labels: of each version at most `limit`, in an order that
 * tells nothing. Texts longer than 32,000 characters are cut. Where only predictions or only calls have labels, only
 * those count.
 */
export async function readLabelledTexts(
  connection: Connection,
  project: string,
  request: { readonly model: string; readonly window: Window; readonly limit: number },
): Promise<LabelledTexts> {
  const { model, window, limit } = request;
  const early = window.start - earlyLabelMs;
  const parameters = { project, model, ...bounds(window), limit, early, characters: charactersMax };
  const parts = await Promise.all(
    [
      { counts: predictionCountsSql, rows: predictionTextsSql },
      { counts: callCountsSql, rows: callTextsSql },
    ].map(async (sql) => {
      const counts = await connection.rows(sql.counts, parameters);
      const versions = counts.map(countOf);
      if (versions.every(({ labelled }) => labelled === 0)) return { versions: [], rows: [] };
      return { versions, rows: (await connection.rows(sql.rows, parameters)).map(textsOf) };
    }),
  );
  return {
    versions: parts.flatMap(({ versions }) => versions),
    rows: parts.flatMap(({ rows }) => rows),
  };
}

const predictionCountsSql = `SELECT version, sum(predicted) AS predictions, sum(judged) AS labelled
FROM (
  SELECT toString(version) AS version, 1 AS predicted, 0 AS judged
  FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("time")}
  UNION ALL
  SELECT toString(version) AS version, 0 AS predicted, 1 AS judged
  FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${ownTexts}
)
GROUP BY version
ORDER BY version`;

const predictionTextsSql = `SELECT toString(version) AS version, substringUTF8(output_text, 1, {characters:UInt64}) AS output, substringUTF8(label_text, 1, {characters:UInt64}) AS label
FROM outcomes FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${ownTexts}
ORDER BY cityHash64(id), id
LIMIT {limit:UInt64} BY version
LIMIT ${totalMax}`;

const toldSql = `told AS (
  SELECT id, label_text
  FROM labels FINAL
  WHERE ${recentTexts} AND model = {model:String}
)`;

const callCountsSql = `WITH ${toldSql}
SELECT ${llmVersion} AS called_version, count() AS predictions, countIf(${callId} IN (SELECT id FROM told) OR span_id IN (SELECT id FROM told)) AS labelled
FROM spans FINAL
PREWHERE is_llm = 1
WHERE ${ownCalls} AND ${llmModel} = {model:String}
GROUP BY called_version
ORDER BY called_version`;

const callTextsSql = `WITH ${toldSql},
drawn AS (
  SELECT trace_id, span_id, toUnixTimestamp64Milli(start) AS time, ${llmVersion} AS called_version, if(${callId} IN (SELECT id FROM told), ${callId}, span_id) AS label_id
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE ${ownCalls} AND ${llmModel} = {model:String} AND label_id IN (SELECT id FROM told)
  ORDER BY cityHash64(trace_id, span_id), trace_id, span_id
  LIMIT {limit:UInt64} BY called_version
  LIMIT ${totalMax}
)
SELECT called_version, concat(drawn.trace_id, '/', drawn.span_id) AS call_id, drawn.time AS time, bodies.output AS output, substringUTF8(told.label_text, 1, {characters:UInt64}) AS label
FROM drawn
INNER JOIN told ON told.id = drawn.label_id
INNER JOIN (
  SELECT trace_id, span_id, substringUTF8(output, 1, {characters:UInt64}) AS output
  FROM span_bodies FINAL
  WHERE project = {project:String} AND ${within("start")} AND (trace_id, span_id) IN (SELECT trace_id, span_id FROM drawn) AND span_bodies.output != ''
) AS bodies ON bodies.trace_id = drawn.trace_id AND bodies.span_id = drawn.span_id
ORDER BY cityHash64(drawn.trace_id, drawn.span_id), drawn.trace_id, drawn.span_id`;

function versionOf(row: RawRow): string {
  return text(row, "version" in row ? "version" : "called_version");
}

function countOf(row: RawRow): LabelledTexts["versions"][number] {
  return {
    version: versionOf(row),
    predictions: whole(row, "predictions"),
    labelled: whole(row, "labelled"),
  };
}

function textsOf(row: RawRow): LabelledTexts["rows"][number] {
  const call = "call_id" in row ? { id: text(row, "call_id"), time: whole(row, "time") } : null;
  return { version: versionOf(row), output: text(row, "output"), label: text(row, "label"), call };
}

import type { Connection } from "./connection.ts";
import type { RawRow } from "./native/reader.ts";
import type { Parameters } from "./parameters.ts";
import { text, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import type {
  AnswerSampleRequest,
  LabelledTexts,
  LabelledWindow,
  LabelledWindowsRequest,
} from "./answer-store.ts";
import { labelledWindowOf, versionCountsOf, versionCountsSql } from "./judged-outputs.ts";
import { llmModel, llmVersion } from "./summaries/llm-calls.ts";

/** Rows with their texts that one answer holds at most: 64 MB of the longest. */
const totalMax = 1_000;
const charactersMax = 32_000;
/** A label may come this long before its call is stored, and is met with it. */
const earlyLabelMs = 3_600_000;

const ownTexts = `output_text != '' AND label_text != '' AND NOT startsWith(output_text, '{"kind":"')`;
const ownCalls = `project = {project:String} AND ${within("start")} AND status != 'error'`;
const recentTexts = `project = {project:String} AND model IN {models:Array(String)} AND label_text != '' AND received_at >= fromUnixTimestamp64Milli({early:Int64}, 'UTC')`;

/** Labels that are texts: their model, their own id, and the span it names, with its trace or "". The last of a span. */
const toldSql = `told AS (
  SELECT toString(model) AS told_model, id AS told_id, substringIndex(id, '/', -1) AS told_span, if(position(id, '/') > 0, substringIndex(id, '/', 1), '') AS told_trace
  FROM labels FINAL
  WHERE ${recentTexts}
  ORDER BY received_at DESC
  LIMIT 1 BY told_model, told_span
)`;
const isTold = "told_id != '' AND (told_trace = '' OR told_trace = trace_id)";

/**
 * Answers in words with a text as label, of each window of the clock's grid that has any: of predictions, and of calls
 * of language models, whose label names `TRACE/SPAN` or the span.
 */
export async function readLabelledTextWindows(
  connection: Connection,
  project: string,
  request: LabelledWindowsRequest,
): Promise<readonly LabelledWindow[]> {
  const { models, window, sizeMs } = request;
  const rows = await connection.rows(
    `WITH ${toldSql}
SELECT answered AS model, intDiv(at, {size:Int64}) AS place, count() AS labelled
FROM (
  SELECT toString(model) AS answered, toInt64(toUnixTimestamp64Milli(prediction_time)) AS at
  FROM outcomes FINAL
  WHERE project = {project:String} AND model IN {models:Array(String)} AND ${within("prediction_time")} AND ${ownTexts}
  UNION ALL
  SELECT answered, at
  FROM (
    SELECT ${llmModel} AS answered, toInt64(toUnixTimestamp64Milli(start)) AS at, trace_id, span_id
    FROM spans FINAL
    PREWHERE is_llm = 1
    WHERE ${ownCalls} AND answered IN {models:Array(String)}
  ) AS calls
  INNER JOIN told ON told.told_model = calls.answered AND told.told_span = calls.span_id
  WHERE ${isTold}
)
GROUP BY model, place
ORDER BY model, place`,
    { project, models, ...bounds(window), size: sizeMs, early: window.start - earlyLabelMs },
  );
  return rows.map((row) => labelledWindowOf(row, sizeMs));
}

/**
 * Answers in words of a model within the window, with their labels: of each version at most `limit`, in an order that
 * tells nothing. Texts longer than 32,000 characters are cut. Where only predictions or only calls have labels, only
 * those count.
 */
export async function readLabelledTexts(
  connection: Connection,
  project: string,
  request: AnswerSampleRequest,
): Promise<LabelledTexts> {
  const { model, window, limit } = request;
  const early = window.start - earlyLabelMs;
  const parameters = { project, model, models: [model], ...bounds(window), limit, early };
  const parts = await Promise.all([
    labelledOf(connection, predictionCountsSql, parameters, () =>
      predictionTexts(connection, parameters),
    ),
    labelledOf(connection, callCountsSql, parameters, () => callTexts(connection, parameters)),
  ]);
  return {
    versions: parts.flatMap(({ versions }) => versions),
    rows: parts.flatMap(({ rows }) => rows),
  };
}

/** Counts by version, and texts where any has a label. */
async function labelledOf(
  connection: Connection,
  countsSql: string,
  parameters: Parameters,
  readTexts: () => Promise<LabelledTexts["rows"]>,
): Promise<LabelledTexts> {
  const counts = await connection.rows(countsSql, parameters);
  const versions = counts.map(versionCountsOf);
  const isLabelled = versions.some(({ labelled }) => labelled > 0);
  return isLabelled ? { versions, rows: await readTexts() } : { versions: [], rows: [] };
}

const predictionCountsSql = versionCountsSql(ownTexts);

async function predictionTexts(
  connection: Connection,
  parameters: Parameters,
): Promise<LabelledTexts["rows"]> {
  const rows = await connection.rows(
    `SELECT toString(version) AS own_version, substringUTF8(output_text, 1, ${charactersMax}) AS output, substringUTF8(label_text, 1, ${charactersMax}) AS label
FROM outcomes FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${ownTexts}
ORDER BY cityHash64(id), id
LIMIT {limit:UInt64} BY own_version
LIMIT ${totalMax}`,
    parameters,
  );
  return rows.map((row) => ({
    version: text(row, "own_version"),
    output: text(row, "output"),
    label: text(row, "label"),
    call: null,
  }));
}

const callCountsSql = `WITH ${toldSql}
SELECT own_version, count() AS predictions, countIf(${isTold}) AS labelled
FROM (
  SELECT ${llmVersion} AS own_version, trace_id, span_id
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE ${ownCalls} AND ${llmModel} = {model:String}
) AS calls
LEFT JOIN told ON told.told_span = calls.span_id
GROUP BY own_version
ORDER BY own_version`;

const callsSql = `WITH ${toldSql}
SELECT own_version, trace_id, span_id, time, told_id
FROM (
  SELECT ${llmVersion} AS own_version, trace_id, span_id, toUnixTimestamp64Milli(start) AS time
  FROM spans FINAL
  PREWHERE is_llm = 1
  WHERE ${ownCalls} AND ${llmModel} = {model:String}
) AS calls
INNER JOIN told ON told.told_span = calls.span_id
WHERE ${isTold}
ORDER BY cityHash64(trace_id, span_id), trace_id, span_id
LIMIT {limit:UInt64} BY own_version
LIMIT ${totalMax}`;

const answersSql = `SELECT trace_id, span_id, substringUTF8(output, 1, ${charactersMax}) AS answer
FROM span_bodies FINAL
WHERE project = {project:String} AND ${within("start")} AND trace_id IN {traces:Array(String)} AND span_id IN {spans:Array(String)} AND output != ''`;

const labelsSql = `SELECT id, substringUTF8(label_text, 1, ${charactersMax}) AS label
FROM labels FINAL
WHERE project = {project:String} AND model = {model:String} AND id IN {ids:Array(String)}`;

/** Which calls first, then their texts by key: a common table would be worked out again wherever it is named. */
async function callTexts(
  connection: Connection,
  parameters: Parameters,
): Promise<LabelledTexts["rows"]> {
  const drawn = await connection.rows(callsSql, parameters);
  const column = (name: string) => drawn.map((row) => text(row, name));
  const [answers, labels] = await Promise.all([
    connection.rows(answersSql, {
      ...parameters,
      traces: column("trace_id"),
      spans: column("span_id"),
    }),
    connection.rows(labelsSql, { ...parameters, ids: column("told_id") }),
  ]);
  const idOf = (row: RawRow) => `${text(row, "trace_id")}/${text(row, "span_id")}`;
  const answerOf = new Map(answers.map((row) => [idOf(row), text(row, "answer")]));
  const labelOf = new Map(labels.map((row) => [text(row, "id"), text(row, "label")]));
  return drawn.flatMap((row) => {
    const id = idOf(row);
    const output = answerOf.get(id);
    const label = labelOf.get(text(row, "told_id"));
    if (output === undefined || label === undefined) return [];
    const call = { id, time: whole(row, "time") };
    return [{ version: text(row, "own_version"), output, label, call }];
  });
}

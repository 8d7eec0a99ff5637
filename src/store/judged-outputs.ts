import type { JudgedOutput } from "../model/summary.ts";
import { structuredLabelOf, structuredOutputOf } from "../model/structured-value.ts";
import type { Connection } from "./connection.ts";
import type { RawRow } from "./native/reader.ts";
import { text, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import type {
  AnswerSampleRequest,
  JudgedOutputs,
  LabelledWindow,
  LabelledWindowsRequest,
} from "./answer-store.ts";

/** Rows with their texts that one answer holds at most: 33 MB of the longest outputs. */
const totalMax = 1_000;
const ownKind = `startsWith(output_text, '{"kind":"') AND startsWith(label_text, '{"kind":"')`;

/** Labelled rankings, boxes, forecasts and times to an event of each window of the clock's grid that has any. */
export async function readLabelledWindows(
  connection: Connection,
  project: string,
  request: LabelledWindowsRequest,
): Promise<readonly LabelledWindow[]> {
  const { models, window, sizeMs } = request;
  const rows = await connection.rows(
    `SELECT toString(model) AS model, intDiv(toInt64(toUnixTimestamp64Milli(prediction_time)), {size:Int64}) AS place, count() AS labelled
FROM outcomes FINAL
WHERE project = {project:String} AND model IN {models:Array(String)} AND ${within("prediction_time")} AND ${ownKind}
GROUP BY model, place
ORDER BY model, place`,
    { project, models, ...bounds(window), size: sizeMs },
  );
  return rows.map((row) => labelledWindowOf(row, sizeMs));
}

/** From a row of model, place on the grid and number of labels. */
export function labelledWindowOf(row: RawRow, sizeMs: number): LabelledWindow {
  return {
    model: text(row, "model"),
    start: whole(row, "place") * sizeMs,
    labelled: whole(row, "labelled"),
  };
}

/**
 * Rankings, boxes, forecasts or times to an event of a model within the window, with their labels: of each version at most
 * `limit` rows, in an order that tells nothing, so that the first `limit` are a sample of all. Rows whose texts are not
 * what their kind says are left out.
 */
export async function readJudgedOutputs(
  connection: Connection,
  project: string,
  request: AnswerSampleRequest,
): Promise<JudgedOutputs> {
  const { model, window, limit } = request;
  const parameters = { project, model, ...bounds(window), limit };
  const counts = await connection.rows(versionCountsSql(ownKind), parameters);
  const rows = await connection.rows(
    `SELECT toString(version) AS version, output_text, label_text
FROM outcomes FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${ownKind}
ORDER BY cityHash64(id), id
LIMIT {limit:UInt64} BY version
LIMIT ${totalMax}`,
    parameters,
  );
  return {
    versions: counts.map(versionCountsOf),
    rows: rows.flatMap((row): readonly JudgedOutput[] => {
      const output = structuredOutputOf(text(row, "output_text"));
      const label = structuredLabelOf(text(row, "label_text"));
      if (output === null || label === null || output.kind !== label.kind) return [];
      return [{ version: text(row, "version"), output, label }];
    }),
  };
}

/** By version of a model how many predictions a window holds, and labels of those that meet a condition. */
export function versionCountsSql(condition: string): string {
  return `SELECT own_version, sum(predicted) AS predictions, sum(judged) AS labelled
FROM (
  SELECT toString(version) AS own_version, 1 AS predicted, 0 AS judged
  FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("time")}
  UNION ALL
  SELECT toString(version) AS own_version, 0 AS predicted, 1 AS judged
  FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${condition}
)
GROUP BY own_version
ORDER BY own_version`;
}

/** From a row of such counts. */
export function versionCountsOf(row: RawRow): JudgedOutputs["versions"][number] {
  return {
    version: text(row, "own_version"),
    predictions: whole(row, "predictions"),
    labelled: whole(row, "labelled"),
  };
}

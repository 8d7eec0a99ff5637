import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { flag, text } from "./row-fields.ts";
import { bounds, predictionOf, within } from "./signal-rows.ts";
import type { JudgedPrediction } from "./store.ts";

/**
 * Predictions of classes within the window whose label has come, with their features. Of more than `limit` a
 * sample that does not depend on when they came or what they said: the least hashes of their ids.
 */
export async function readJudgedPredictions(
  connection: Connection,
  project: string,
  request: { readonly model: string; readonly window: Window; readonly limit: number },
): Promise<readonly JudgedPrediction[]> {
  const { model, window, limit } = request;
  const rows = await connection.rows(
    `WITH judged AS (
  SELECT id, prediction_time AS time, label_text AS label, label_text != output_text AS is_wrong
  FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND label_text != '' AND output_text != ''
  ORDER BY cityHash64(id), id
  LIMIT {limit:UInt64}
)
SELECT id, model, version, time, features_number, features_text, output_text, output_number, scores, tags, trace_id, label, is_wrong
FROM predictions FINAL
INNER JOIN judged USING (id, time)
WHERE project = {project:String} AND model = {model:String} AND ${within("time")}
ORDER BY time, id`,
    { project, model, ...bounds(window), limit },
  );
  return rows.map((row) => ({
    prediction: predictionOf(row),
    label: text(row, "label"),
    isWrong: flag(row, "is_wrong"),
  }));
}

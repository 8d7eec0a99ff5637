import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { flag, numberOrNull, text } from "./row-fields.ts";
import { bounds, predictionOf, within } from "./signal-rows.ts";
import type { JudgedPrediction } from "./store.ts";

// Rankings, boxes, forecasts and times to an event begin with their kind: they are not right or wrong.
const ofClasses = `label_text != '' AND output_text != '' AND NOT startsWith(output_text, '{"kind":"')`;
const ofNumbers = "output_text = '' AND isFinite(output_number - label_number)";

/**
 * Predictions of classes within the window whose label has come, with their features; with `numbers` also those of
 * numbers. Of more than `limit` a sample that does not depend on when they came or what they said: the least hashes of
 * their ids.
 */
export async function readJudgedPredictions(
  connection: Connection,
  project: string,
  request: {
    readonly model: string;
    readonly window: Window;
    readonly limit: number;
    readonly numbers?: boolean;
  },
): Promise<readonly JudgedPrediction[]> {
  const { model, window, limit, numbers = false } = request;
  const rows = await connection.rows(
    `WITH judged AS (
  SELECT id, prediction_time AS time, ${ofClasses} AS is_class,
    if(is_class, label_text, ifNull(toString(label_number), '')) AS label, is_class AND label_text != output_text AS is_wrong,
    if(is_class, NULL, output_number - label_number) AS row_error
  FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND ${numbers ? `((${ofClasses}) OR (${ofNumbers}))` : ofClasses}
  ORDER BY cityHash64(id), id
  LIMIT {limit:UInt64}
)
SELECT id, model, version, time, features_number, features_text, output_text, output_number, scores, tags, trace_id, label, is_wrong, row_error
FROM predictions FINAL
INNER JOIN judged USING (id, time)
WHERE project = {project:String} AND model = {model:String} AND ${within("time")}
ORDER BY time, id`,
    { project, model, ...bounds(window), limit },
  );
  return rows.map((row) => {
    const error = numberOrNull(row, "row_error");
    return {
      prediction: predictionOf(row),
      label: text(row, "label"),
      isWrong: flag(row, "is_wrong"),
      ...(error !== null && { error }),
    };
  });
}

import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { numberOrNull, whole } from "./row-fields.ts";
import { bounds, predictionOf, within } from "./signal-rows.ts";
import type { NumberPredictions } from "./store.ts";

const predicted = `FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("time")} AND isFinite(output_number)`;
const judged = `FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")} AND isFinite(output_number) AND isFinite(label_number)`;

/**
 * Predictions of numbers within the window, with their labels where those have come. Of more than `limit` a
 * sample that does not depend on when they came or what they said: the least hashes of their ids. Features are read
 * of the sample only, so that a busy model needs no more memory than a quiet one.
 */
export async function readNumberPredictions(
  connection: Connection,
  project: string,
  request: {
    readonly model: string;
    readonly window: Window;
    readonly limit: number;
    readonly labelledOnly: boolean;
  },
): Promise<NumberPredictions> {
  const { model, window, limit, labelledOnly } = request;
  const wanted = labelledOnly
    ? `SELECT id, prediction_time AS time ${judged}`
    : `SELECT id, time ${predicted}`;
  const rows = await connection.rows(
    `WITH drawn AS (
  ${wanted}
  ORDER BY cityHash64(id), id
  LIMIT {limit:UInt64}
),
chosen AS (
  SELECT id, model, version, time, features_number, features_text, output_text, output_number, scores, tags, trace_id
  ${predicted} AND (id, time) IN (SELECT id, time FROM drawn)
),
labelled AS (
  SELECT id, prediction_time AS time, label_number AS label
  ${judged} AND (id, prediction_time) IN (SELECT id, time FROM drawn)
)
SELECT chosen.*, labelled.label AS label, assumeNotNull((SELECT count() ${labelledOnly ? judged : predicted})) AS total
FROM chosen
LEFT JOIN labelled USING (id, time)
ORDER BY cityHash64(id), id`,
    { project, model, ...bounds(window), limit },
  );
  return {
    total: rows[0] ? whole(rows[0], "total") : 0,
    rows: rows.map((row) => ({
      prediction: predictionOf(row),
      label: numberOrNull(row, "label"),
    })),
  };
}

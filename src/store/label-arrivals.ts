import type { LabelArrival } from "../model/measurement.ts";
import type { Window } from "../model/time.ts";
import { type Connection, manyRows } from "./connection.ts";
import { numberOrNull, text, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";

/** Versions told of; the busiest of more. */
const versionsMax = 100;

/**
 * How many of a model's predictions in the window have their label by now, and after how long, by version.
 * Delays are quantiles of a t-digest, whose size does not grow with the rows (within 1 % of rank).
 */
export async function readLabelArrivals(
  connection: Connection,
  project: string,
  { model, window }: { readonly model: string; readonly window: Window },
): Promise<readonly LabelArrival[]> {
  const rows = await connection.rows(
    `SELECT version, predictions, labelled,
  if(labelled = 0, NULL, toFloat64(delays[1])) AS delay_p50, if(labelled = 0, NULL, toFloat64(delays[2])) AS delay_p95
FROM (
  SELECT toString(version) AS version, count() AS predictions
  FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("time")}
  GROUP BY version
) AS predicted
LEFT JOIN (
  SELECT toString(version) AS version, count() AS labelled,
    quantilesTDigest(0.5, 0.95)(toInt64(toUnixTimestamp64Milli(label_time)) - toInt64(toUnixTimestamp64Milli(prediction_time))) AS delays
  FROM outcomes FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")}
  GROUP BY version
) AS judged USING (version)
ORDER BY predictions DESC, version
LIMIT ${versionsMax}`,
    { project, model, ...bounds(window) },
    manyRows,
  );
  return rows.map((row) => ({
    version: text(row, "version"),
    predictions: whole(row, "predictions"),
    labelled: whole(row, "labelled"),
    delayMsP50: numberOrNull(row, "delay_p50"),
    delayMsP95: numberOrNull(row, "delay_p95"),
  }));
}

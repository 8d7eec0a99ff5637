import type { DrawnLabel, DrawnRows } from "../model/drawn-rows.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { numberOrNull, text, whole } from "./row-fields.ts";
import { bounds, predictionOf, within } from "./signal-rows.ts";

interface Request {
  readonly model: string;
  readonly window: Window;
  readonly limit: number;
}

/**
 * Predictions of a model within the window. Of more than `limit` a sample that does not depend on when they came or what
 * they said: the least hashes of their ids. Features are read of the sample only, so that a busy model needs no more
 * memory than a quiet one.
 */
export async function readDrawnRows(
  connection: Connection,
  project: string,
  { model, window, limit }: Request,
): Promise<DrawnRows> {
  const own = `FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND ${within("time")}`;
  const rows = await connection.rows(
    `WITH drawn AS (
  SELECT id, time
  ${own}
  ORDER BY cityHash64(id), id
  LIMIT {limit:UInt64}
)
SELECT id, model, version, time, features_number, features_text, substringUTF8(output_text, 1, 1000) AS output_text, output_number, scores,
  CAST(map(), 'Map(String, String)') AS tags, trace_id, assumeNotNull((SELECT count() ${own})) AS total
${own} AND (id, time) IN (SELECT id, time FROM drawn)
ORDER BY cityHash64(id), id`,
    { project, model, ...bounds(window), limit },
  );
  return { total: rows[0] ? whole(rows[0], "total") : 0, rows: rows.map(predictionOf) };
}

/** Labels of predictions within the window; of more than `limit` a sample in the same way. */
export async function readDrawnLabels(
  connection: Connection,
  project: string,
  { model, window, limit }: Request,
): Promise<readonly DrawnLabel[]> {
  const rows = await connection.rows(
    `SELECT substringUTF8(label_text, 1, 1000) AS label, label_number
FROM outcomes FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("prediction_time")}
ORDER BY cityHash64(id), id
LIMIT {limit:UInt64}`,
    { project, model, ...bounds(window), limit },
  );
  return rows.map((row) => ({
    text: text(row, "label"),
    number: numberOrNull(row, "label_number"),
  }));
}

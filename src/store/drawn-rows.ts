import type { DrawnLabel, DrawnRows, InputCounts } from "../model/drawn-rows.ts";
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
  CAST(map(), 'Map(String, String)') AS tags, trace_id, totals.predictions AS total, totals.newest AS newest
FROM (
  SELECT id, model, version, time, features_number, features_text, output_text, output_number, scores, trace_id
  ${own} AND (id, time) IN (SELECT id, time FROM drawn)
) AS chosen
CROSS JOIN (SELECT count() AS predictions, max(time) AS newest ${own}) AS totals
ORDER BY cityHash64(id), id`,
    { project, model, ...bounds(window), limit },
  );
  const [first] = rows;
  return {
    total: first ? whole(first, "total") : 0,
    newest: first ? whole(first, "newest") : null,
    rows: rows.map(predictionOf),
  };
}

/** How many different inputs the predictions within the window had; two of a million are taken for equal by chance of 1 in 10⁷. */
export async function readInputCounts(
  connection: Connection,
  project: string,
  { model, window }: Omit<Request, "limit">,
): Promise<InputCounts> {
  const [row] = await connection.rows(
    `SELECT count() AS predictions, uniqExact(sipHash64(features_number, features_text)) AS inputs
FROM predictions FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("time")}`,
    { project, model, ...bounds(window) },
  );
  return row
    ? { predictions: whole(row, "predictions"), inputs: whole(row, "inputs") }
    : { predictions: 0, inputs: 0 };
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

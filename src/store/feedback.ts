import { feedbackTags } from "../model/signals.ts";
import type { Connection } from "./connection.ts";

/** Feedback received within this time is looked at again: its prediction may have come after it. */
const lookBackMs = 120_000;

/**
 * Gives feedback that came without a version that of the prediction it is about, found by model and id.
 * The rows replace themselves; those with a version are left alone, so it may run at any time.
 */
export async function nameFeedbackVersions(
  connection: Connection,
  project: string,
  now: number,
): Promise<void> {
  const { model, id } = feedbackTags;
  const parameters = { project, from: now - lookBackMs, now, modelTag: model, idTag: id };
  await connection.command(versionsSql, parameters);
}

const versionsSql = `INSERT INTO predictions (project, model, time, id, version, output_text, output_number, tags, received_at)
WITH fresh AS (
  SELECT project, model, time, id, output_text, output_number, tags, tags[{modelTag:String}] AS of_model, tags[{idTag:String}] AS of_id
  FROM predictions FINAL
  WHERE project = {project:String} AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND version = '' AND tags[{idTag:String}] != ''
)
SELECT fresh.project, fresh.model, fresh.time, fresh.id, answered.answered_version, fresh.output_text, fresh.output_number, fresh.tags, fromUnixTimestamp64Milli({now:Int64}, 'UTC')
FROM fresh
INNER JOIN (
  SELECT toString(model) AS answered_model, id AS answered_id, argMax(toString(version), time) AS answered_version
  FROM predictions
  WHERE project = {project:String} AND id IN (SELECT of_id FROM fresh) AND version != ''
  GROUP BY answered_model, answered_id
) AS answered ON answered.answered_model = fresh.of_model AND answered.answered_id = fresh.of_id`;

import type { ConfidenceSummary, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { choice, text, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter } from "./grid.ts";
import type { Statement } from "./statement.ts";

type Request = Extract<SummaryRequest, { kind: "confidence" }>;

/** How sure a model was of the output it gave: the output's own score, or what the scores leave where it has none. */
const confidence =
  "greatest(0, least(1, if(mapContains(scores, output_text), scores[output_text], 1 - arrayMax(mapValues(scores)))))";
/**
 * The same in steps: of 2 % up to 0.9, then ten for each decade of what is left to 1. Rare classes have their
 * scores where even steps would see one.
 */
const step = `toUInt8(if((${confidence} AS confidence) <= 0.9, floor(confidence * 50), 45 + floor(10 * log10(0.1 / greatest(0.001, 1 - confidence)))))`;

/**
 * Predictions of classes by version, output and confidence: those of the window, those of it that have
 * their label, and those of the stretch before that had it, with how many of each were right. Of those of
 * the window it is told too how many came lately.
 */
export function confidenceStatement(project: string, request: Request): Statement {
  const { grid, models, referenceStart, recentStart } = request;
  return {
    sql: `SELECT if(prediction_time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC'), 'labelled', 'reference') AS part,
  toString(model) AS model, toString(version) AS version, output_text AS output, ${step} AS step, count() AS rows, countIf(label_text = output_text) AS hits, toUInt64(0) AS recent
FROM outcomes FINAL
WHERE project = {project:String} AND prediction_time >= fromUnixTimestamp64Milli({referenceStart:Int64}, 'UTC') AND prediction_time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')${among("model", models)}
  AND output_text != '' AND label_text != '' AND notEmpty(scores)
GROUP BY part, model, version, output, step
UNION ALL
SELECT 'current' AS part, toString(model) AS model, toString(version) AS version, output_text AS output, ${step} AS step, count() AS rows, toUInt64(0) AS hits, countIf(time >= fromUnixTimestamp64Milli({recentStart:Int64}, 'UTC')) AS recent
FROM predictions FINAL
WHERE project = {project:String} AND ${within("time")}${among("model", models)} AND output_text != '' AND notEmpty(scores)
GROUP BY model, version, output, step`,
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      referenceStart: referenceStart ?? grid.firstStart,
      recentStart: recentStart ?? grid.firstStart,
    },
  };
}

const parts = ["reference", "labelled", "current"] as const;

export function confidenceSummaryOf(row: RawRow): ConfidenceSummary {
  return {
    window: 0,
    part: choice(row, "part", parts),
    model: text(row, "model"),
    version: text(row, "version"),
    output: text(row, "output"),
    step: whole(row, "step"),
    count: whole(row, "rows"),
    hits: whole(row, "hits"),
    recent: whole(row, "recent"),
  };
}

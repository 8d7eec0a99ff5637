import type { SliceSummary, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { flag, numberOrNull, text, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { binParameters, frozenBins } from "./features.ts";
import { among, gridParameters, namesParameter } from "./grid.ts";
import type { Statement } from "./statement.ts";

type Request = Extract<SummaryRequest, { kind: "slices" }>;

const answer =
  "if(output_text = '' AND isNotNull(output_number), toString(assumeNotNull(output_number)), output_text)";
const truth =
  "if(label_text = '' AND isNotNull(label_number), toString(assumeNotNull(label_number)), label_text)";

/**
 * Losses of labelled predictions by every bin of the features asked for, and of all of them under the
 * feature "". Of more rows than asked for a sample that does not depend on what they say: the least hashes
 * of their ids.
 */
export function sliceStatement(project: string, request: Request): Statement {
  const { grid, models, rowsMax } = request;
  return {
    sql: `WITH
${frozenBins},
judged AS (
  SELECT toString(model) AS model, id, prediction_time AS time, output_text != '' OR notEmpty(scores) AS is_class,
    if(is_class, if(${answer} = '', NULL, toFloat64(${truth} != ${answer})), abs(output_number - label_number)) AS row_loss
  FROM outcomes FINAL
  WHERE project = {project:String} AND ${within("prediction_time")}${among("model", models)} AND isFinite(row_loss)
  ORDER BY cityHash64(id), id
  LIMIT {rowsMax:UInt64} BY model
),
cells AS (
  SELECT model, is_class, assumeNotNull(row_loss) AS loss, '' AS feature, toInt64(0) AS bin
  FROM judged
  UNION ALL
  SELECT model, is_class, loss, feature, if(isNull(value) OR isNaN(value), toInt64(-1), toInt64(arrayCount(edge -> edge < assumeNotNull(value), edges))) AS bin
  FROM (${entriesOf("features_number", "Float64", models)}) AS numbers
  INNER JOIN numeric_bins USING (model, feature)
  UNION ALL
  SELECT model, is_class, loss, feature,
    multiIf(isNull(value), toInt64(-1), has(categories, assumeNotNull(value)), toInt64(indexOf(categories, assumeNotNull(value))) - 1, toInt64(length(categories))) AS bin
  FROM (${entriesOf("features_text", "String", models)}) AS texts
  INNER JOIN text_bins USING (model, feature)
)
SELECT model, feature, bin, is_class, count() AS rows, sumKahan(loss) AS losses, sumKahan(loss * loss) AS loss_squares
FROM cells
GROUP BY model, feature, bin, is_class
ORDER BY model, feature, bin, is_class`,
    // Every row becomes one per feature: small blocks keep that within the memory of a query.
    settings: { max_block_size: 4_096 },
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      rowsMax,
      ...binParameters(request.bins),
    },
  };
}

/** One row per judged prediction and feature that it carries. */
function entriesOf(column: string, type: string, models: Request["models"]): string {
  return `
    SELECT model, is_class, loss, toString(entry.1) AS feature, entry.2 AS value
    FROM (
      SELECT model, is_class, assumeNotNull(row_loss) AS loss, ${column}
      FROM (
        SELECT toString(model) AS model, id, time, ${column}
        FROM predictions FINAL
        WHERE project = {project:String} AND ${within("time")}${among("model", models)}
      ) AS predicted
      INNER JOIN judged USING (model, id, time)
    ) AS joined
    ARRAY JOIN CAST(${column} AS Array(Tuple(String, Nullable(${type})))) AS entry
  `;
}

export function sliceSummaryOf(row: RawRow): SliceSummary {
  return {
    window: 0,
    model: text(row, "model"),
    version: "",
    feature: text(row, "feature"),
    bin: whole(row, "bin"),
    isClass: flag(row, "is_class"),
    count: whole(row, "rows"),
    lossSum: numberOrNull(row, "losses") ?? 0,
    lossSquareSum: numberOrNull(row, "loss_squares") ?? 0,
  };
}

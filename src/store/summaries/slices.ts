import type { FeatureBins, SliceSummary, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { flag, numberOrNull, text, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
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
 * of their ids. A row is joined to its features once and is counted in one bin of each.
 */
export function sliceStatement(project: string, request: Request): Statement {
  const { grid, models, rowsMax } = request;
  const numeric = binsByModel(request.bins, "number");
  const textual = binsByModel(request.bins, "text");
  return {
    sql: `WITH judged AS (
  SELECT toString(model) AS model, id, output_text != '' OR notEmpty(scores) AS is_class,
    if(is_class, if(${answer} = '', NULL, toFloat64(${truth} != ${answer})), abs(output_number - label_number)) AS row_loss
  FROM outcomes FINAL
  WHERE project = {project:String} AND ${within("prediction_time")}${among("model", models)} AND isFinite(row_loss)
  ORDER BY cityHash64(id), id
  LIMIT {rowsMax:UInt64} BY model
)
SELECT model, cell.1 AS feature, cell.2 AS bin, is_class, count() AS rows, sumKahan(loss) AS losses, sumKahan(loss * loss) AS loss_squares
FROM (
  SELECT model, is_class, assumeNotNull(row_loss) AS loss,
    indexOf({numberModels:Array(String)}, model) AS number_place, indexOf({textModels:Array(String)}, model) AS text_place,
    arrayMap((name, edges) -> (name, multiIf(ifNull(isNaN(features_number[name]), 1), toInt64(-1), toInt64(arrayCount(edge -> edge < assumeNotNull(features_number[name]), edges)))),
      {numberFeatures:Array(Array(String))}[number_place], {edges:Array(Array(Array(Float64)))}[number_place]) AS number_cells,
    arrayMap((name, categories) -> (name, multiIf(isNull(features_text[name]), toInt64(-1), has(categories, assumeNotNull(features_text[name])), toInt64(indexOf(categories, assumeNotNull(features_text[name]))) - 1, toInt64(length(categories)))),
      {textFeatures:Array(Array(String))}[text_place], {categories:Array(Array(Array(String)))}[text_place]) AS text_cells
  FROM (
    SELECT toString(model) AS model, id, features_number, features_text
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
  ) AS predicted
  INNER JOIN judged USING (model, id)
)
ARRAY JOIN arrayConcat([('', toInt64(0))], number_cells, text_cells) AS cell
GROUP BY model, feature, bin, is_class
ORDER BY model, feature, bin, is_class`,
    settings: { max_block_size: 4_096 },
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      rowsMax,
      numberModels: numeric.map(({ model }) => model),
      numberFeatures: numeric.map(({ features }) => features.map(([name]) => name)),
      edges: numeric.map(({ features }) =>
        features.map(([, bins]) => (bins.type === "number" ? bins.edges : [])),
      ),
      textModels: textual.map(({ model }) => model),
      textFeatures: textual.map(({ features }) => features.map(([name]) => name)),
      categories: textual.map(({ features }) =>
        features.map(([, bins]) => (bins.type === "text" ? bins.categories : [])),
      ),
    },
  };
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

function binsByModel(bins: Request["bins"], type: FeatureBins["type"]) {
  return Object.entries(bins).flatMap(([model, all]) => {
    const features = Object.entries(all).filter(([, own]) => own.type === type);
    return features.length === 0 ? [] : [{ model, features }];
  });
}

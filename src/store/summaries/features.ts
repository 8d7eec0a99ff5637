import type { FeatureBins, FeatureSummary, SummaryRequest } from "../../model/summary.ts";
import type { Parameters } from "../parameters.ts";
import type { RawRow } from "../native/reader.ts";
import { text, tuples, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter, versionSlices, windowIndexes } from "./grid.ts";
import { cellMoments, momentsOf, momentsOfCells } from "./order-statistics.ts";
import type { Statement } from "./statement.ts";

type Request = Extract<SummaryRequest, { kind: "features" }>;

/**
 * Counts, nulls, moments and frozen-bin histograms of every feature. A number belongs to the bin whose
 * index is the number of edges below it, so bin i is (edge i-1, edge i]; a text to its category's, or
 * to the last. NaN and infinities count as rows but not in moments; NaN is in no bin.
 */
export function featureStatement(project: string, request: Request): Statement {
  const { grid, models } = request;
  return {
    sql: `WITH
${frozenBins},
rows_in_windows AS (
  SELECT toString(model) AS model, toString(own_version) AS version, window, features_number, features_text
  FROM (
    SELECT model, version AS own_version, toInt64(toUnixTimestamp64Milli(time)) AS time_ms, features_number, features_text
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
),
cells AS (
${numberCells}
  UNION ALL
${textCells}
)
SELECT window, model, slice AS version, feature, sum(rows) AS count, sum(cells.nulls) AS nulls,
  ${momentsOfCells},
  groupArrayIf((bin, rows), bin >= 0) AS histogram
FROM cells
ARRAY JOIN ${versionSlices("cells.version")} AS slice
GROUP BY window, model, slice, feature
ORDER BY window, model, feature, slice`,
    // Every row becomes one per feature: small blocks keep that within the memory of a query.
    settings: { max_block_size: 4_096 },
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      ...binParameters(request.bins),
    },
  };
}

/** What `frozenBins` is made from. */
export function binParameters(bins: Request["bins"]): Parameters {
  const numeric = binRows(bins, "number");
  const textual = binRows(bins, "text");
  return {
    numberModels: numeric.map((row) => row.model),
    numberFeatures: numeric.map((row) => row.feature),
    edges: numeric.map((row) => (row.bins.type === "number" ? row.bins.edges : [])),
    textModels: textual.map((row) => row.model),
    textFeatures: textual.map((row) => row.feature),
    categories: textual.map((row) => (row.bins.type === "text" ? row.bins.categories : [])),
  };
}

/** Frozen bins as two tables: model, feature and edges, or model, feature and categories. */
export const frozenBins = `numeric_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS edges
  FROM (SELECT arrayJoin(arrayZip({numberModels:Array(String)}, {numberFeatures:Array(String)}, {edges:Array(Array(Float64))})) AS bins)
),
text_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS categories
  FROM (SELECT arrayJoin(arrayZip({textModels:Array(String)}, {textFeatures:Array(String)}, {categories:Array(Array(String))})) AS bins)
)`;

const numberCells = `  SELECT window, model, version, feature, bin, count() AS rows, countIf(isNull(value)) AS nulls,
    ${cellMoments("number")}
  FROM (
    SELECT window, model, version, feature, value, ifNull(value, nan) AS number,
      if(empty(edges) OR isNaN(number), -1, toInt64(arrayCount(edge -> edge < number, edges))) AS bin
    FROM (
      SELECT window, model, version, toString(entry.1) AS feature, entry.2 AS value
      FROM rows_in_windows
      ARRAY JOIN CAST(features_number AS Array(Tuple(String, Nullable(Float64)))) AS entry
    ) AS numbers
    LEFT JOIN numeric_bins USING (model, feature)
  )
  GROUP BY window, model, version, feature, bin`;

const textCells = `  SELECT window, model, version, feature, bin, count() AS rows, countIf(isNull(value)) AS nulls,
    0 AS number_count, 0. AS number_sum, 0. AS number_squares, 0. AS number_min, 0. AS number_max
  FROM (
    SELECT window, model, version, feature, value,
      multiIf(isNull(value) OR empty(categories), -1, has(categories, assumeNotNull(value)), toInt64(indexOf(categories, assumeNotNull(value))) - 1, toInt64(length(categories))) AS bin
    FROM (
      SELECT window, model, version, toString(entry.1) AS feature, entry.2 AS value
      FROM rows_in_windows
      ARRAY JOIN CAST(features_text AS Array(Tuple(String, Nullable(String)))) AS entry
    ) AS texts
    LEFT JOIN text_bins USING (model, feature)
  )
  GROUP BY window, model, version, feature, bin`;

/** The histogram has its full length only where the request froze bins; elsewhere it is empty. */
export function featureSummaryOf(row: RawRow, request: Request): FeatureSummary {
  const model = text(row, "model");
  const feature = text(row, "feature");
  const bins = request.bins[model]?.[feature];
  const size = bins === undefined ? 0 : binCount(bins);
  const histogram: number[] = Array.from({ length: size }, () => 0);
  for (const [bin, rows] of tuples(row, "histogram", 2)) {
    const index = Number(bin);
    if (index < size) histogram[index] = (histogram[index] ?? 0) + Number(rows);
  }
  return {
    window: whole(row, "window"),
    model,
    version: text(row, "version"),
    feature,
    count: whole(row, "count"),
    nulls: whole(row, "nulls"),
    moments: momentsOf(row, "number"),
    histogram,
  };
}

function binCount(bins: FeatureBins): number {
  return (bins.type === "number" ? bins.edges.length : bins.categories.length) + 1;
}

interface BinRow {
  readonly model: string;
  readonly feature: string;
  readonly bins: FeatureBins;
}

function binRows(bins: Request["bins"], type: FeatureBins["type"]): readonly BinRow[] {
  return Object.entries(bins).flatMap(([model, features]) =>
    Object.entries(features)
      .filter(([, each]) => each.type === type)
      .map(([feature, each]) => ({ model, feature, bins: each })),
  );
}

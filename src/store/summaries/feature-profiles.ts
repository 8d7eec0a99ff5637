import type { FeatureProfile, SummaryRequest } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { choice, text, tuples, whole } from "../row-fields.ts";
import { within } from "../signal-rows.ts";
import { among, gridParameters, namesParameter, windowIndexes } from "./grid.ts";
import type { Statement } from "./statement.ts";

type Request = Extract<SummaryRequest, { kind: "feature-profiles" }>;

const probabilityCountMax = 64;
const categoryCountMax = 1_000;
/** Rows of a model whose values enter quantiles; of more, a share chosen by the hash of their ids. */
const quantileRowsMax = 200_000;

/**
 * Counts, quantiles and commonest texts of every feature before bins are known. Counts are exact;
 * quantiles are exact up to 200,000 rows of a model and window and from an even share of them beyond.
 */
export function featureProfileStatement(project: string, request: Request): Statement {
  const { grid, models, probabilities, categoriesMax } = request;
  // Levels are part of the aggregate's name, so they cannot be parameters; numbers need no quoting.
  const levels = probabilities.slice(0, probabilityCountMax).map(Number).join(", ");
  const quantiles =
    levels === ""
      ? "emptyArrayFloat64()"
      : `quantilesExactInclusiveOrDefaultIf(${levels})(assumeNotNull(entry.2), is_sampled AND isNotNull(entry.2) AND NOT isNaN(assumeNotNull(entry.2)))`;
  return {
    sql: `WITH rows_in_windows AS (
  SELECT toString(model) AS model, window, features_number, features_text,
    cityHash64(id) % greatest(1, intDiv(count() OVER (PARTITION BY model, window), ${quantileRowsMax})) = 0 AS is_sampled
  FROM (
    SELECT model, id, toInt64(toUnixTimestamp64Milli(time)) AS time_ms, features_number, features_text
    FROM predictions FINAL
    WHERE project = {project:String} AND ${within("time")}${among("model", models)}
  )
  ARRAY JOIN ${windowIndexes("time_ms")} AS window
)
SELECT * FROM (
  SELECT window, model, toString(entry.1) AS feature, 'number' AS type, count() AS count, countIf(isNull(entry.2)) AS nulls,
    ${quantiles} AS quantiles,
    countIf(isNotNull(entry.2) AND NOT isNaN(assumeNotNull(entry.2))) AS present,
    CAST([] AS Array(Tuple(String, UInt64))) AS categories
  FROM rows_in_windows
  ARRAY JOIN CAST(features_number AS Array(Tuple(String, Nullable(Float64)))) AS entry
  GROUP BY window, model, feature
  UNION ALL
  SELECT window, model, feature, 'text' AS type, sum(rows) AS count, sumIf(rows, isNull(value)) AS nulls,
    emptyArrayFloat64() AS quantiles, 0 AS present,
    arraySlice(arraySort(cell -> (-toInt64(cell.2), cell.1), groupArrayIf((assumeNotNull(value), rows), isNotNull(value))), 1, {categoriesMax:UInt64}) AS categories
  FROM (
    SELECT window, model, toString(entry.1) AS feature, entry.2 AS value, count() AS rows
    FROM rows_in_windows
    ARRAY JOIN CAST(features_text AS Array(Tuple(String, Nullable(String)))) AS entry
    GROUP BY window, model, feature, value
  )
  GROUP BY window, model, feature
)
ORDER BY window, model, feature, type`,
    settings: { max_block_size: 4_096 },
    parameters: {
      project,
      ...gridParameters(grid),
      ...namesParameter(models),
      categoriesMax: Math.min(categoriesMax, categoryCountMax),
    },
  };
}

export function featureProfileOf(row: RawRow): FeatureProfile {
  const quantiles = row["quantiles"];
  const present = whole(row, "present") > 0 && Array.isArray(quantiles);
  return {
    window: whole(row, "window"),
    model: text(row, "model"),
    feature: text(row, "feature"),
    type: choice(row, "type", ["number", "text"]),
    count: whole(row, "count"),
    nulls: whole(row, "nulls"),
    quantiles: present ? quantiles.map(Number) : [],
    categories: tuples(row, "categories", 2).map(([value, count]) => ({
      value: String(value),
      count: Number(count),
    })),
  };
}

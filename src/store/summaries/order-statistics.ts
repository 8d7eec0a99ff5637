import type { Moments, Quantiles } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { numberOrNull, numbers, whole } from "../row-fields.ts";

/**
 * Columns that sum up one plain (not nullable) expression, NaN where nothing is: `<name>_count`, `_sum`,
 * `_squares`, `_min`, `_max`, of finite values only. Sums are compensated (Kahan), so that they do not
 * depend on the order of rows beyond the last bit.
 */
export function momentColumns(name: string, value: string): string {
  return [
    `countIf(isFinite(${value})) AS ${name}_count`,
    `sumKahanIf(${value}, isFinite(${value})) AS ${name}_sum`,
    `sumKahanIf(${value} * ${value}, isFinite(${value})) AS ${name}_squares`,
    `minIf(${value}, isFinite(${value})) AS ${name}_min`,
    `maxIf(${value}, isFinite(${value})) AS ${name}_max`,
  ].join(", ");
}

/** Moments of one cell of a finer grouping. */
export function cellMoments(value: string): string {
  return momentColumns("number", value);
}

/** The moments of a group of cells, under the same names. */
export const momentsOfCells = [
  "sum(cells.number_count) AS number_count",
  "sumKahan(cells.number_sum) AS number_sum",
  "sumKahan(cells.number_squares) AS number_squares",
  "minIf(cells.number_min, cells.number_count > 0) AS number_min",
  "maxIf(cells.number_max, cells.number_count > 0) AS number_max",
].join(", ");

export function momentsOf(row: RawRow, name: string): Moments {
  const count = whole(row, `${name}_count`);
  return {
    count,
    sum: numberOrNull(row, `${name}_sum`) ?? 0,
    squareSum: numberOrNull(row, `${name}_squares`) ?? 0,
    min: count === 0 ? null : numberOrNull(row, `${name}_min`),
    max: count === 0 ? null : numberOrNull(row, `${name}_max`),
  };
}

/** Values kept of a group where one window is asked for, and where many are: see `sortedColumn`. */
const keptMax = 8_192;
const keptMin = 512;
const keptOfAllWindows = 32_768;

/**
 * The present values of an expression, ascending: `<name>_sorted`, from which quantiles are read. Of large groups as
 * many as fit in the memory of a query are drawn evenly with a fixed seed (ten million spans in a quarter of an hour
 * took more than 300 MB): 8,192 each where one window is asked for, 512 where many are. The limits of quantiles
 * are those of the sample.
 */
export function sortedColumn(name: string, value: string, windows: number): string {
  const kept = Math.round(Math.min(keptMax, Math.max(keptMin, keptOfAllWindows / windows)));
  return `arraySort(groupArraySampleIf(${kept}, 1)(ifNull(${value}, 0), isNotNull(${value}))) AS ${name}_sorted`;
}

const quantileLevels = [0.5, 0.9, 0.95, 0.99];
const limitLevels = [0.5, 0.95, 0.99];

/**
 * Columns read from `<name>_sorted`: `<name>_quantiles`, the p50, p90, p95 and p99, linear between order
 * statistics (definition 7 of Hyndman and Fan 1996); `<name>_limits`, the order statistics whose ranks
 * are the normal 95 % limits of the binomial count below each of p50, p95 and p99, first the three lower
 * then the three upper: ranks n·p ± 1.96·sqrt(n·p·(1-p)), the lower rounded down and the upper up (Conover
 * 1999, section 3.2), NULL where no such rank exists; and the mean. Arrays, because planning an
 * expression of its own per quantile cost more than answering (llm-calls 71 against 34 ms of CPU).
 */
export function quantileColumns(name: string): string {
  const sorted = `${name}_sorted`;
  const count = `length(${sorted})`;
  const quantiles = `arrayReduce('quantilesExactInclusive(${quantileLevels.join(", ")})', ${sorted})`;
  const rank = (round: string, sign: string) =>
    `arrayMap(level -> toInt64(${round}(${count} * level ${sign} 1.959963984540054 * sqrt(${count} * (level * (1 - level))))), [${limitLevels.join(", ")}])`;
  const ranks = `arrayConcat(${rank("floor", "-")}, arrayMap(rank -> rank + 1, ${rank("ceil", "+")}))`;
  const statistics = [...limitLevels, ...limitLevels].map(
    (_, index) => `${sorted}[${name}_ranks[${index + 1}]]`,
  );
  return [
    `toUInt64(${count}) AS ${name}_n`,
    `if(empty(${sorted}), [], ${quantiles}) AS ${name}_quantiles`,
    `${ranks} AS ${name}_ranks`,
    `arrayMap((rank, value) -> if(rank < 1 OR rank > ${name}_n, NULL, value), ${name}_ranks, [${statistics.join(", ")}]) AS ${name}_limits`,
    `if(empty(${sorted}), NULL, arraySum(${sorted}) / ${count}) AS ${name}_mean`,
  ].join(",\n  ");
}

export function quantilesOf(row: RawRow, name: string): Quantiles {
  const [p50 = null, p90 = null, p95 = null, p99 = null] = numbers(row, `${name}_quantiles`);
  const limits = numbers(row, `${name}_limits`);
  const [p50Low = null, p95Low = null, p99Low = null] = limits;
  const [p50High = null, p95High = null, p99High = null] = limits.slice(limitLevels.length);
  return {
    count: whole(row, `${name}_n`),
    p50,
    p90,
    p95,
    p99,
    p50Low,
    p50High,
    p95Low,
    p95High,
    p99Low,
    p99High,
    mean: numberOrNull(row, `${name}_mean`),
  };
}

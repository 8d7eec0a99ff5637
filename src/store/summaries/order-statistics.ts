import type { Moments, Quantiles } from "../../model/summary.ts";
import type { RawRow } from "../native/reader.ts";
import { numberOrNull, whole } from "../row-fields.ts";

/**
 * Columns that sum up one numeric expression: `<name>_count`, `_sum`, `_squares`, `_min`, `_max`, of
 * finite values only. Sums are compensated (Kahan), so that they do not depend on the order of rows
 * beyond the last bit.
 */
export function momentColumns(name: string, value: string): string {
  const present = `isNotNull(${value}) AND isFinite(ifNull(${value}, nan))`;
  const plain = `ifNull(${value}, 0)`;
  return [
    `countIf(${present}) AS ${name}_count`,
    `sumKahanIf(${plain}, ${present}) AS ${name}_sum`,
    `sumKahanIf(${plain} * ${plain}, ${present}) AS ${name}_squares`,
    `minIf(${plain}, ${present}) AS ${name}_min`,
    `maxIf(${plain}, ${present}) AS ${name}_max`,
  ].join(",\n  ");
}

/** Moments of a plain (not nullable) expression within one cell of a finer grouping. */
export function cellMoments(value: string): string {
  return [
    `countIf(isFinite(${value})) AS number_count`,
    `sumKahanIf(${value}, isFinite(${value})) AS number_sum`,
    `sumKahanIf(${value} * ${value}, isFinite(${value})) AS number_squares`,
    `minIf(${value}, isFinite(${value})) AS number_min`,
    `maxIf(${value}, isFinite(${value})) AS number_max`,
  ].join(", ");
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

/** All values of an expression that are present, ascending: `<name>_sorted`, from which quantiles are read. */
export function sortedColumn(name: string, value: string): string {
  return `arraySort(groupArrayIf(ifNull(${value}, 0), isNotNull(${value}))) AS ${name}_sorted`;
}

/**
 * Quantile columns from `<name>_sorted`: p50, p90, p95, p99 linear between order statistics
 * (definition 7 of Hyndman and Fan 1996), the mean, and the order statistics whose ranks are the normal
 * 95 % limits of the binomial count below each of p50, p95 and p99: ranks n·p ± 1.96·sqrt(n·p·(1-p)), the
 * lower rounded down and the upper up (Conover 1999, section 3.2); null where no such rank exists.
 */
export function quantileColumns(name: string): string {
  const sorted = `${name}_sorted`;
  const count = `length(${sorted})`;
  const quantile = (level: number) => {
    const place = `((${count} - 1) * ${level})`;
    const low = `${sorted}[toUInt64(floor(${place})) + 1]`;
    const high = `${sorted}[least(toUInt64(floor(${place})) + 2, ${count})]`;
    return `if(${count} = 0, NULL, ${low} + (${place} - floor(${place})) * (${high} - ${low}))`;
  };
  const limits = (level: number, label: string) => {
    const spread = `1.959963984540054 * sqrt(${count} * ${level * (1 - level)})`;
    const lowRank = `toInt64(floor(${count} * ${level} - ${spread}))`;
    const highRank = `toInt64(ceil(${count} * ${level} + ${spread})) + 1`;
    return [
      `if(${lowRank} < 1, NULL, ${sorted}[${lowRank}]) AS ${name}_${label}_low`,
      `if(${highRank} > ${count}, NULL, ${sorted}[${highRank}]) AS ${name}_${label}_high`,
    ];
  };
  return [
    `toUInt64(${count}) AS ${name}_n`,
    `${quantile(0.5)} AS ${name}_p50`,
    `${quantile(0.9)} AS ${name}_p90`,
    `${quantile(0.95)} AS ${name}_p95`,
    `${quantile(0.99)} AS ${name}_p99`,
    ...limits(0.5, "p50"),
    ...limits(0.95, "p95"),
    ...limits(0.99, "p99"),
    `if(${count} = 0, NULL, arraySum(${sorted}) / ${count}) AS ${name}_mean`,
  ].join(",\n  ");
}

export function quantilesOf(row: RawRow, name: string): Quantiles {
  return {
    count: whole(row, `${name}_n`),
    p50: numberOrNull(row, `${name}_p50`),
    p90: numberOrNull(row, `${name}_p90`),
    p95: numberOrNull(row, `${name}_p95`),
    p99: numberOrNull(row, `${name}_p99`),
    p50Low: numberOrNull(row, `${name}_p50_low`),
    p50High: numberOrNull(row, `${name}_p50_high`),
    p95Low: numberOrNull(row, `${name}_p95_low`),
    p95High: numberOrNull(row, `${name}_p95_high`),
    p99Low: numberOrNull(row, `${name}_p99_low`),
    p99High: numberOrNull(row, `${name}_p99_high`),
    mean: numberOrNull(row, `${name}_mean`),
  };
}

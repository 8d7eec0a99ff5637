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
 * 95 % limits of the binomial count below the 95th percentile: ranks n·p ± 1.96·sqrt(n·p·(1-p)), the
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
  const spread = `1.959963984540054 * sqrt(${count} * 0.95 * 0.05)`;
  const lowRank = `toInt64(floor(${count} * 0.95 - ${spread}))`;
  const highRank = `toInt64(ceil(${count} * 0.95 + ${spread})) + 1`;
  return [
    `toUInt64(${count}) AS ${name}_n`,
    `${quantile(0.5)} AS ${name}_p50`,
    `${quantile(0.9)} AS ${name}_p90`,
    `${quantile(0.95)} AS ${name}_p95`,
    `${quantile(0.99)} AS ${name}_p99`,
    `if(${lowRank} < 1, NULL, ${sorted}[${lowRank}]) AS ${name}_p95_low`,
    `if(${highRank} > ${count}, NULL, ${sorted}[${highRank}]) AS ${name}_p95_high`,
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
    p95Low: numberOrNull(row, `${name}_p95_low`),
    p95High: numberOrNull(row, `${name}_p95_high`),
    mean: numberOrNull(row, `${name}_mean`),
  };
}

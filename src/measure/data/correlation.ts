import type { Finding } from "../../model/report.ts";
import { findingOf, type ColumnPair } from "./column-check.ts";
import { largestCorrelationChange, pairCount } from "./correlation-change.ts";
import type { CheckLimits } from "./limits.ts";
import type { ColumnProfile } from "./profile.ts";
import { sampleRows } from "./sample-rows.ts";

// Pairs grow with the square: 40 columns are 780 pairs, 5,000 rows tell a change of 0.04.
const columnsMax = 40;
const rowsMax = 5_000;

/**
 * Whether columns that went together no longer do, or the other way round: the largest change of
 * Spearman's rank correlation over all pairs of number columns, tested by Fisher's z with the variance
 * 1.06 / (n − 3) (Fieller, Hartley and Pearson 1957) and Bonferroni's correction over the pairs.
 */
export function checkCorrelation(pairs: readonly ColumnPair[], limits: CheckLimits): Finding {
  const { correlationChangeMax: limit, significance } = limits;
  const numbers = pairs
    .filter(({ role, reference }) => role !== "id" && role !== "time" && reference.sorted !== null)
    .slice(0, columnsMax);
  if (numbers.length < 2) return findingOf("correlation", "skip", "too-few");
  const names = numbers.map(({ name }) => name);
  const sides = {
    reference: numbers.map((pair) => valuesOf(pair.reference)),
    current: numbers.map((pair) => valuesOf(pair.current)),
  };
  const found = largestCorrelationChange(names, sides, significance);
  const count = pairCount(numbers.length);
  if (found === null) {
    return findingOf("correlation", "pass", "same", { value: 0, limit, params: { count } });
  }
  const { first, second, before, now } = found;
  const value = Math.abs(now - before);
  const isFailed = value > limit;
  const params = { first, second, before, now, count };
  return findingOf("correlation", isFailed ? "fail" : "pass", isFailed ? "changed" : "little", {
    value,
    limit,
    params,
  });
}

/** Values of the sampled rows, NaN where missing. */
function valuesOf({ column }: ColumnProfile): Float64Array {
  if (column.type === "text") return new Float64Array(0);
  const rows = sampleRows(column.values.length, rowsMax);
  return Float64Array.from(rows, (row) => column.values[row] ?? NaN);
}

import type { Finding } from "../../model/report.ts";
import { normalCdf } from "../../stats/distribution/normal-cdf.ts";
import { findingOf, type ColumnPair } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";
import { sampleRows } from "./sample-rows.ts";

// Pairs grow with the square: 40 columns are 780 pairs, 5,000 rows tell a change of 0.04.
const columnsMax = 40;
const rowsMax = 5_000;
const rowsMin = 30;

/** The pair of columns whose rank correlation changed the most. */
interface Change {
  readonly first: string;
  readonly second: string;
  readonly before: number;
  readonly now: number;
}

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
  const sides = (["reference", "current"] as const).map((side) => ranksOf(numbers, side));
  const [reference, current] = sides;
  if (reference === undefined || current === undefined || numbers.length < 2) {
    return findingOf("correlation", "skip", "too-few");
  }
  const count = (numbers.length * (numbers.length - 1)) / 2;
  let worst: Change | undefined;
  let worstChange = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    for (let j = i + 1; j < numbers.length; j += 1) {
      const before = correlationOf(reference[i], reference[j]);
      const now = correlationOf(current[i], current[j]);
      // A constant column has no correlation; the check of constants tells it.
      if (Number.isNaN(before.value) || Number.isNaN(now.value)) continue;
      const change = Math.abs(now.value - before.value);
      if (change <= worstChange || chanceOf(before, now) * count >= significance) continue;
      worstChange = change;
      const names = { first: numbers[i]?.name ?? "", second: numbers[j]?.name ?? "" };
      worst = { ...names, before: before.value, now: now.value };
    }
  }
  const details = { value: worstChange, limit };
  if (worst === undefined)
    return findingOf("correlation", "pass", "same", { ...details, params: { count } });
  const isFailed = worstChange > limit;
  const params = { ...worst, count };
  return findingOf("correlation", isFailed ? "fail" : "pass", isFailed ? "changed" : "little", {
    ...details,
    params,
  });
}

interface Correlation {
  readonly value: number;
  readonly count: number;
}

function chanceOf(before: Correlation, now: Correlation): number {
  if (Math.min(before.count, now.count) < rowsMin) return 1;
  const variance = 1.06 / (before.count - 3) + 1.06 / (now.count - 3);
  const bounded = (value: number) => Math.max(-0.999_999, Math.min(0.999_999, value));
  const z = Math.atanh(bounded(now.value)) - Math.atanh(bounded(before.value));
  return 2 * normalCdf(-Math.abs(z) / Math.sqrt(variance));
}

/** Column → rank of each sampled row as a share of the column's values, NaN where missing. */
function ranksOf(
  pairs: readonly ColumnPair[],
  side: "reference" | "current",
): readonly Float64Array[] {
  return pairs.map((pair) => {
    const { column } = pair[side];
    if (column.type === "text") return new Float64Array(0);
    const rows = sampleRows(column.values.length, rowsMax);
    const values = Float64Array.from(rows, (row) => column.values[row] ?? NaN);
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    return values.map((value) => rankIn(sorted, value));
  });
}

/** Middle rank of a value among ascending ones, from −1/2 to 1/2; NaN for NaN. */
function rankIn(sorted: Float64Array, value: number): number {
  if (Number.isNaN(value)) return NaN;
  const bound = (isUpper: boolean) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = sorted[middle] ?? Infinity;
      if (other < value || (isUpper && other === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (bound(false) + bound(true)) / 2 / sorted.length - 0.5;
}

/** Pearson's correlation of two columns of ranks over the rows that have both. */
function correlationOf(
  a: Float64Array = new Float64Array(0),
  b: Float64Array = new Float64Array(0),
): Correlation {
  let count = 0;
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let row = 0; row < Math.min(a.length, b.length); row += 1) {
    const x = a[row] ?? NaN;
    const y = b[row] ?? NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count += 1;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const spread =
    Math.sqrt(squareA - (sumA * sumA) / count) * Math.sqrt(squareB - (sumB * sumB) / count);
  return { value: spread > 1e-9 ? (product - (sumA * sumB) / count) / spread : NaN, count };
}

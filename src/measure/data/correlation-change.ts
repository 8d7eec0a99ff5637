import { normalCdf } from "../../stats/distribution/normal-cdf.ts";

const rowsMin = 30;

/** The pair of columns whose rank correlation changed the most. */
export interface CorrelationChange {
  readonly first: string;
  readonly second: string;
  readonly before: number;
  readonly now: number;
  /** Standard error of the change, (1 − ρ²) sqrt(1.06 / (n − 3)) on both sides. */
  readonly standardError: number;
}

/**
 * The largest change of Spearman's rank correlation over all pairs of columns that is sure: tested by Fisher's z with the
 * variance 1.06 / (n − 3) (Fieller, Hartley and Pearson 1957) and Bonferroni's correction over the pairs. Null where none
 * is, or with fewer than 30 rows that have both.
 *
 * @param sides columns in the order of `names`, each a value a row, NaN where missing
 * Cost O(columns² × rows).
 */
export function largestCorrelationChange(
  names: readonly string[],
  sides: {
    readonly reference: readonly Float64Array[];
    readonly current: readonly Float64Array[];
  },
  significance: number,
): CorrelationChange | null {
  const [reference, current] = [sides.reference.map(ranksOf), sides.current.map(ranksOf)];
  const count = pairCount(names.length);
  let worst: CorrelationChange | null = null;
  let worstChange = 0;
  for (let i = 0; i < names.length; i += 1) {
    for (let j = i + 1; j < names.length; j += 1) {
      const before = correlationOf(reference[i], reference[j]);
      const now = correlationOf(current[i], current[j]);
      // A constant column has no correlation; the check of constants tells it.
      if (Number.isNaN(before.value) || Number.isNaN(now.value)) continue;
      const change = Math.abs(now.value - before.value);
      if (change <= worstChange || chanceOf(before, now) * count >= significance) continue;
      worstChange = change;
      worst = {
        first: names[i] ?? "",
        second: names[j] ?? "",
        before: before.value,
        now: now.value,
        standardError: Math.hypot(errorOf(before), errorOf(now)),
      };
    }
  }
  return worst;
}

/** Pairs of so many columns. */
export function pairCount(columns: number): number {
  return (columns * (columns - 1)) / 2;
}

interface Correlation {
  readonly value: number;
  readonly count: number;
}

function errorOf({ value, count }: Correlation): number {
  return (1 - value * value) * Math.sqrt(1.06 / (count - 3));
}

function chanceOf(before: Correlation, now: Correlation): number {
  if (Math.min(before.count, now.count) < rowsMin) return 1;
  const variance = 1.06 / (before.count - 3) + 1.06 / (now.count - 3);
  const bounded = (value: number) => Math.max(-0.999_999, Math.min(0.999_999, value));
  const z = Math.atanh(bounded(now.value)) - Math.atanh(bounded(before.value));
  return 2 * normalCdf(-Math.abs(z) / Math.sqrt(variance));
}

/** Rank of each value as a share of the column's values, NaN where missing. */
function ranksOf(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return values.map((value) => rankIn(sorted, value));
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

import { NumericError } from "../numeric-error.ts";
import { sortNumbers } from "../sort-numbers.ts";

/** Values, each counted once or by a weight. */
export interface WeightedValues {
  /** No NaN, finite. */
  readonly values: ArrayLike<number>;
  /** As many, >= 0, not all 0; every value once where absent. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * How far mass has to be moved, on average, to turn one sample into the other: the area between their
 * distribution functions.
 *
 * @returns in the values' unit, >= 0; NaN where a side is empty or has no weight
 * @throws NumericError "unequal-lengths"
 * Cost O(n) for plain values (see `sortNumbers`), O(n log n) for weighted ones. Source: Vallender 1974;
 * SciPy `wasserstein_distance`.
 * @example wassersteinDistance({ values: [0, 1, 3] }, { values: [5, 6, 8] }) // 5
 */
export function wassersteinDistance(first: WeightedValues, second: WeightedValues): number {
  return betweenSamples(first, second, (gap) => Math.abs(gap), wassersteinSorted);
}

/**
 * The Wasserstein distance of two samples that are sorted already.
 *
 * @param a ascending, no NaN, finite
 * @param b ascending, no NaN, finite
 * @returns in the values' unit, >= 0; NaN where a side is empty
 * Cost O(n).
 * @example wassersteinSorted(new Float64Array([0, 1]), new Float64Array([1, 2])) // 1
 */
export function wassersteinSorted(a: Float64Array, b: Float64Array): number {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return Number.NaN;
  // With n = m the k-th smallest of one goes to the k-th smallest of the other.
  let sum = 0;
  if (n === m) {
    for (let i = 0; i < n; i++) sum += Math.abs(a[i]! - b[i]!);
    return sum / n;
  }
  let i = 0;
  let j = 0;
  let last = Math.min(a[0]!, b[0]!);
  while (i < n || j < m) {
    const isFirst = j === m || (i < n && a[i]! <= b[j]!);
    const value = isFirst ? a[i]! : b[j]!;
    sum += Math.abs(i * m - j * n) * (value - last);
    last = value;
    if (isFirst) i++;
    else j++;
  }
  return sum / (n * m);
}

/**
 * Twice the L2 distance between two distribution functions, as a root: 0 only for equal distributions.
 *
 * @returns in the square root of the values' unit, >= 0; NaN where a side is empty or has no weight
 * @throws NumericError "unequal-lengths"
 * Cost as `wassersteinDistance`. Source: Székely 2002; SciPy `energy_distance`.
 * @example energyDistance({ values: [0] }, { values: [2] }) // 2
 */
export function energyDistance(first: WeightedValues, second: WeightedValues): number {
  return Math.sqrt(2 * betweenSamples(first, second, (gap) => gap * gap, squaredGapSorted));
}

function squaredGapSorted(a: Float64Array, b: Float64Array): number {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return Number.NaN;
  let sum = 0;
  let i = 0;
  let j = 0;
  let last = Math.min(a[0]!, b[0]!);
  while (i < n || j < m) {
    const isFirst = j === m || (i < n && a[i]! <= b[j]!);
    const value = isFirst ? a[i]! : b[j]!;
    const gap = i / n - j / m;
    sum += gap * gap * (value - last);
    last = value;
    if (isFirst) i++;
    else j++;
  }
  return sum;
}

function betweenSamples(
  first: WeightedValues,
  second: WeightedValues,
  term: (gap: number) => number,
  plain: (a: Float64Array, b: Float64Array) => number,
): number {
  if (first.weights === undefined && second.weights === undefined) {
    return plain(sortNumbers(first.values), sortNumbers(second.values));
  }
  const a = ordered(first);
  const b = ordered(second);
  if (!(a.total > 0 && b.total > 0)) return Number.NaN;
  let sum = 0;
  let i = 0;
  let j = 0;
  let ofA = 0;
  let ofB = 0;
  let last = Math.min(a.values[0]!, b.values[0]!);
  while (i < a.values.length || j < b.values.length) {
    const isFirst = j === b.values.length || (i < a.values.length && a.values[i]! <= b.values[j]!);
    const value = isFirst ? a.values[i]! : b.values[j]!;
    sum += term(ofA / a.total - ofB / b.total) * (value - last);
    last = value;
    if (isFirst) ofA += a.weights[i++]!;
    else ofB += b.weights[j++]!;
  }
  return sum;
}

function ordered({ values, weights }: WeightedValues): {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
} {
  if (weights !== undefined && weights.length !== values.length) {
    throw new NumericError("unequal-lengths", `${values.length} values, ${weights.length} weights`);
  }
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  order.sort((p, q) => values[p]! - values[q]!);
  const sorted = Float64Array.from(order, (index) => values[index]!);
  const own = Float64Array.from(order, (index) => weights?.[index] ?? 1);
  let total = 0;
  for (const weight of own) total += weight;
  return { values: sorted, weights: own, total };
}

import { NumericError } from "./numeric-error.ts";

/**
 * Quantile of a sample, linear between neighbouring order statistics.
 *
 * @param sorted values ascending, no NaN, any unit
 * @param p      probability in [0, 1]
 * @returns a value in the sample's unit, within its minimum and maximum; NaN for an empty sample
 * @throws NumericError "probability-out-of-range"
 * Cost O(1). Source: Hyndman and Fan 1996, definition 7 (the default of R and NumPy).
 * @example quantileSorted([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new NumericError("probability-out-of-range", `p must be within 0 and 1, got ${p}`);
  }
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const index = Math.floor(position);
  const low = sorted[index]!;
  const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
  // Equal neighbours are returned as they are, so that infinities do not become NaN.
  return low === high ? low : low + (position - index) * (high - low);
}

/**
 * Quantile of values in any order.
 *
 * @param values no NaN, any unit; not changed
 * @param p      probability in [0, 1]
 * @returns as `quantileSorted`; NaN for an empty sample
 * @throws NumericError "probability-out-of-range"
 * Cost O(n log n). Source: Hyndman and Fan 1996, definition 7.
 * @example quantile([4, 1, 3, 2], 0.25) // 1.75
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileSorted(Float64Array.from(values).sort(), p);
}

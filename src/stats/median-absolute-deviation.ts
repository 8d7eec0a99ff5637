import { median } from "./median.ts";

/** Makes the median absolute deviation of normal values equal to their standard deviation: 1 / Φ⁻¹(3/4). */
export const madToSigma = 1.482602218505602;

/**
 * Median absolute deviation from the median, not scaled; times `madToSigma` it estimates the standard
 * deviation of normal values whatever up to half of the values do.
 *
 * @param values no NaN, any unit; not changed
 * @returns a value >= 0 in the sample's unit; 0 where more than half are equal; NaN for an empty sample
 * Cost O(n log n). Source: Hampel 1974; SciPy `median_abs_deviation`.
 * @example medianAbsoluteDeviation([1, 2, 3, 4, 100]) // 1
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const middle = median(values);
  return median(Float64Array.from(values, (value) => Math.abs(value - middle)));
}

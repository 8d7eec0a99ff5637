import { quantile } from "./quantile.ts";

/**
 * Middle value of a sample; the mean of the two middle ones where their number is even.
 *
 * @param values no NaN, any unit; not changed
 * @returns a value in the sample's unit; NaN for an empty sample
 * Cost O(n log n). Source: Hyndman and Fan 1996, definition 7 at 0.5.
 * @example median([3, 1, 2]) // 2
 */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Count, sum and sum of squares of finite values: what stores can add up. */
interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squareSum: number;
}

/**
 * Mean from sums.
 *
 * @returns in the unit of the values; NaN where count is 0
 * Cost O(1).
 * @example meanOf({ count: 4, sum: 10, squareSum: 30 }) // 2.5
 */
export function meanOf(sums: Pick<Sums, "count" | "sum">): number {
  return sums.count > 0 ? sums.sum / sums.count : Number.NaN;
}

/**
 * Unbiased sample variance from sums. Loses digits when the mean is far larger than the spread: relative
 * error about 1e-16 * (mean / deviation)². For streams use `RunningMoments`, which does not.
 *
 * @returns >= 0, in the unit of the values squared; NaN where count is below 2
 * Cost O(1). Source: textbook; the rounding bound is Chan, Golub and LeVeque 1983.
 * @example varianceOf({ count: 4, sum: 10, squareSum: 30 }) // 1.6666666666666667
 */
export function varianceOf(sums: Sums): number {
  if (sums.count < 2) return Number.NaN;
  const deviations = sums.squareSum - (sums.sum * sums.sum) / sums.count;
  return Math.max(0, deviations) / (sums.count - 1);
}

/**
 * Standard error of the mean from sums.
 *
 * @returns >= 0, in the unit of the values; NaN where count is below 2
 * Cost O(1). Source: textbook, sqrt(variance / n).
 * @example standardErrorOfMean({ count: 4, sum: 10, squareSum: 30 }) // 0.6454972243679028
 */
export function standardErrorOfMean(sums: Sums): number {
  return Math.sqrt(varianceOf(sums) / sums.count);
}

/**
 * Standard error of a share. None or all of the trials succeeding does not make the share certain: then
 * the share is taken as (successes + 1) / (trials + 2), so that no finite sample has the error 0.
 *
 * @param successes 0 to trials
 * @param trials    >= 0
 * @returns > 0, as a ratio; NaN where trials is 0
 * Cost O(1). Source: binomial, sqrt(p (1 - p) / n); at the ends Laplace's rule of succession.
 * @example shareStandardError(8, 10) // 0.1264911064067352
 */
export function shareStandardError(successes: number, trials: number): number {
  if (!(trials > 0)) return Number.NaN;
  const certain = successes <= 0 || successes >= trials;
  const share = certain ? (successes + 1) / (trials + 2) : successes / trials;
  return Math.sqrt((share * (1 - share)) / trials);
}

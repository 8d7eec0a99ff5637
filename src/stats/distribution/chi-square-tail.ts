import { incompleteGammaTail } from "./incomplete-gamma.ts";

/**
 * Probability that a chi-squared value is above x.
 *
 * @param x                >= 0; values below 0 count as 0
 * @param degreesOfFreedom > 0, need not be whole
 * @returns within 0 and 1; NaN for NaN; small tails keep their digits
 * @throws NumericError "parameter-out-of-range"
 * Cost that of `incompleteGammaTail`. Source: DLMF 8.2; SciPy `chi2.sf`.
 * @example chiSquareTail(3.841458820694124, 1) // 0.05
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (Number.isNaN(x)) return x;
  return incompleteGammaTail(degreesOfFreedom / 2, Math.max(0, x) / 2);
}

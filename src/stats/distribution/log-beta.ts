import { logGamma, stirlingError } from "./log-gamma.ts";

/**
 * Natural logarithm of the beta function B(a, b), without the cancellation of large log-gammas.
 *
 * @param a > 0
 * @param b > 0
 * @returns Infinity where a or b is 0; NaN outside the domain
 * Cost O(1). Source: DLMF 5.12.1, and 5.11.1 where both are large.
 * @example logBeta(2, 3) // -2.484906649788
 */
export function logBeta(a: number, b: number): number {
  if (!(a >= 0 && b >= 0)) return Number.NaN;
  if (a === 0 || b === 0) return Number.POSITIVE_INFINITY;
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large <= 15) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const total = small + large;
  const errors = stirlingError(large) - stirlingError(total);
  // (large - 1/2) ln large - (total - 1/2) ln total, written without their difference.
  const powers = -(large - 0.5) * Math.log1p(small / large) - small * Math.log(total);
  return logGamma(small) + errors + powers + small;
}

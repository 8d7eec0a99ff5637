import { errorFunctionComplement } from "./error-function.ts";

/**
 * Probability that a standard normal value is at most z.
 *
 * @param z in standard deviations
 * @returns within 0 and 1; NaN for NaN; small tails keep about 13 digits
 * Cost O(1). Source: DLMF 7.2.2; Φ(z) = erfc(-z / sqrt 2) / 2.
 * @example normalCdf(-1.959963984540054) // 0.025
 */
export function normalCdf(z: number): number {
  return errorFunctionComplement(-z * Math.SQRT1_2) / 2;
}

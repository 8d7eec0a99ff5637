import { incompleteBeta } from "./incomplete-beta.ts";
import { NumericError } from "../numeric-error.ts";

/**
 * Probability that a Student t value is at most t.
 *
 * @param t                any number
 * @param degreesOfFreedom > 0, need not be whole
 * @returns within 0 and 1; NaN for NaN; small tails keep their digits
 * @throws NumericError "parameter-out-of-range"
 * Cost that of `incompleteBeta`. Source: DLMF 8.17; Abramowitz and Stegun 26.7.1.
 * @example studentTCdf(2, 10) // 0.9633059826146299
 */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) {
    const message = `degrees of freedom must be above 0, got ${degreesOfFreedom}`;
    throw new NumericError("parameter-out-of-range", message);
  }
  if (Number.isNaN(t)) return t;
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const square = t * t;
  const half = degreesOfFreedom / 2;
  // The two forms are equal; each keeps its digits where the other's argument rounds to 1.
  const bothTails =
    square < degreesOfFreedom
      ? 1 - incompleteBeta(square / (degreesOfFreedom + square), { a: 0.5, b: half })
      : incompleteBeta(degreesOfFreedom / (degreesOfFreedom + square), { a: half, b: 0.5 });
  return t > 0 ? 1 - bothTails / 2 : bothTails / 2;
}

import { NumericError } from "../numeric-error.ts";
import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * Probability that an F value is above x.
 *
 * @param x  values below 0 count as 0
 * @param of degrees of freedom of the upper and the lower variance, > 0
 * @returns within 0 and 1; NaN for NaN; small tails keep their digits
 * @throws NumericError "parameter-out-of-range"
 * Cost that of `incompleteBeta`. Source: DLMF 8.17; SciPy `f.sf`.
 * @example fTail(3, { upper: 4, lower: 10 }) // 0.07232322228814023
 */
export function fTail(x: number, of: { readonly upper: number; readonly lower: number }): number {
  const { upper, lower } = of;
  if (!(upper > 0 && lower > 0)) {
    const message = `degrees of freedom must be above 0, got ${upper} and ${lower}`;
    throw new NumericError("parameter-out-of-range", message);
  }
  if (Number.isNaN(x)) return x;
  if (x <= 0) return 1;
  const share = lower / (lower + upper * x);
  return incompleteBeta(share, { a: lower / 2, b: upper / 2 });
}

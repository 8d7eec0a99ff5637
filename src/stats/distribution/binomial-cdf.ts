import { incompleteBeta } from "./incomplete-beta.ts";
import { NumericError } from "../numeric-error.ts";

/**
 * Probability of at most `successes` among `trials` that each succeed with probability p.
 *
 * @param successes any number; below 0 gives 0, `trials` or more gives 1
 * @param trials    whole, >= 0
 * @param p         within 0 and 1
 * @returns within 0 and 1
 * @throws NumericError "parameter-out-of-range"
 * Cost that of `incompleteBeta`. Source: DLMF 8.17.5.
 * @example binomialCdf({ successes: 3, trials: 10, p: 0.5 }) // 0.171875
 */
export function binomialCdf(of: {
  readonly successes: number;
  readonly trials: number;
  readonly p: number;
}): number {
  const { trials, p } = of;
  if (!(trials >= 0 && p >= 0 && p <= 1)) {
    const message = `want trials >= 0 and 0 <= p <= 1, got ${trials} and ${p}`;
    throw new NumericError("parameter-out-of-range", message);
  }
  const successes = Math.floor(of.successes);
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return incompleteBeta(1 - p, { a: trials - successes, b: successes + 1 });
}

import { normalCdf } from "../distribution/normal-cdf.ts";

/** Successes among trials. */
interface Share {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Whether two shares differ, by the pooled normal test.
 *
 * @returns z > 0 where the first share is larger; `pValue` two-sided, `pValueGreater` for "the first is
 *   larger". Where both shares are 0, both 1, or one has no trials: z 0 and both p values 1.
 * Cost O(1). Source: the square of z is Pearson's chi-squared of the 2 x 2 table without correction.
 * @example twoProportionTest({ successes: 30, trials: 100 }, { successes: 20, trials: 100 }) // { z: 1.6329932, pValue: 0.10247043, pValueGreater: 0.05123522 }
 */
export function twoProportionTest(
  first: Share,
  second: Share,
): { readonly z: number; readonly pValue: number; readonly pValueGreater: number } {
  const trials = first.trials + second.trials;
  const pooled = (first.successes + second.successes) / trials;
  const variance = pooled * (1 - pooled) * (1 / first.trials + 1 / second.trials);
  if (!(variance > 0) || !Number.isFinite(variance)) return { z: 0, pValue: 1, pValueGreater: 1 };
  const difference = first.successes / first.trials - second.successes / second.trials;
  const z = difference / Math.sqrt(variance);
  return { z, pValue: 2 * normalCdf(-Math.abs(z)), pValueGreater: normalCdf(-z) };
}

import { normalQuantile } from "./distribution/normal-quantile.ts";

/**
 * Confidence interval of a share that stays honest for few trials and shares near 0 or 1.
 *
 * @param successes  0 to trials
 * @param trials     > 0
 * @param confidence within 0 and 1, e.g. 0.95
 * @returns limits within 0 and 1; 0 and 1 where trials is 0
 * @throws NumericError "probability-out-of-range"
 * Cost O(1). Source: Wilson 1927; SciPy `binomtest(...).proportion_ci(method="wilson")`.
 * @example wilsonInterval({ successes: 8, trials: 10, confidence: 0.95 }) // { low: 0.49016248, high: 0.94331784 }
 */
export function wilsonInterval(of: {
  readonly successes: number;
  readonly trials: number;
  readonly confidence: number;
}): { readonly low: number; readonly high: number } {
  const { successes, trials, confidence } = of;
  if (!(trials > 0)) return { low: 0, high: 1 };
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / scale;
  const spread = share * (1 - share) + (z * z) / (4 * trials);
  const half = (z * Math.sqrt(spread / trials)) / scale;
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

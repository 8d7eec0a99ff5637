import type { Quantiles } from "../model/summary.ts";
import type { Score } from "./quality/score.ts";

// Half the width of a 95 % interval, in standard errors of a normal value.
const intervalZ = 1.959963984540054;

/** What the sources of quantile measures say about their standard error. */
export const quantileErrorSource =
  "Standard error from order statistics: half the width of the 95 % interval between the values at ranks n p -+ 1.96 sqrt(n p (1 - p)), or its lower half where that is wider (few rows lie above), divided by 1.96. Source: Hyndman and Fan 1996, definition 7; David and Nagaraja 2003, section 7.1.";

/** A quantile of a summary with its standard error; NaN where there were no rows. */
export function quantileValue(quantiles: Quantiles, which: "p50" | "p95" | "p99"): Score {
  const value = quantiles[which] ?? Number.NaN;
  const low = quantiles[`${which}Low`] ?? Number.NaN;
  const high = quantiles[`${which}High`] ?? Number.NaN;
  const standardError = Math.max((high - low) / 2, value - low) / intervalZ;
  return { value, count: quantiles.count, standardError };
}

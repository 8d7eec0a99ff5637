import type { BinnedValues } from "../../model/distribution.ts";
import type { Moments } from "../../model/summary.ts";

/** Two stretches of a feature as one; null where their bins differ in number. */
export function addValues(first: BinnedValues, second: BinnedValues): BinnedValues | null {
  if (first.histogram.length !== second.histogram.length) return null;
  const [one, other] = [first.moments, second.moments];
  return {
    histogram: first.histogram.map((rows, bin) => rows + (second.histogram[bin] ?? 0)),
    count: first.count + second.count,
    nulls: first.nulls + second.nulls,
    moments: one && other && addMoments(one, other),
  };
}

/** The moments of both sets of numbers together. */
export function addMoments(first: Moments, second: Moments): Moments {
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const lows = known([first.min, second.min]);
  const highs = known([first.max, second.max]);
  return {
    count: first.count + second.count,
    sum: first.sum + second.sum,
    squareSum: first.squareSum + second.squareSum,
    min: lows.length > 0 ? Math.min(...lows) : null,
    max: highs.length > 0 ? Math.max(...highs) : null,
  };
}

import { madToSigma } from "../../stats/median-absolute-deviation.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { newRolling, rememberJudged, type Rolling } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, spreadFloor, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 5,
    min: 0.5,
    max: 100,
    meaning:
      "how far from the median a value may be, in 1.4826 median absolute deviations (a standard deviation of normal values)",
  },
  windows: memoryWindows(120, 5_000),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(60),
  countMin,
} as const;

/**
 * The robust z-score: distance from the median over the scaled median absolute deviation.
 *
 * Up to half of the memory may be outliers. Where more than half of the values are equal the median
 * absolute deviation is 0 and the mean absolute deviation (times 1.2533) stands in, as Iglewicz and
 * Hoaglin advise. Cost O(n log n) of the memory a point; state at most 1.3 kB a hundred windows.
 */
export const medianMad = memoryDetector<typeof settings, Rolling>({
  name: "median-mad",
  summary:
    "finds values far from the median, in median absolute deviations; outliers do not blind it",
  source: "Iglewicz and Hoaglin 1993, section 3.3; Hampel 1974",
  formula: "|x − median| > k · 1.4826 · MAD of the last values",
  cost: "O(windows) a point",
  when: "For single outliers in a memory that may hold outliers itself.",
  settings,
  begin: newRolling,
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.values.length < needed) {
      rememberJudged(memory, { value, isOdd: false }, given);
      return learningVerdict(memory.values.length, needed);
    }
    const { middle, deviation } = robustMoments(memory.values);
    const deviations = (value - middle) / deviation;
    const verdict = bandVerdict({
      value,
      expected: middle,
      low: middle - given.threshold * deviation,
      high: middle + given.threshold * deviation,
      deviations,
      threshold: given.threshold,
      isRelevant: true,
      direction,
    });
    rememberJudged(memory, { value, isOdd: Math.abs(deviations) >= given.threshold }, given);
    return verdict;
  },
});

/** Median and robust standard deviation, the latter never 0. */
export function robustMoments(values: readonly number[]): {
  readonly middle: number;
  readonly deviation: number;
} {
  const middle = quantileSorted(Float64Array.from(values).sort(), 0.5);
  const distances = Float64Array.from(values, (value) => Math.abs(value - middle)).sort();
  const median = madToSigma * quantileSorted(distances, 0.5);
  if (median > 0) return { middle, deviation: median + spreadFloor(middle) };
  let sum = 0;
  for (const distance of distances) sum += distance;
  // √(π/2): the mean absolute deviation of a normal value is √(2/π) standard deviations.
  const mean = 1.2533141373155003 * (sum / Math.max(1, distances.length));
  return { middle, deviation: mean + spreadFloor(middle) };
}

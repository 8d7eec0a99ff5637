import { quantileSorted } from "../../stats/quantile.ts";
import { newRolling, rememberJudged, type Rolling } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  ratio: {
    type: "number",
    unit: "1",
    default: 2,
    min: 1.001,
    max: 1e6,
    meaning:
      "anomalous from this many times the median, or from the median divided by it downwards",
  },
  windows: memoryWindows(200, 5_000),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(60),
  countMin,
} as const;

/**
 * Compares with the historical median: "twice as much as usual", whatever single bursts did.
 *
 * For positive values: a median of 0 or less is never exceeded by a ratio and counts as normal. Cost
 * O(n log n) of the memory a point; state at most 1.3 kB a hundred windows.
 */
export const ratioToMedian = memoryDetector<typeof settings, Rolling>({
  name: "ratio-to-median",
  summary: "finds values that are many times their historical median, or a small part of it",
  source: "Hyndman and Fan 1996, definition 7 (median)",
  formula: "x ÷ median of the history, against a factor",
  cost: "O(windows) a point",
  when: "As the ratio to the mean, where the history holds bursts.",
  settings,
  begin: newRolling,
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.values.length < needed) {
      rememberJudged(memory, { value, isOdd: false }, given);
      return learningVerdict(memory.values.length, needed);
    }
    const expected = quantileSorted(Float64Array.from(memory.values).sort(), 0.5);
    const isPositive = expected > 0;
    const ratio = Math.max(1e-9, Math.min(1e9, Math.max(value, 0) / (isPositive ? expected : 1)));
    const deviations = isPositive ? Math.log(ratio) : 0;
    const threshold = Math.log(given.ratio);
    const verdict = bandVerdict({
      value,
      expected,
      low: isPositive ? expected / given.ratio : expected,
      high: isPositive ? expected * given.ratio : expected,
      deviations,
      threshold,
      isRelevant: isPositive,
      direction,
    });
    const isOdd = isPositive && Math.abs(deviations) >= threshold;
    rememberJudged(memory, { value, isOdd }, given);
    return verdict;
  },
});

import { quantileSorted } from "../../stats/quantile.ts";
import { newRolling, rememberJudged, type Rolling } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, spreadFloor, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "interquartile ranges",
    default: 3,
    min: 0.5,
    max: 100,
    meaning:
      "how far beyond the quartiles a value may be; 1.5 is Tukey's outside, 3 his far out; exactly as far is normal",
  },
  windows: memoryWindows(120, 5_000),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(60),
  countMin,
} as const;

/**
 * Tukey's fences: below Q1 − k·IQR or above Q3 + k·IQR. Follows skewed values better than bands around
 * a middle, since either side is measured from its own quartile.
 *
 * A quarter of the memory may be outliers to either side. A constant's range is a thousandth of its
 * level. At 3 a normal series alarms twice in a million values. Cost O(n log n) of the memory a point;
 * state at most 1.3 kB a hundred windows.
 */
export const interquartileRange = memoryDetector<typeof settings, Rolling>({
  name: "iqr",
  summary:
    "finds values far beyond the quartiles of the last windows, each side by its own quartile",
  source: "Tukey 1977, section 2D (fences); Hyndman and Fan 1996, definition 7 (quartiles)",
  formula: "beyond Q1 − k·(Q3 − Q1) or Q3 + k·(Q3 − Q1) of the last values",
  cost: "O(windows) a point",
  when: "For skewed values, in the way box plots are drawn.",
  settings,
  begin: newRolling,
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.values.length < needed) {
      rememberJudged(memory, { value, isOdd: false }, given);
      return learningVerdict(memory.values.length, needed);
    }
    const sorted = Float64Array.from(memory.values).sort();
    const [lower, middle, upper] = [0.25, 0.5, 0.75].map((p) => quantileSorted(sorted, p));
    const range = upper! - lower! + spreadFloor(middle!);
    // Distance beyond the nearer quartile; 0 between them.
    const beyond = Math.max(0, value - upper!) + Math.min(0, value - lower!);
    const deviations = beyond / range;
    const verdict = bandVerdict({
      value,
      expected: middle!,
      low: lower! - given.threshold * range,
      high: upper! + given.threshold * range,
      deviations,
      threshold: given.threshold,
      isRelevant: true,
      direction,
      isLimitNormal: true,
    });
    rememberJudged(memory, { value, isOdd: Math.abs(deviations) > given.threshold }, given);
    return verdict;
  },
});

import { learnJudged, learnLevel, newLearnedLevel, sigmaOf, type LearnedLevel } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  alarmRate: {
    type: "number",
    unit: "ratio",
    default: 0.001,
    min: 1e-6,
    max: 0.2,
    meaning:
      "the share of windows that may alarm in the long run, whatever the values' distribution",
  },
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 4,
    min: 1,
    max: 50,
    meaning: "where the limit starts; it moves between half and ten times of this",
  },
  gain: {
    type: "number",
    unit: "standard deviations",
    default: 1,
    min: 0.001,
    max: 10,
    meaning: "how far one alarm pushes the limit out",
  },
  windows: memoryWindows(300),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(120),
  countMin,
} as const;

interface Memory extends LearnedLevel {
  /** The limit now, in standard deviations. */
  limit: number;
}

/**
 * A limit that finds its own place: every alarm pushes it out by `gain`, every quiet window draws it in
 * by `gain · alarmRate`, so the long-run share of alarms tends to `alarmRate` for any distribution, heavy
 * tails included. Level and deviation forget exponentially.
 *
 * The guarantee is on the count of alarms, so a long outage widens the limit while it lasts. Cost O(1) a
 * point; state below 250 bytes. A constant's deviation is a thousandth of its level.
 */
export const adaptiveThreshold = memoryDetector<typeof settings, Memory>({
  name: "adaptive-threshold",
  summary: "finds values beyond a limit that adapts until a given share of windows alarms",
  source: "Gibbs and Candès 2021; Angelopoulos, Candès and Tibshirani 2023 (quantile tracking)",
  formula: "limit moves until the wished share of the last windows lies beyond it",
  cost: "O(1) a point",
  when: "When the number of alarms matters more than their size: a fixed budget of attention.",
  settings,
  begin: ({ threshold }) => ({ ...newLearnedLevel(), limit: threshold }),
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.level.count < needed) {
      learnLevel(memory.level, value, given.windows);
      return learningVerdict(memory.level.count, needed);
    }
    const { level, limit } = memory;
    const sigma = sigmaOf(level);
    const deviations = (value - level.mean) / sigma;
    const verdict = bandVerdict({
      value,
      expected: level.mean,
      low: level.mean - limit * sigma,
      high: level.mean + limit * sigma,
      deviations,
      threshold: limit,
      isRelevant: true,
      direction,
    });
    const miss = (verdict.state === "anomalous" ? 1 : 0) - given.alarmRate;
    const moved = limit + given.gain * miss;
    memory.limit = Math.max(given.threshold / 2, Math.min(10 * given.threshold, moved));
    learnJudged(memory, { value, isOdd: Math.abs(deviations) >= limit }, given);
    return verdict;
  },
});

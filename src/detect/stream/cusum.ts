import { learnJudged, learnLevel, newLearnedLevel, sigmaOf, type LearnedLevel } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  slack: {
    type: "number",
    unit: "standard deviations",
    default: 0.5,
    min: 0,
    max: 10,
    meaning:
      "a distance from the mean that is forgiven at every window: half the shift to be found",
  },
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 10,
    min: 1,
    max: 1_000,
    meaning:
      "the sum of distances that alarms; at slack 0.5, a known mean and independent normal values 5 gives one false alarm in 465 windows (both sides), 10 one in 70,000",
  },
  windows: memoryWindows(500),
  warmupWindows: warmupWindows(50),
  relearnWindows: relearnWindows(120),
  countMin,
} as const;

interface Memory extends LearnedLevel {
  /** Sums of distances above and below the mean, in standard deviations, both ≥ 0. */
  up: number;
  down: number;
}

/**
 * The tabular CUSUM: S⁺ = max(0, S⁺ + z − k) and S⁻ = max(0, S⁻ − z − k) against h, with z from a
 * learned mean and deviation.
 *
 * Finds small shifts that last: 1 deviation in about 20 windows, 4 in 3. The sums stop at 1.5 h, so that
 * the alarm ends within h/2k windows of its cause. The mean learns while the sums are below h/2 and
 * is replaced once an alarm has lasted. Cost O(1) a point; state below 300 bytes.
 */
export const cusum = memoryDetector<typeof settings, Memory>({
  name: "cusum",
  summary: "finds small shifts of the mean that last, by the sum of distances from it",
  source: "Page 1954; Siegmund 1985 (run lengths); Montgomery 2013, section 9.1 (tabular form)",
  formula: "S⁺ ← max(0, S⁺ + (x − μ)/σ − k), the mirror for S⁻; alarm when one passes h",
  cost: "O(1) a point",
  when: "For small lasting shifts of a mean that is otherwise steady.",
  settings,
  begin: () => ({ ...newLearnedLevel(), up: 0, down: 0 }),
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.level.count < needed) {
      learnLevel(memory.level, value, given.windows);
      return learningVerdict(memory.level.count, needed);
    }
    const { slack, threshold } = given;
    const { mean } = memory.level;
    const sigma = sigmaOf(memory.level);
    // One wild value may bring the sum half of the way, never alarm alone.
    const reach = threshold / 2 + slack;
    const z = Math.max(-reach, Math.min(reach, (value - mean) / sigma));
    memory.up = Math.min(1.5 * threshold, Math.max(0, memory.up + z - slack));
    memory.down = Math.min(1.5 * threshold, Math.max(0, memory.down - z - slack));
    const sum = memory.up >= memory.down ? memory.up : -memory.down;
    const isUp = direction !== "down" && memory.up > 0;
    const judgedSum = direction === "both" ? sum : isUp ? memory.up : -memory.down;
    const verdict = bandVerdict({
      value,
      expected: mean,
      low: mean - slack * sigma,
      high: mean + slack * sigma,
      deviations: judgedSum,
      threshold,
      isRelevant: true,
      direction,
    });
    const isOdd = Math.abs(sum) >= threshold;
    if (isOdd || Math.abs(sum) < threshold / 2) {
      if (learnJudged(memory, { value, isOdd }, given)) [memory.up, memory.down] = [0, 0];
    }
    return verdict;
  },
});

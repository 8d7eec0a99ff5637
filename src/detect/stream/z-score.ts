import {
  learnJudged,
  learnLevel,
  newLearnedLevel,
  type LearnedLevel,
  type Level,
} from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, spreadFloor, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 4,
    min: 0.5,
    max: 100,
    meaning: "how many standard deviations from the mean a value may be; exactly as many is normal",
  },
  form: {
    type: "choice",
    default: "sample",
    choices: ["sample", "population"],
    meaning: "whether the variance is divided by one less than the number of values, or by it",
  },
  baseline: {
    type: "choice",
    default: "left-out",
    choices: ["left-out", "included"],
    meaning: "whether the judged value is left out of its own mean and deviation",
  },
  windows: memoryWindows(1_000),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(120),
  countMin,
} as const;

/**
 * The running z-score: mean and deviation of all that came, forgetting exponentially beyond `windows`.
 *
 * Cost O(1) a point; state below 200 bytes: for very many series. Values beyond three deviations teach
 * as if they were there, anomalous ones nothing until they last. A constant's deviation is a thousandth
 * of its level. At 4 a normal series alarms once in 16,000 values.
 */
export const zScore = memoryDetector<typeof settings, LearnedLevel>({
  name: "z-score",
  summary: "finds values far from the running mean, in running standard deviations; tiny state",
  source: "Welford 1962 (running moments); Huber 1964 (clipping)",
  formula: "|x − mean| ÷ deviation of the running moments",
  cost: "O(1) a point",
  when: "For the smallest state and values near a normal distribution.",
  settings,
  begin: newLearnedLevel,
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.level.count < needed) {
      learnLevel(memory.level, value, given.windows);
      return learningVerdict(memory.level.count, needed);
    }
    const level: Level = { ...memory.level };
    if (given.baseline === "included") learnLevel(level, value, given.windows);
    const bias = given.form === "sample" ? level.count / (level.count - 1) : 1;
    const deviation = Math.sqrt(level.variance * bias) + spreadFloor(level.mean);
    const deviations = (value - level.mean) / deviation;
    const verdict = bandVerdict({
      value,
      expected: level.mean,
      low: level.mean - given.threshold * deviation,
      high: level.mean + given.threshold * deviation,
      deviations,
      threshold: given.threshold,
      isRelevant: true,
      direction,
      isLimitNormal: true,
    });
    learnJudged(memory, { value, isOdd: Math.abs(deviations) > given.threshold }, given);
    return verdict;
  },
});

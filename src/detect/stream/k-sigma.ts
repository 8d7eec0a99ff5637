import type { ValuesOf } from "../../model/settings.ts";
import { moments } from "./sample-moments.ts";
import { newRolling, rememberJudged, type Rolling } from "./level.ts";
import { countMin, memoryDetector, memoryWindows } from "./memory-detector.ts";
import { relearnWindows, spreadFloor, warmupWindows } from "./memory-detector.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 3,
    min: 0.5,
    max: 100,
    meaning: "how many standard deviations from the mean a value may be; exactly as many is normal",
  },
  moments: {
    type: "choice",
    default: "learned",
    choices: ["learned", "given"],
    meaning: "whether mean and standard deviation are learned from the last windows or given below",
  },
  mean: {
    type: "number",
    unit: "unit of the value",
    default: 0,
    min: -1e75,
    max: 1e75,
    meaning: "the mean, where it is given",
  },
  standardDeviation: {
    type: "number",
    unit: "unit of the value",
    default: 1,
    min: 1e-75,
    max: 1e75,
    meaning: "the standard deviation, where it is given",
  },
  form: {
    type: "choice",
    default: "sample",
    choices: ["sample", "population"],
    meaning:
      "whether a learned variance is divided by one less than the number of values, or by it",
  },
  baseline: {
    type: "choice",
    default: "left-out",
    choices: ["left-out", "included"],
    meaning:
      "whether the judged value is left out of its own mean and deviation; included, no value of n can be more than √(n−1) away",
  },
  windows: memoryWindows(100, 5_000),
  warmupWindows: warmupWindows(30),
  relearnWindows: relearnWindows(60),
  countMin,
} as const;

/**
 * Mean ± k standard deviations of the last windows, or of what is given: |x − μ| > kσ is anomalous.
 *
 * Cost O(windows) a point; state at most 1.3 kB a hundred windows. The deviation of a learned constant
 * is a thousandth of its level. For values that are near normal and have no season; one outlier in the
 * memory widens the band, which `median-mad` withstands. At 3 a normal series alarms once in 370 values.
 */
export const kSigma = memoryDetector<typeof settings, Rolling>({
  name: "k-sigma",
  summary: "finds values more than k standard deviations from the mean, learned or given",
  source: "Shewhart 1931; Shiffler 1988 (the bound of values within their own baseline)",
  formula:
    "|x − μ| > k·σ with given or learned μ and σ; the judged value is left out unless said otherwise",
  cost: "O(windows) a point",
  when: "For textbook limits, values near a normal distribution and a fixed history.",
  settings,
  begin: newRolling,
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (given.moments === "learned" && memory.values.length < needed) {
      rememberJudged(memory, { value, isOdd: false }, given);
      return learningVerdict(memory.values.length, needed);
    }
    const { mean, deviation } = momentsFor(value, given, memory.values);
    const deviations = (value - mean) / deviation;
    const verdict = bandVerdict({
      value,
      expected: mean,
      low: mean - given.threshold * deviation,
      high: mean + given.threshold * deviation,
      deviations,
      threshold: given.threshold,
      isRelevant: true,
      direction,
      isLimitNormal: true,
    });
    if (given.moments === "learned") {
      rememberJudged(memory, { value, isOdd: Math.abs(deviations) > given.threshold }, given);
    }
    return verdict;
  },
});

function momentsFor(
  value: number,
  given: ValuesOf<typeof settings>,
  remembered: readonly number[],
): { readonly mean: number; readonly deviation: number } {
  if (given.moments === "given") return { mean: given.mean, deviation: given.standardDeviation };
  const { baseline, form } = given;
  const values =
    baseline === "included" ? [...remembered.slice(1 - given.windows), value] : remembered;
  const { mean, deviation } = moments(values, form === "sample" ? "sample" : "population");
  return { mean, deviation: deviation + spreadFloor(mean) };
}

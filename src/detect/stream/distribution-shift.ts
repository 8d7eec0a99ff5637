import type { ValuesOf } from "../../model/settings.ts";
import { say } from "../../model/message.ts";
import { kolmogorovSmirnovTest } from "../../stats/test/kolmogorov-smirnov-test.ts";
import { countMin, memoryDetector, remember, spreadFloor } from "./memory-detector.ts";
import { moments } from "./sample-moments.ts";
import { learningVerdict, scoreOf } from "./verdicts.ts";

const settings = {
  distance: {
    type: "choice",
    default: "kolmogorov-smirnov",
    choices: ["kolmogorov-smirnov", "wasserstein"],
    meaning:
      "largest gap of the distribution functions against a limit from `chance`, or the mean distance between them against `limit`",
  },
  chance: {
    type: "number",
    unit: "ratio",
    default: 1e-6,
    min: 1e-15,
    max: 0.2,
    meaning:
      "of so large a gap between independent samples of one distribution; neighbouring windows share most of their values, so alarms come in runs and looks are fewer than points",
  },
  limit: {
    type: "number",
    unit: "standard deviations",
    default: 1,
    min: 0.01,
    max: 100,
    meaning: "of the Wasserstein distance, in standard deviations of the reference",
  },
  changeMin: {
    type: "number",
    unit: "ratio",
    default: 0.01,
    min: 0,
    max: 1e6,
    meaning: "a mean distance below this share of the reference's level never matters to anyone",
  },
  recentWindows: {
    type: "number",
    unit: "windows",
    default: 30,
    min: 5,
    max: 1_000,
    meaning: "how many of the last values are compared",
  },
  referenceWindows: {
    type: "number",
    unit: "windows",
    default: 150,
    min: 20,
    max: 5_000,
    meaning: "how many values before them are the reference",
  },
  relearnWindows: {
    type: "number",
    unit: "windows",
    default: 300,
    min: 10,
    max: 100_000,
    meaning: "a distribution that stays changed for so many windows is the new reference",
  },
  countMin,
} as const;

interface Memory {
  /** Oldest first; values enter it when they leave `recent`, unless the distribution is changed. */
  reference: number[];
  recent: number[];
  anomalousRun: number;
}

/**
 * The last values against the ones before, as distributions: finds changes of level, spread and shape alike,
 * also those that no single value shows.
 *
 * Kolmogorov-Smirnov takes independent values; a series with strong memory alarms more often than `chance`
 * says. The Wasserstein distance is the area between the distribution functions, over the reference's standard
 * deviation. A change on the harmless side (by the medians' order) is normal. Cost O(n log n) of both samples
 * a point; state below 4 kB.
 */
export const distributionShift = memoryDetector<typeof settings, Memory>({
  name: "distribution-shift",
  summary: "finds a sliding window whose values are spread unlike those of the reference before it",
  source:
    "Kolmogorov 1933; Smirnov 1939; Kantorovich 1942 and Vallender 1974 (Wasserstein in one dimension)",
  formula:
    "distance between the empirical distributions of a sliding window and of the reference before it",
  cost: "O(window · log window) a point",
  when: "When not the mean but the shape of the values may change: spread, modes, tails.",
  settings,
  begin: () => ({ reference: [], recent: [], anomalousRun: 0 }),
  judge({ value, settings: given, direction, memory }) {
    memory.recent.push(value);
    const leaving = memory.recent.length > given.recentWindows ? memory.recent.shift() : undefined;
    if (memory.reference.length < given.referenceWindows) {
      if (leaving !== undefined) remember(memory.reference, leaving, given.referenceWindows);
      const done = memory.recent.length + memory.reference.length;
      return learningVerdict(done, given.recentWindows + given.referenceWindows);
    }
    const found = compare(memory, given);
    const isBad = direction === "both" || (direction === "up" ? found.shift > 0 : found.shift < 0);
    const isAnomalous = isBad && found.strength >= 1;
    memory.anomalousRun = found.strength >= 1 ? memory.anomalousRun + 1 : 0;
    if (leaving !== undefined && found.strength < 1) {
      remember(memory.reference, leaving, given.referenceWindows);
    }
    if (memory.anomalousRun >= given.relearnWindows) {
      Object.assign(memory, { reference: [...memory.recent], anomalousRun: 0 });
    }
    const { distance, limit } = found;
    const code = isAnomalous ? "detect/distribution-changed" : "detect/distribution-kept";
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: isBad ? scoreOf(found.strength, 1) : 0,
      reason: say(code, { count: memory.recent.length, distance, limit }),
    };
  },
});

/** `strength` is 1 at the limit; `shift` has the sign of the change of the mean. */
function compare(
  { reference, recent }: Memory,
  given: ValuesOf<typeof settings>,
): {
  readonly distance: number;
  readonly limit: number;
  readonly strength: number;
  readonly shift: number;
} {
  const { mean, deviation } = moments(reference, "sample");
  const shift = moments(recent, "sample").mean - mean;
  const area = wasserstein(reference, recent);
  const isRelevant = area >= given.changeMin * Math.abs(mean) + 1e-12;
  if (given.distance === "wasserstein") {
    const distance = area / (deviation + spreadFloor(mean));
    return {
      distance,
      limit: given.limit,
      strength: isRelevant ? distance / given.limit : 0,
      shift,
    };
  }
  const { statistic, pValue } = kolmogorovSmirnovTest(reference, recent);
  // The ratio of logarithms: 1 where the chance is met, 2 where its square is.
  const strength = Math.log(Math.max(pValue, 1e-300)) / Math.log(given.chance);
  const size = (reference.length * recent.length) / (reference.length + recent.length);
  // The first term of Kolmogorov's tail, 2·e^(−2·size·D²), solved for D.
  const limit = Math.sqrt(Math.log(2 / given.chance) / (2 * size));
  return { distance: statistic, limit, strength: isRelevant ? Math.max(0, strength) : 0, shift };
}

/** Area between the distribution functions of two samples, in the unit of the values. */
function wasserstein(first: readonly number[], second: readonly number[]): number {
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  let area = 0;
  let [i, j] = [0, 0];
  let before = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const next = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    area += Math.abs(i / a.length - j / b.length) * (next - before);
    while (i < a.length && a[i] === next) i += 1;
    while (j < b.length && b[j] === next) j += 1;
    before = next;
  }
  return area;
}

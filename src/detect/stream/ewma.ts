import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { bandVerdict, learningVerdict, noData, tooFew } from "./verdicts.ts";

const settings = {
  lambda: {
    type: "number",
    unit: "ratio",
    default: 0.2,
    min: 0.01,
    max: 1,
    meaning: "weight of the newest value in the smoothed one; smaller finds smaller, slower shifts",
  },
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 6,
    min: 2,
    max: 50,
    meaning: "how far the smoothed value may leave the mean, in its own standard deviations",
  },
  windows: {
    type: "number",
    unit: "windows",
    default: 500,
    min: 10,
    max: 100_000,
    meaning: "memory of mean and spread",
  },
  warmupWindows: {
    type: "number",
    unit: "windows",
    default: 30,
    min: 5,
    max: 100_000,
    meaning: "how many windows are learned before the first verdict",
  },
  countMin: {
    type: "number",
    unit: "rows",
    default: 0,
    min: 0,
    max: 1e9,
    meaning: "windows that rest on fewer rows are not judged",
  },
} as const;

/**
 * The EWMA control chart: a smoothed value against the mean, in standard deviations of the smoothed
 * value, √(λ/(2−λ)) of a single one's. Finds small lasting shifts; values are taken as independent.
 */
export const ewma: StreamDetector<typeof settings> = {
  name: "ewma",
  summary: "finds small shifts that last, by a smoothed value that leaves the mean",
  source: "Roberts 1959; Lucas and Saccucci 1990 (limits)",
  formula: "e ← λx + (1 − λ)e against μ ± h·σ·√(λ/(2 − λ))",
  cost: "O(1) a point",
  when: "For shifts of one to three deviations that last; one number of memory more than a z-score.",
  settings,
  start: (values, direction) => ewmaState(fresh, values, direction),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) => ewmaState(snapshot as Memory, values, direction),
};

type Memory = {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
  readonly smoothed: number;
};
const fresh: Memory = { mean: 0, variance: 0, count: 0, smoothed: 0 };

function ewmaState(
  restored: Memory,
  values: ValuesOf<typeof settings>,
  direction: BadDirection,
): StreamState {
  let { mean, variance, count, smoothed } = restored;
  const { lambda, threshold, windows, warmupWindows, countMin } = values;
  const learn = (value: number): void => {
    count = Math.min(windows, count + 1);
    const gain = 1 / count;
    const distance = value - mean;
    mean += gain * distance;
    variance = (1 - gain) * (variance + gain * distance ** 2);
  };
  const step = ({ value: given, count: rows }: Point): Verdict => {
    if (!Number.isFinite(given)) return noData();
    // Beyond 1e150 squares overflow; no real measure comes near.
    const value = Math.max(-1e150, Math.min(1e150, given));
    if (rows !== undefined && rows < countMin) return tooFew(rows, countMin);
    if (count < Math.min(warmupWindows, windows)) {
      learn(value);
      smoothed = mean;
      return learningVerdict(count, Math.min(warmupWindows, windows));
    }
    smoothed += lambda * (value - smoothed);
    const single = Math.sqrt(variance) + 1e-3 * Math.abs(mean) + 1e-12;
    const sigma = single * Math.sqrt(lambda / (2 - lambda));
    const deviations = (smoothed - mean) / sigma;
    const verdict = bandVerdict({
      value,
      expected: mean,
      low: mean - threshold * sigma,
      high: mean + threshold * sigma,
      deviations,
      threshold,
      isRelevant: true,
      direction,
    });
    // Clipped at three deviations (Huber), and a twentieth while anomalous.
    const clipped = mean + Math.max(-3 * single, Math.min(3 * single, value - mean));
    learn(verdict.state === "anomalous" ? mean + (clipped - mean) / 20 : clipped);
    return verdict;
  };
  return { step, snapshot: (): Json => ({ mean, variance, count, smoothed }) };
}

import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { bandVerdict, learningVerdict, noData, tooFew } from "./verdicts.ts";

const settings = {
  ratio: {
    type: "number",
    unit: "1",
    default: 2,
    min: 1.001,
    max: 1e6,
    meaning: "anomalous above this many times the mean, or below the mean divided by it",
  },
  windows: {
    type: "number",
    unit: "windows",
    default: 360,
    min: 5,
    max: 100_000,
    meaning: "memory of the mean: a window this long ago has lost two thirds of its weight",
  },
  warmupWindows: {
    type: "number",
    unit: "windows",
    default: 30,
    min: 1,
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
 * Compares with the historical mean, as people do by hand: "twice as much as usual". For positive
 * values; a mean of 0 or less is never exceeded by a ratio and counts as normal.
 */
export const ratioToMean: StreamDetector<typeof settings> = {
  name: "ratio-to-mean",
  summary: "finds values that are many times their historical mean, or a small part of it",
  source: "Roberts 1959 (exponentially weighted mean)",
  formula: "x ÷ mean of the history, against a factor",
  cost: "O(1) a point",
  when: "When people think in factors: traffic twice as high, errors ten times as many.",
  settings,
  start: (values, direction) => ratioState({ mean: 0, count: 0 }, values, direction),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) => ratioState(snapshot as Memory, values, direction),
};

type Memory = { readonly mean: number; readonly count: number };

function ratioState(
  restored: Memory,
  { ratio, windows, warmupWindows, countMin }: ValuesOf<typeof settings>,
  direction: BadDirection,
): StreamState {
  let { mean, count } = restored;
  const learn = (value: number): void => {
    count = Math.min(windows, count + 1);
    mean += (value - mean) / count;
  };
  const step = ({ value: given, count: rows }: Point): Verdict => {
    if (!Number.isFinite(given)) return noData();
    // Beyond 1e150 squares overflow; no real measure comes near.
    const value = Math.max(-1e150, Math.min(1e150, given));
    if (rows !== undefined && rows < countMin) return tooFew(rows, countMin);
    if (count < Math.min(warmupWindows, windows)) {
      learn(value);
      return learningVerdict(count, Math.min(warmupWindows, windows));
    }
    const expected = mean;
    // On a logarithmic scale both limits are one `log ratio` away from the mean.
    const isPositive = expected > 0;
    const deviations = isPositive ? Math.log(Math.max(value, 1e-300) / expected) : 0;
    const verdict = bandVerdict({
      value,
      expected,
      low: isPositive ? expected / ratio : expected,
      high: isPositive ? expected * ratio : expected,
      deviations,
      threshold: Math.log(ratio),
      isRelevant: isPositive,
      direction,
    });
    // Anomalous values teach a tenth: bursts do not move the mean, a new level does in time.
    learn(verdict.state === "anomalous" ? expected + (value - expected) / 10 : value);
    return verdict;
  };
  return { step, snapshot: (): Json => ({ mean, count }) };
}

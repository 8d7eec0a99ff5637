import { KahanMean, KahanSum } from "./kahan.ts";
import { promQuantile } from "./prom-quantile.ts";

/** The samples from..to (left in, right out) of a series that fall in one window. Never empty. */
export interface SampleWindow {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
  /** The window is (startMs, endMs]. */
  readonly startMs: number;
  readonly endMs: number;
  /** The moment of evaluation, before offset and @. */
  readonly momentMs: number;
}

/** Gives undefined where the result has no element. */
export type RangeFunction = (
  window: SampleWindow,
  parameters: readonly number[],
) => number | undefined;

/** The functions of one range vector. Source: Prometheus 3 `promql/functions.go`. */
export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["rate", (window) => extrapolated(window, { isCounter: true, isRate: true })],
  ["increase", (window) => extrapolated(window, { isCounter: true, isRate: false })],
  ["delta", (window) => extrapolated(window, { isCounter: false, isRate: false })],
  ["irate", (window) => lastTwo(window, true)],
  ["idelta", (window) => lastTwo(window, false)],
  [
    "deriv",
    (window) =>
      sizeOf(window) < 2 ? undefined : regression(window, window.times[window.from]!).slope,
  ],
  ["predict_linear", predictLinear],
  [
    "changes",
    (window) => countPairs(window, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b))),
  ],
  ["resets", (window) => countPairs(window, (a, b) => b < a)],
  ["sum_over_time", sum],
  ["avg_over_time", mean],
  ["count_over_time", sizeOf],
  ["present_over_time", () => 1],
  ["first_over_time", ({ values, from }) => values[from]],
  ["last_over_time", ({ values, to }) => values[to - 1]],
  [
    "min_over_time",
    ({ values, ...window }) => values[extreme({ values, ...window }, (a, b) => a < b)],
  ],
  [
    "max_over_time",
    ({ values, ...window }) => values[extreme({ values, ...window }, (a, b) => a > b)],
  ],
  ["ts_of_first_over_time", ({ times, from }) => times[from]! / 1000],
  ["ts_of_last_over_time", ({ times, to }) => times[to - 1]! / 1000],
  ["ts_of_min_over_time", (window) => window.times[extreme(window, (a, b) => a <= b)]! / 1000],
  ["ts_of_max_over_time", (window) => window.times[extreme(window, (a, b) => a >= b)]! / 1000],
  ["stddev_over_time", (window) => Math.sqrt(variance(window))],
  ["stdvar_over_time", variance],
  ["mad_over_time", medianDeviation],
  [
    "quantile_over_time",
    (window, [q]) => promQuantile(q!, window.values.slice(window.from, window.to)),
  ],
  ["double_exponential_smoothing", smooth],
]);

/** Functions of a range vector that keep the metric's name. */
export const keepsName: ReadonlySet<string> = new Set(["last_over_time", "first_over_time"]);

function sizeOf({ from, to }: SampleWindow): number {
  return to - from;
}

// The change over the window, extended to its edges where samples come close enough to them.
function extrapolated(
  window: SampleWindow,
  how: { readonly isCounter: boolean; readonly isRate: boolean },
): number | undefined {
  const { times, values, from, to } = window;
  if (to - from < 2) return undefined;
  const firstTime = times[from]!;
  const lastTime = times[to - 1]!;
  const firstValue = values[from]!;
  let change = values[to - 1]! - firstValue;
  if (how.isCounter) {
    for (let index = from + 1; index < to; index++) {
      if (values[index]! < values[index - 1]!) change += values[index - 1]!;
    }
  }
  const sampledSeconds = (lastTime - firstTime) / 1000;
  const averageGap = sampledSeconds / (to - from - 1);
  // "Close enough" is up to 10 % more than the average gap; farther away the series is taken to begin or
  // end half a gap beyond its samples.
  const threshold = averageGap * 1.1;
  let toStart = (firstTime - window.startMs) / 1000;
  if (toStart >= threshold) toStart = averageGap / 2;
  if (how.isCounter && change > 0 && firstValue >= 0) {
    // A counter cannot have been below zero.
    toStart = Math.min(toStart, sampledSeconds * (firstValue / change));
  }
  let toEnd = (window.endMs - lastTime) / 1000;
  if (toEnd >= threshold) toEnd = averageGap / 2;
  const factor = (sampledSeconds + toStart + toEnd) / sampledSeconds;
  return how.isRate
    ? change * (factor / ((window.endMs - window.startMs) / 1000))
    : change * factor;
}

function lastTwo({ times, values, from, to }: SampleWindow, isRate: boolean): number | undefined {
  if (to - from < 2) return undefined;
  const previous = values[to - 2]!;
  const last = values[to - 1]!;
  const seconds = (times[to - 1]! - times[to - 2]!) / 1000;
  if (seconds === 0) return undefined;
  if (!isRate) return last - previous;
  return (last < previous ? last : last - previous) / seconds;
}

function regression(
  { times, values, from, to }: SampleWindow,
  originMs: number,
): { readonly slope: number; readonly intercept: number } {
  const [x, y, xy, xx] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  const first = values[from]!;
  let isConstant = true;
  for (let index = from; index < to; index++) {
    const value = values[index]!;
    const seconds = (times[index]! - originMs) / 1000;
    if (value !== first) isConstant = false;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  if (isConstant) {
    const isFinite = Number.isFinite(first);
    return isFinite ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN };
  }
  const count = to - from;
  const covariance = xy.total - (x.total * y.total) / count;
  const slope = covariance / (xx.total - (x.total * x.total) / count);
  return { slope, intercept: y.total / count - (slope * x.total) / count };
}

function predictLinear(window: SampleWindow, [seconds]: readonly number[]): number | undefined {
  if (sizeOf(window) < 2) return undefined;
  const { slope, intercept } = regression(window, window.momentMs);
  return slope * seconds! + intercept;
}

function countPairs(
  { values, from, to }: SampleWindow,
  counts: (before: number, after: number) => boolean,
): number {
  let count = 0;
  for (let index = from + 1; index < to; index++) {
    if (counts(values[index - 1]!, values[index]!)) count++;
  }
  return count;
}

function sum({ values, from, to }: SampleWindow): number {
  const total = new KahanSum();
  for (let index = from; index < to; index++) total.add(values[index]!);
  return total.total;
}

function mean({ values, from, to }: SampleWindow): number {
  const average = new KahanMean();
  for (let index = from; index < to; index++) average.add(values[index]!);
  return average.mean;
}

// Index of the smallest or largest value; NaN only where there is nothing else.
function extreme(
  { values, from, to }: Pick<SampleWindow, "values" | "from" | "to">,
  isBetter: (candidate: number, best: number) => boolean,
): number {
  let best = from;
  for (let index = from + 1; index < to; index++) {
    if (isBetter(values[index]!, values[best]!) || Number.isNaN(values[best]!)) best = index;
  }
  return best;
}

// Of the population, after Welford with compensated sums.
function variance({ values, from, to }: SampleWindow): number {
  const [average, squares] = [new KahanSum(), new KahanSum()];
  for (let index = from; index < to; index++) {
    const value = values[index]!;
    const delta = value - average.total;
    average.add(delta / (index - from + 1));
    squares.add(delta * (value - average.total));
  }
  return squares.total / (to - from);
}

function medianDeviation({ values, from, to }: SampleWindow): number {
  const own = values.slice(from, to);
  const middle = promQuantile(0.5, own);
  return promQuantile(
    0.5,
    own.map((value) => Math.abs(value - middle)),
  );
}

// Holt's linear method: a level and a trend.
function smooth(
  { values, from, to }: SampleWindow,
  [levelFactor, trendFactor]: readonly number[],
): number | undefined {
  if (to - from < 2) return undefined;
  let previous = 0;
  let level = values[from]!;
  let trend = values[from + 1]! - values[from]!;
  for (let index = from + 1; index < to; index++) {
    if (index > from + 1) {
      trend = trendFactor! * (level - previous) + (1 - trendFactor!) * trend;
    }
    const next = levelFactor! * values[index]! + (1 - levelFactor!) * (level + trend);
    previous = level;
    level = next;
  }
  return level;
}

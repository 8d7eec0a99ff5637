import { median } from "../../stats/median.ts";
import { sharedEpisode } from "../../stats/change/shared-episode.ts";
import { traitsOf, type MetricKind } from "../ranking/metric-kind.ts";

/** Values of one metric over a short window, and over a long quiet time where known. */
export interface StretchSeries {
  readonly kind: MetricKind;
  readonly values: Float64Array;
  readonly quiet?: Float64Array;
  /** Trouble is a fall ("availability"). */
  readonly goodWhenHigh: boolean;
  /** How much its vote counts: the metric people complain of more than its neighbours. */
  readonly weight: number;
}

/** Rows in which it was bad; `end` is the first row after. */
export interface SharedStretch {
  readonly start: number;
  readonly end: number;
  readonly gain: number;
}

/** Deviations beyond which a row says no more. */
const capSigma = 6;
/** Noise taken for granted: a share of the level, or nats of a ratio metric. */
const noiseLeast = 0.05;

/**
 * Which rows of a short window hold the incident: it may begin after the window does and end before. The
 * noise comes from the quiet time, so that a window of five rows suffices; comparing bad rows with good
 * ones of the same hour leaves out what differs from day to day.
 *
 * @returns the whole window with gain 0 where nothing stands out
 * Cost O(series × rows²).
 */
export function sharedStretch(series: readonly StretchSeries[]): SharedStretch {
  const rows = series[0]?.values.length ?? 0;
  const read = series.map(({ kind, values, quiet }) => {
    const isRatio = traitsOf(kind).isRatio;
    const scaled = isRatio ? values.map((value) => Math.log(Math.max(value, 1e-6))) : values;
    const calm = (quiet ?? values).filter((value) => Number.isFinite(value));
    const logs = isRatio ? calm.map((value) => Math.log(Math.max(value, 1e-6))) : calm;
    return { scaled, noise: noiseOf(logs, isRatio) };
  });
  const found = sharedEpisode(
    read.map(({ scaled }) => scaled),
    read.map(({ noise }) => noise),
    {
      capSigma,
      weights: series.map(({ weight }) => weight),
      directions: series.map(({ goodWhenHigh }) => (goodWhenHigh ? -1 : 1)),
    },
  );
  return found.gain > 0 ? found : { start: 0, end: rows, gain: 0 };
}

function noiseOf(values: Float64Array, isRatio: boolean): number {
  if (values.length === 0) return 1;
  const middle = median(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
  const least = isRatio ? noiseLeast : Math.max(1e-9, 0.1 * noiseLeast * Math.abs(middle));
  return Math.hypot(Math.sqrt(squares), least);
}

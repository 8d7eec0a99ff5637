import { sharedStep } from "../../stats/change/shared-step.ts";

/** When series that belong together changed, as a row of their table. */
export interface SharedOnset {
  /** First row of the new level. */
  readonly row: number;
  /** Nats by which a common step beats none; 0 where the alarm's own row had to do. */
  readonly gain: number;
}

/** Share of a series' range in the window that is taken for noise, so that no single clean step decides. */
const noiseOfRange = 0.05;
/** Rows that each side of a step must hold. */
const marginRows = 5;
/** Gain below which the series say nothing of their own. */
const gainMin = 10;

/**
 * Dates an incident by all series that belong to it: the moment at which they step together, wherever the
 * alarm lies in the window. An alarm may be minutes late or early; a baseline that holds a part of the
 * incident hides it, and one step common to many series is far easier to date than each alone.
 *
 * @param series equally long, one table; NaN is a gap; constant ones have no say
 * @param alarm  row of the alarm, the answer where nothing steps
 * Cost O(series × rows).
 */
export function sharedOnset(series: readonly Float64Array[], alarm: number): SharedOnset {
  const noise = series.map((values) => noiseOfRange * rangeOf(values));
  const { index, gain } = sharedStep(series, noise, marginRows);
  return gain < gainMin ? { row: alarm, gain: 0 } : { row: index, gain };
}

function rangeOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
  }
  return high > low && low !== Number.NEGATIVE_INFINITY ? high - low : 0;
}

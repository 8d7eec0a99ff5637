import { autocorrelation } from "../stats/fourier.ts";
import { quantileSorted } from "../stats/quantile.ts";

/** A season found in a series: its length in values and an offset a phase, the first value at phase 0. */
export interface Season {
  readonly length: number;
  /** As many as `length`, in the unit of the values; their median is 0. */
  readonly offsets: readonly number[];
}

/**
 * Finds the seasons of a series, the strongest first: the lag of the highest peak of the autocorrelation, where the
 * correlation is well above chance and the season takes a fifth off the mean absolute deviation, judged on values that
 * did not teach it. Each is taken off before the next is looked for. Several lengths come out shortest first only where
 * that one is stronger.
 *
 * @param values finite, oldest first, at regular steps
 * @returns seasons of 3 to n / 2 values; none for noise or a constant
 * Cost O(n log n) a season.
 */
export function findSeasons(values: readonly number[], seasonsMax: number): readonly Season[] {
  const seasons: Season[] = [];
  let rest = Float64Array.from(values);
  for (let round = 0; round < seasonsMax; round++) {
    const length = strongestLag(rest);
    if (length === 0) break;
    const offsets = offsetsOf(rest, length);
    if (!explains(rest, length)) break;
    seasons.push({ length, offsets });
    rest = rest.map((value, index) => value - offsets[index % length]!);
  }
  return seasons;
}

/** The lag of the highest peak behind the first dip below 0 of the autocorrelation; 0 where there is none. */
function strongestLag(values: Float64Array): number {
  const lagMax = Math.floor(values.length / 2);
  if (lagMax < 3) return 0;
  const correlation = autocorrelation(withoutTrend(values), lagMax);
  let lag = 1;
  while (lag <= lagMax && correlation[lag]! > 0) lag += 1;
  let best = 0;
  // Three standard errors of the correlation of noise.
  let highest = 3 / Math.sqrt(values.length);
  for (; lag < lagMax; lag++) {
    const isPeak =
      correlation[lag]! >= correlation[lag - 1]! && correlation[lag]! >= correlation[lag + 1]!;
    // The biased form falls off linearly; undone, multiples of a season are as high as it, so a later one must be higher.
    const height = correlation[lag]! / (1 - lag / values.length);
    if (!isPeak || lag < 3) continue;
    if (height > highest * (best === 0 ? 1 : 1.1)) [best, highest] = [lag, height];
  }
  return best;
}

/** Takes off a straight line through the medians of the first and the last half. */
function withoutTrend(values: Float64Array): Float64Array {
  const half = Math.floor(values.length / 2);
  const early = middleOf(values.subarray(0, half));
  const late = middleOf(values.subarray(values.length - half));
  const slope = (late - early) / Math.max(1, values.length - half);
  return values.map((value, index) => value - early - slope * (index - half / 2));
}

/** The median of every phase, less the median of these. */
function offsetsOf(values: Float64Array, length: number): readonly number[] {
  const offsets = Array.from({ length }, (_, phase) => {
    const own: number[] = [];
    for (let index = phase; index < values.length; index += length) own.push(values[index]!);
    return middleOf(Float64Array.from(own));
  });
  const center = middleOf(Float64Array.from(offsets));
  return offsets.map((offset) => offset - center);
}

/** Whether offsets from the first part of the series take a fifth off the deviation of the last season's length. */
function explains(values: Float64Array, length: number): boolean {
  const split = values.length - length;
  const offsets = offsetsOf(values.subarray(0, split), length);
  const center = middleOf(values);
  let [without, withSeason] = [0, 0];
  const rest = values.map((value, index) => value - offsets[index % length]!);
  const restCenter = middleOf(rest);
  for (let index = split; index < values.length; index++) {
    without += Math.abs(values[index]! - center);
    withSeason += Math.abs(rest[index]! - restCenter);
  }
  return withSeason < 0.8 * without;
}

function middleOf(values: Float64Array): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}

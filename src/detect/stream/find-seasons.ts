import { fourierTransform } from "../../stats/fourier.ts";
import { quantileSorted } from "../../stats/quantile.ts";

/** A season found in a series: its length in values and an offset a phase, the first value at phase 0. */
export interface Season {
  readonly length: number;
  /** As many as `length`, in the unit of the values; their median is 0. */
  readonly offsets: readonly number[];
}

/**
 * Finds the seasons of a series, the strongest first: the strongest frequency of the periodogram, where it stands out
 * of noise, as a whole length; kept where it takes a fifth off the mean absolute
 * deviation of values that did not teach it. Each is taken off before the next is looked for, so a season of odd form
 * may come as a fraction of its length and then as the whole.
 *
 * @param values finite, oldest first, at regular steps
 * @returns seasons of 3 to n / 2 values; none for noise or a constant
 * Cost O(n log n) a season, and O(n) for each length between neighbouring frequencies.
 * Source: Schuster 1898 (periodogram); Fisher 1929 (its test); Buys Ballot 1847 (means of phases).
 */
export function findSeasons(values: readonly number[], seasonsMax: number): readonly Season[] {
  const seasons: Season[] = [];
  let rest = Float64Array.from(values);
  for (let round = 0; round < seasonsMax; round++) {
    const length = strongestLength(rest);
    if (length === 0) break;
    const offsets = offsetsOf(rest, length);
    if (!explains(rest, length)) break;
    seasons.push({ length, offsets });
    rest = rest.map((value, index) => value - offsets[index % length]!);
  }
  return seasons;
}

/**
 * The whole length of the strongest cycle, about the strongest frequency of the periodogram; 0 where no frequency stands
 * out of what noise of the same variance would show.
 */
function strongestLength(values: Float64Array): number {
  const count = values.length;
  if (count < 12) return 0;
  const flat = withoutTrend(values);
  let size = 1;
  while (size < count) size *= 2;
  const padded = new Float64Array(size);
  padded.set(flat);
  const { real, imaginary } = fourierTransform({ real: padded });
  let [best, power, sum] = [0, 0, 0];
  const first = Math.ceil((2 * size) / count);
  for (let bin = first; bin <= Math.floor(size / 3); bin++) {
    const own = real[bin]! ** 2 + imaginary[bin]! ** 2;
    sum += own;
    if (own > power) [best, power] = [bin, own];
  }
  // Fisher's test in its plain form: powers of noise are exponential about their mean; a chance of 1 in 1,000 for the
  // largest of them.
  const bins = Math.floor(size / 3) - first + 1;
  if (!(power > (sum / bins) * Math.log(1_000 * bins))) return 0;
  const low = Math.max(3, Math.floor(size / (best + 1)));
  const high = Math.min(Math.floor(count / 2), Math.ceil(size / Math.max(1, best - 1)));
  let found = { length: 0, power: 0 };
  for (let length = low; length <= high; length++) {
    const own = powerAt(flat, length);
    if (own > found.power) found = { length, power: own };
  }
  return found.length;
}

/** Power of the series at exactly one cycle in `length` values. */
function powerAt(values: Float64Array, length: number): number {
  let [real, imaginary] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    const angle = (2 * Math.PI * (index % length)) / length;
    real += values[index]! * Math.cos(angle);
    imaginary += values[index]! * Math.sin(angle);
  }
  return real ** 2 + imaginary ** 2;
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

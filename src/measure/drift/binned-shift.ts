import type { BinnedValues } from "../../model/distribution.ts";
import type { Moments } from "../../model/summary.ts";
import { meanOf, varianceOf } from "../../stats/moments.ts";

// A variance from sums is sure to about 1e-13 of the mean's square: a thousandth of itself from here on.
const digitsMin = 1e-10;

/** How numbers that are known by their frozen bins differ. */
export interface BinnedShift {
  /** Largest gap between the distribution functions at the edges: at most the gap of the values. */
  readonly gap: number;
  /** Wasserstein distance, values spread evenly within their bins. */
  readonly distance: number;
  /** Standard deviation of the reference, and what it would be for normal values with its quartiles. */
  readonly deviation: number;
  readonly robust: number;
}

/**
 * Compares two sets of numbers over the same frozen bins.
 *
 * Bins reach no further than the least and the greatest value where moments are known, else those beyond the
 * outermost edges have no width. Where the moments of both are known, with digits enough for a variance, the distance is that of the
 * means, exactly, and what the bins show beyond it; else bins at the ends, wide as they are, make distance and deviation too large alike. A
 * constant reference has a thousandth of its value, or 1, for its deviation.
 *
 * @param of.edges ascending, at least one; both histograms have one bin more
 * Cost O(bins).
 */
export function binnedShift(of: {
  readonly edges: readonly number[];
  readonly reference: BinnedValues;
  readonly current: BinnedValues;
}): BinnedShift {
  const reference = linesOf(of.edges, of.reference);
  const current = linesOf(of.edges, of.current);
  const places = [...new Set([...reference.places, ...current.places])].sort((a, b) => a - b);
  let gap = 0;
  for (const edge of of.edges) {
    gap = Math.max(gap, Math.abs(shareUpTo(reference, edge) - shareUpTo(current, edge)));
  }
  // The area between the two functions, and what of it has one sign: the distance of the means.
  let [area, signed] = [0, 0];
  for (let index = 1; index < places.length; index++) {
    const [from, to] = [places[index - 1] ?? 0, places[index] ?? 0];
    const before = shareUpTo(reference, from) - shareUpTo(current, from);
    const after = shareUpTo(reference, to) - shareUpTo(current, to);
    area += (to - from) * meanSize(before, after);
    signed += ((to - from) * (before + after)) / 2;
  }
  const means = [of.reference, of.current].map(({ moments }) =>
    moments === null ? Number.NaN : meanOf(moments),
  );
  const apart = Math.abs((means[0] ?? Number.NaN) - (means[1] ?? Number.NaN));
  const { isOfBins, ...spread } = spreadOf(reference, of.reference);
  const isOfMeans = Number.isFinite(apart) && !isOfBins;
  const distance = isOfMeans ? apart + Math.max(0, area - Math.abs(signed)) : area;
  return { gap, distance, ...spread };
}

// A distribution function that is a line between places; share[i] of the values are at most places[i].
interface Lines {
  readonly places: readonly number[];
  readonly shares: readonly number[];
}

function linesOf(edges: readonly number[], { histogram, moments }: BinnedValues): Lines {
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 0;
  // No value lies beyond the least and the greatest, whatever the bin says.
  const low = moments?.min ?? first;
  const high = moments?.max ?? last;
  const total = histogram.reduce((sum, rows) => sum + rows, 0);
  const places = [low];
  const shares = [0];
  let below = 0;
  histogram.forEach((rows, bin) => {
    below += rows;
    places.push(Math.max(low, Math.min(high, edges[bin] ?? high)));
    shares.push(total > 0 ? below / total : 0);
  });
  return { places, shares };
}

/** Share of the values up to a place; of a jump all of it. */
function shareUpTo({ places, shares }: Lines, place: number): number {
  let right = 0;
  while (right < places.length && (places[right] ?? 0) <= place) right++;
  if (right === 0) return 0;
  if (right === places.length) return shares.at(-1) ?? 0;
  const [from, to] = [places[right - 1] ?? 0, places[right] ?? 0];
  const [below, above] = [shares[right - 1] ?? 0, shares[right] ?? 0];
  return below + ((above - below) * (place - from)) / (to - from);
}

/** Mean of |x| along a line from one value to another. */
function meanSize(from: number, to: number): number {
  const [a, b] = [Math.abs(from), Math.abs(to)];
  if (a + b === 0) return 0;
  return from * to >= 0 ? (a + b) / 2 : (a * a + b * b) / (2 * (a + b));
}

function spreadOf(
  { places, shares }: Lines,
  { moments }: BinnedValues,
): Pick<BinnedShift, "deviation" | "robust"> & { readonly isOfBins: boolean } {
  // From the lowest place on: squares of large numbers that hardly differ have no digits left for the difference.
  const low = places[0] ?? 0;
  let [mean, squares] = [0, 0];
  for (let index = 1; index < places.length; index++) {
    const [from, to] = [(places[index - 1] ?? 0) - low, (places[index] ?? 0) - low];
    const share = (shares[index] ?? 0) - (shares[index - 1] ?? 0);
    mean += (share * (from + to)) / 2;
    squares += (share * (from * from + from * to + to * to)) / 3;
  }
  const binned = Math.sqrt(Math.max(0, squares - mean * mean));
  const known = moments === null ? null : deviationOf(moments);
  const deviation = (known ?? binned) || Math.abs(low + mean) * 1e-3 || 1;
  const range = placeOf({ places, shares }, 0.75) - placeOf({ places, shares }, 0.25);
  return { deviation, robust: range / 1.3489795003921634 || deviation, isOfBins: known === null };
}

/** The standard deviation from sums; null where these have no digits left for it. */
function deviationOf(moments: Moments): number | null {
  if (moments.min !== null && moments.min === moments.max) return 0;
  const variance = varianceOf(moments);
  return variance > digitsMin * meanOf(moments) ** 2 ? Math.sqrt(variance) : null;
}

function placeOf({ places, shares }: Lines, share: number): number {
  const right = shares.findIndex((each) => each >= share);
  if (right <= 0) return places[0] ?? 0;
  const [from, to] = [places[right - 1] ?? 0, places[right] ?? 0];
  const [below, above] = [shares[right - 1] ?? 0, shares[right] ?? 0];
  return from + ((to - from) * (share - below)) / (above - below);
}

import { quantileSorted } from "../../stats/quantile.ts";
import { packFloats, unpackFloats } from "./packed-floats.ts";
import { featureCount } from "./window-features.ts";

/** A feature further away than this many deviations is as far as can be: chosen on NASA, SMD, ASD and NAB. */
const farthest = 10;
const neighbourCount = 3;
/** Least excess that counts as usual, in deviations of every feature: a flicker of a constant group is nothing. */
const tailMin = 0.2;
/** Fewer windows with neighbours than this say nothing about what is usual. */
const knownMin = 20;

/**
 * Windows of one size from all of a group's past, evenly thinned, and how far apart they lie: what is usual. Written by
 * its owner.
 */
export interface NeighbourBank {
  /** Rows in a window. */
  readonly size: number;
  /** A window is taken every so many rows. */
  readonly every: number;
  readonly capacity: number;
  /** Features of a window, 7 a channel. */
  readonly width: number;
  /** Windows held, in order of time. */
  count: number;
  /** Shape: window → its features, each in its channel's unit. */
  readonly features: Float32Array;
  /** Shape: window → its features in deviations from the mean; what distances are taken between. */
  readonly scaled: Float32Array;
  /** Window → its last row. */
  readonly ends: Float64Array;
  /** Only every so many offered windows are kept; doubles when the bank is full. */
  stride: number;
  skipped: number;
  /** Feature → mean and deviation over the windows of the last fit. */
  readonly mean: Float32Array;
  readonly spread: Float32Array;
  /** Distances of the bank's own windows to each other: the middle, and how far beyond it the 99th percentile lies. */
  middle: number;
  tail: number;
  /** Whether enough is known to say what is usual. */
  isFitted: boolean;
}

/** A bank of nothing. */
export function newNeighbourBank(given: {
  readonly size: number;
  readonly capacity: number;
  readonly channels: number;
}): NeighbourBank {
  const { size, capacity, channels } = given;
  const width = channels * featureCount;
  return {
    size,
    // Neighbouring windows of a long size say nearly the same.
    every: Math.max(1, size >> 3),
    capacity,
    width,
    count: 0,
    features: new Float32Array(capacity * width),
    scaled: new Float32Array(capacity * width),
    ends: new Float64Array(capacity),
    stride: 1,
    skipped: 0,
    mean: new Float32Array(width),
    spread: new Float32Array(width).fill(1),
    middle: 0,
    tail: 0,
    isFitted: false,
  };
}

/** Offers a window's features; a full bank drops every second window. */
export function offerWindow(bank: NeighbourBank, features: Float32Array, end: number): void {
  bank.skipped += 1;
  if (bank.skipped < bank.stride) return;
  bank.skipped = 0;
  if (bank.count === bank.capacity) {
    const { width } = bank;
    for (let kept = 0; 2 * kept < bank.capacity; kept++) {
      bank.features.copyWithin(kept * width, 2 * kept * width, (2 * kept + 1) * width);
      bank.scaled.copyWithin(kept * width, 2 * kept * width, (2 * kept + 1) * width);
      bank.ends[kept] = bank.ends[2 * kept]!;
      bank.count = kept + 1;
    }
    bank.stride *= 2;
  }
  const at = bank.count * bank.width;
  bank.features.set(features, at);
  bank.ends[bank.count] = end;
  bank.count += 1;
  scaleWindow(bank, features, bank.scaled.subarray(at, at + bank.width));
}

/**
 * Learns scale and usual distances from the windows held.
 *
 * @param spreadMin feature → least deviation, of channels that hardly ever change; in the channel's unit, > 0
 * Cost O(count² · width).
 */
export function fitBank(bank: NeighbourBank, spreadMin: Float64Array): void {
  const { count, width, features } = bank;
  if (count === 0) return;
  for (let feature = 0; feature < width; feature++) {
    const first = features[feature]!;
    let [sum, squares] = [0, 0];
    for (let window = 0; window < count; window++) {
      const away = features[window * width + feature]! - first;
      sum += away;
      squares += away * away;
    }
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    bank.mean[feature] = first + mean;
    bank.spread[feature] = Math.max(deviation, spreadMin[feature]!);
  }
  for (let window = 0; window < count; window++) {
    const [from, to] = [window * width, (window + 1) * width];
    scaleWindow(bank, features.subarray(from, to), bank.scaled.subarray(from, to));
  }
  const distances = new Float64Array(count);
  for (let window = 0; window < count; window++) {
    const at = window * width;
    distances[window] = meanDistance(
      nearest(bank, bank.scaled.subarray(at, at + width), bank.ends[window]!),
    );
  }
  const known = distances.filter((distance) => Number.isFinite(distance)).sort();
  if (known.length < knownMin) return;
  const usual = usualOf(known);
  if (!bank.isFitted || isStale(bank, usual)) {
    ({ middle: bank.middle, tail: bank.tail } = usual);
    bank.isFitted = true;
  }
}

/** Where usual distances lie: their middle, and how far beyond it their 99th percentile. */
export interface Usual {
  readonly middle: number;
  readonly tail: number;
}

/** @param sorted distances ascending, at least one */
export function usualOf(sorted: Float64Array): Usual {
  const middle = quantileSorted(sorted, 0.5);
  return { middle, tail: quantileSorted(sorted, 0.99) - middle };
}

/**
 * Whether what was usual is no more: the middle of today's distances lies outside the old range. Kept otherwise, because a past that holds anomalies has larger tails (VUS-PR on NASA's channels 0.47 when learned anew
 * each time, 0.50 when kept).
 */
export function isStale(old: Usual, today: Usual): boolean {
  return today.middle > old.middle + old.tail || today.middle + today.tail < old.middle;
}

/**
 * How unlike its past a window is: log(1 + excess of its distance over the usual one, in usual excesses); 0 where there
 * is nothing to compare with. About 0.7 once in a hundred windows.
 */
export function novelty(bank: NeighbourBank, features: Float32Array, end: number): number {
  const query = scaleWindow(bank, features, new Float32Array(bank.width));
  const distance = meanDistance(nearest(bank, query, end));
  if (!Number.isFinite(distance) || !bank.isFitted) return 0;
  const tail = Math.max(bank.tail, tailMin * Math.sqrt(bank.width));
  return Math.log1p(Math.max(0, distance - bank.middle) / tail);
}

/** Channel → its part in the squared distance to the nearest windows, all together 1; zeros where there are none. */
export function noveltyParts(
  bank: NeighbourBank,
  features: Float32Array,
  end: number,
): Float64Array {
  const query = scaleWindow(bank, features, new Float32Array(bank.width));
  const parts = new Float64Array(bank.width / featureCount);
  let total = 0;
  for (const { window } of nearest(bank, query, end)) {
    for (let feature = 0; feature < bank.width; feature++) {
      const away = query[feature]! - bank.scaled[window * bank.width + feature]!;
      parts[Math.floor(feature / featureCount)]! += away * away;
      total += away * away;
    }
  }
  return total > 0 ? parts.map((part) => part / total) : parts;
}

interface Neighbour {
  readonly window: number;
  /** Squared. */
  readonly distance: number;
}

/** The nearest windows that share no row with the one that ends at `end`, nearest first. */
function nearest(bank: NeighbourBank, query: Float32Array, end: number): readonly Neighbour[] {
  const { width, scaled, ends, size } = bank;
  const found: Neighbour[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (let window = bank.count - 1; window >= 0; window--) {
    if (Math.abs(end - ends[window]!) < size) continue;
    let distance = 0;
    const at = window * width;
    // Looked at every 28 features: most windows are too far long before the last.
    for (let feature = 0; feature < width && distance < limit;) {
      const stop = Math.min(width, feature + 28);
      for (; feature < stop; feature++) {
        const away = query[feature]! - scaled[at + feature]!;
        distance += away * away;
      }
    }
    if (distance >= limit) continue;
    let place = found.length;
    while (place > 0 && found[place - 1]!.distance > distance) place -= 1;
    found.splice(place, 0, { window, distance });
    if (found.length > neighbourCount) found.pop();
    if (found.length === neighbourCount) limit = found[neighbourCount - 1]!.distance;
  }
  return found;
}

/** NaN without neighbours. */
function meanDistance(neighbours: readonly Neighbour[]): number {
  let sum = 0;
  for (const { distance } of neighbours) sum += Math.sqrt(distance);
  return sum / neighbours.length;
}

function scaleWindow(
  { mean, spread }: NeighbourBank,
  features: Float32Array,
  scaled: Float32Array,
): Float32Array {
  for (let feature = 0; feature < features.length; feature++) {
    const deviations = (features[feature]! - mean[feature]!) / spread[feature]!;
    scaled[feature] = Math.max(-farthest, Math.min(farthest, deviations));
  }
  return scaled;
}

/** A bank as JSON can say it. */
export interface BankSnapshot {
  readonly features: string;
  readonly ends: readonly number[];
  readonly stride: number;
  readonly skipped: number;
  readonly mean: string;
  readonly spread: string;
  readonly middle: number;
  readonly tail: number;
  readonly isFitted: boolean;
}

/** The bank's content; the scaled windows are made anew from it. */
export function bankSnapshot(bank: NeighbourBank): BankSnapshot {
  const { count, width, stride, skipped, middle, tail, isFitted } = bank;
  return {
    features: packFloats(bank.features.subarray(0, count * width)),
    ends: [...bank.ends.subarray(0, count)],
    stride,
    skipped,
    mean: packFloats(bank.mean),
    spread: packFloats(bank.spread),
    middle,
    tail,
    isFitted,
  };
}

/** Fills an empty bank of the same shape. */
export function restoreBank(bank: NeighbourBank, snapshot: BankSnapshot): void {
  bank.count = snapshot.ends.length;
  bank.stride = snapshot.stride;
  bank.skipped = snapshot.skipped;
  bank.middle = snapshot.middle;
  bank.tail = snapshot.tail;
  bank.isFitted = snapshot.isFitted;
  bank.features.set(unpackFloats(snapshot.features));
  bank.ends.set(snapshot.ends);
  bank.mean.set(unpackFloats(snapshot.mean));
  bank.spread.set(unpackFloats(snapshot.spread));
  for (let window = 0; window < bank.count; window++) {
    const [from, to] = [window * bank.width, (window + 1) * bank.width];
    scaleWindow(bank, bank.features.subarray(from, to), bank.scaled.subarray(from, to));
  }
}

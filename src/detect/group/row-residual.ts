import { symmetricEigen } from "../../stats/linear/symmetric-eigen.ts";
import { isStale, usualOf } from "./neighbour-bank.ts";

/** As in the banks of windows. */
const farthest = 10;
/** Components that carry this share of the variance are how the channels usually move together. */
const varianceShare = 0.9;
/** Residuals below this many deviations of their channel are nothing. */
const residualMin = 0.05;
/** Least excess that counts as usual, in deviations of every residual. */
const tailMin = 0.2;

/** Means and products of a group's rows, exact over its whole past. Written by its owner. */
export interface RowMoments {
  count: number;
  readonly mean: Float64Array;
  /** Upper triangle, row by row: sums of products of deviations. */
  readonly products: Float64Array;
}

/** Moments of nothing. */
export function newRowMoments(channels: number): RowMoments {
  return {
    count: 0,
    mean: new Float64Array(channels),
    products: new Float64Array((channels * (channels + 1)) / 2),
  };
}

/** Learns a row without NaN. Cost O(channels²). Source: Welford 1962. */
export function learnRow(moments: RowMoments, row: Float64Array): void {
  const { mean, products } = moments;
  const channels = mean.length;
  moments.count += 1;
  const before = row.map((value, channel) => value - mean[channel]!);
  for (let channel = 0; channel < channels; channel++) {
    mean[channel]! += before[channel]! / moments.count;
  }
  let at = 0;
  for (let one = 0; one < channels; one++) {
    const away = before[one]!;
    for (let other = one; other < channels; other++) {
      products[at++]! += away * (row[other]! - mean[other]!);
    }
  }
}

/** How the channels usually move together, learned at the last fit. */
export interface RowModel {
  readonly mean: Float64Array;
  readonly spread: Float64Array;
  /** Shape: component → unit vector over channels, each in deviations. */
  readonly components: readonly Float64Array[];
  /** Channel → deviation of what the components leave. */
  readonly rest: Float64Array;
  readonly middle: number;
  readonly tail: number;
}

/**
 * Principal components of the channels in deviations, and the usual size of what they leave.
 *
 * @param rows     a sample of rows that the usual size is taken from, without NaN
 * @param spreadMin channel → least deviation, in its unit
 * @param before   the model of the last fit, whose usual size is kept while it holds
 * Cost O(channels³ + rows · channels²). Source: Jackson and Mudholkar 1979 (residuals of components).
 */
export function fitRowModel(given: {
  readonly moments: RowMoments;
  readonly rows: readonly Float64Array[];
  readonly spreadMin: Float64Array;
  readonly before: RowModel | null;
}): RowModel {
  const { moments, rows, spreadMin, before } = given;
  const channels = moments.mean.length;
  const covariance = new Float64Array(channels * channels);
  let at = 0;
  for (let one = 0; one < channels; one++) {
    for (let other = one; other < channels; other++) {
      const value = moments.products[at++]! / Math.max(1, moments.count);
      covariance[one * channels + other] = value;
      covariance[other * channels + one] = value;
    }
  }
  const spread = spreadMin.map((least, channel) =>
    Math.max(least, Math.sqrt(Math.max(0, covariance[channel * channels + channel]!))),
  );
  const correlation = covariance.map(
    (value, index) => value / (spread[Math.floor(index / channels)]! * spread[index % channels]!),
  );
  const { values, vectors } = symmetricEigen({
    values: correlation,
    rows: channels,
    columns: channels,
  });
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const components: Float64Array[] = [];
  const rest = new Float64Array(channels).map(
    (_, channel) => correlation[channel * channels + channel]!,
  );
  let carried = 0;
  // One direction always stays for the rest, where there are several channels; one channel alone is all rest.
  while (components.length < channels - 1 && carried < varianceShare * total) {
    const index = components.length;
    const component = vectors.values.slice(index * channels, (index + 1) * channels);
    component.forEach((weight, channel) => (rest[channel]! -= values[index]! * weight * weight));
    carried += values[index]!;
    components.push(component);
  }
  const model = {
    mean: moments.mean.slice(),
    spread,
    components,
    rest: rest.map((variance) => Math.max(residualMin, Math.sqrt(Math.max(0, variance)))),
  };
  const sizes = Float64Array.from(rows, (row) => sizeOf(residuals(model, row))).sort();
  const today = sizes.length === 0 ? { middle: 0, tail: 0 } : usualOf(sizes);
  const usual = before === null || isStale(before, today) ? today : before;
  return { ...model, middle: usual.middle, tail: usual.tail };
}

/** As `novelty` of a window: how far a row's channels leave the way they move together. */
export function rowNovelty(model: RowModel, row: Float64Array): number {
  const size = sizeOf(residuals(model, row));
  const tail = Math.max(model.tail, tailMin * Math.sqrt(row.length));
  return Math.log1p(Math.max(0, size - model.middle) / tail);
}

/** Channel → its part in the squared residual, all together 1; zeros where there is none. */
export function rowParts(model: RowModel, row: Float64Array): Float64Array {
  const squares = residuals(model, row).map((value) => value * value);
  const total = squares.reduce((sum, value) => sum + value, 0);
  return total > 0 ? squares.map((value) => value / total) : squares;
}

/** What the components leave of a row, in its channel's usual residuals. */
function residuals(
  { mean, spread, components, rest }: Omit<RowModel, "middle" | "tail">,
  row: Float64Array,
): Float64Array {
  const scaled = row.map((value, channel) =>
    Math.max(-30, Math.min(30, (value - mean[channel]!) / spread[channel]!)),
  );
  const left = scaled.slice();
  for (const component of components) {
    let along = 0;
    for (let channel = 0; channel < scaled.length; channel++) {
      along += scaled[channel]! * component[channel]!;
    }
    for (let channel = 0; channel < left.length; channel++) {
      left[channel]! -= along * component[channel]!;
    }
  }
  return left.map((value, channel) =>
    Math.max(-farthest, Math.min(farthest, value / rest[channel]!)),
  );
}

function sizeOf(values: Float64Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares);
}

import type { RawRow } from "../../src/store/native/reader.ts";

/** Quantile of ascending values by definition 7 of Hyndman and Fan, in the steps of `quantilesExactInclusive`. */
export function quantileOf(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1) + 1;
  const rank = Math.trunc(place);
  if (rank >= sorted.length) return sorted[sorted.length - 1]!;
  const lower = sorted[rank - 1]!;
  return lower + (place - rank) * (sorted[rank]! - lower);
}

const quantileLevels = [0.5, 0.9, 0.95, 0.99];
const limitLevels = [0.5, 0.95, 0.99];

/** The columns that `quantilesOf` reads. */
export function quantileFields(name: string, values: readonly number[]): RawRow {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const spread = (level: number) => 1.959963984540054 * Math.sqrt(count * (level * (1 - level)));
  const ranks = [
    ...limitLevels.map((level) => Math.floor(count * level - spread(level))),
    ...limitLevels.map((level) => Math.ceil(count * level + spread(level)) + 1),
  ];
  return {
    [`${name}_n`]: count,
    [`${name}_quantiles`]:
      count === 0 ? [] : quantileLevels.map((level) => quantileOf(sorted, level)),
    [`${name}_limits`]: ranks.map((rank) => (rank < 1 || rank > count ? null : sorted[rank - 1]!)),
    [`${name}_mean`]: count === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / count,
  };
}

/** Moments of finite values, summed as the database sums them (Kahan). */
export class RunningMoments {
  count = 0;
  min = Infinity;
  max = -Infinity;
  readonly sum = new KahanSum();
  readonly squares = new KahanSum();

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.count += 1;
    this.sum.add(value);
    this.squares.add(value * value);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }
}

/** A compensated sum. */
export class KahanSum {
  value = 0;
  private compensation = 0;

  add(value: number): void {
    const compensated = value - this.compensation;
    const sum = this.value + compensated;
    this.compensation = sum - this.value - compensated;
    this.value = sum;
  }
}

/** The columns that `momentsOf` reads. */
export function momentFields(name: string, moments: RunningMoments): RawRow {
  const isEmpty = moments.count === 0;
  return {
    [`${name}_count`]: moments.count,
    [`${name}_sum`]: moments.sum.value,
    [`${name}_squares`]: moments.squares.value,
    [`${name}_min`]: isEmpty ? null : moments.min,
    [`${name}_max`]: isEmpty ? null : moments.max,
  };
}

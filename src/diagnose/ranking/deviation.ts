import { quantileSorted } from "../../stats/quantile.ts";
import type { MetricTraits } from "./metric-kind.ts";

/** Rows of a table of series, half-open. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** How far a series moved between two stretches. */
export interface Deviation {
  /** In noise units; positive in the direction that means trouble. */
  readonly z: number;
  /** Log of the factor for ratio metrics, difference in the metric's unit otherwise; same sign as `z`. */
  readonly effect: number;
  /** Level before and during, in the metric's unit. */
  readonly from: number;
  readonly to: number;
}

/** Share of the level below which a move is noise: a constant metric must not win by a tremor. */
const floorOfLevel = 0.05;
/** The same for ratio metrics, in nats: a tenth. */
const floorOfRatio = 0.1;
/** Level "during": this quantile of its rows towards trouble, so that a late start or an early end does not hide it. */
const reach = 0.75;
/** Rows of a stretch that are looked at; longer ones are thinned evenly, which quantiles bear. */
const rowsMax = 200;
/** Stretches of at least so many rows are first compared by mean and spread alone. */
const stillRows = 30;

const still: Deviation = { z: 0, effect: 0, from: Number.NaN, to: Number.NaN };

/**
 * How far a series moved from one stretch of rows to another: level during (upper quartile towards trouble)
 * minus the median before, over a scale that holds the spread before (interquartile range), the tail before
 * (distance of its 98th percentile), a share of the level, and what the kind calls nothing.
 *
 * @param values  NaN is a gap
 * @param options `goodWhenHigh`: trouble is a fall; `floor`: a move in the metric's unit that is nothing, >= 0;
 *                `quiet`: values of a long quiet time, which the move must exceed as well when given
 * @returns z 0 where either stretch is empty
 * Cost O(n + 200 log 200) in the rows of the stretches.
 */
export function deviationOf(
  values: Float64Array,
  ranges: { readonly before: readonly RowRange[]; readonly during: RowRange },
  options: {
    readonly traits: MetricTraits;
    readonly goodWhenHigh: boolean;
    readonly floor: number;
    readonly quiet?: Float64Array | undefined;
  },
): Deviation {
  const { traits } = options;
  if (options.quiet === undefined && isStill(values, ranges)) return still;
  const before = sortedOf(ranges.before, values, traits.isRatio);
  const during = sortedOf([ranges.during], values, traits.isRatio);
  if (before.length === 0 || during.length === 0) return still;
  const quiet =
    options.quiet === undefined
      ? before
      : sortedOf([{ start: 0, end: options.quiet.length }], options.quiet, traits.isRatio);
  const scaleOf = (sorted: Float64Array): Level => levelOf(sorted, traits, options.floor);
  const local = moveFrom({ ...scaleOf(quiet), middle: scaleOf(before).middle }, during, options);
  if (options.quiet === undefined || quiet.length === 0) return told(local, during, traits);
  // A place that differs from its quiet days all the time, or only by chance of the moment, did not move.
  const lasting = moveFrom(scaleOf(quiet), during, options);
  const agree = local.z * lasting.z > 0;
  const weaker = Math.abs(local.z) < Math.abs(lasting.z) ? local : lasting;
  return told(agree ? weaker : { ...local, z: 0, effect: 0 }, during, traits);
}

/**
 * True for long stretches alike in mean and spread, whose quantiles need not be sorted for: the level
 * during lies within about one deviation.
 */
function isStill(
  values: Float64Array,
  ranges: { readonly before: readonly RowRange[]; readonly during: RowRange },
): boolean {
  const before = momentsOf(ranges.before, values);
  const during = momentsOf([ranges.during], values);
  if (before.count < stillRows || during.count < stillRows) return false;
  return (
    Math.abs(during.mean - before.mean) <= 0.5 * before.deviation &&
    during.deviation <= 1.3 * before.deviation
  );
}

function momentsOf(
  ranges: readonly RowRange[],
  values: Float64Array,
): { readonly count: number; readonly mean: number; readonly deviation: number } {
  const shift = values[ranges[0]?.start ?? 0] ?? 0;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const { start, end } of ranges) {
    for (let row = Math.max(0, start); row < Math.min(end, values.length); row++) {
      const value = (values[row] ?? Number.NaN) - shift;
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / count;
  return {
    count,
    mean: mean + shift,
    deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
  };
}

interface Level {
  readonly middle: number;
  readonly up: number;
  readonly down: number;
}

interface Move {
  readonly z: number;
  readonly effect: number;
  readonly middle: number;
  readonly to: number;
}

function levelOf(sorted: Float64Array, traits: MetricTraits, floor: number): Level {
  const middle = quantileSorted(sorted, 0.5);
  const spread = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  const ofLevel = traits.isShare ? 0 : floorOfLevel * Math.abs(middle);
  const least = traits.isRatio ? floorOfRatio : Math.hypot(ofLevel, floor);
  const upper = (quantileSorted(sorted, 0.98) - middle) / 2.05;
  const lower = (middle - quantileSorted(sorted, 0.02)) / 2.05;
  return {
    middle,
    up: Math.hypot(Math.max(spread / 1.349, upper), least) || 1,
    down: Math.hypot(Math.max(spread / 1.349, lower), least) || 1,
  };
}

function moveFrom(
  level: Level,
  during: Float64Array,
  options: { readonly traits: MetricTraits; readonly goodWhenHigh: boolean },
): Move {
  const { middle } = level;
  const high = quantileSorted(during, reach);
  const low = quantileSorted(during, 1 - reach);
  const rise = { z: (high - middle) / level.up, effect: high - middle, middle, to: high };
  const fall = { z: (low - middle) / level.down, effect: low - middle, middle, to: low };
  const { worse } = options.traits;
  if (worse === "both") {
    const far = Math.abs(fall.z) > Math.abs(rise.z) ? fall : rise;
    return { ...far, z: Math.abs(far.z), effect: Math.abs(far.effect) };
  }
  const isFall = (worse === "down") !== options.goodWhenHigh;
  return isFall ? { ...fall, z: -fall.z, effect: -fall.effect } : rise;
}

function told(move: Move, during: Float64Array, traits: MetricTraits): Deviation {
  const raw = (value: number) => (traits.isRatio ? Math.exp(value) : value);
  const z = Number.isFinite(move.z) && during.length > 0 ? move.z : 0;
  return { z, effect: z === 0 ? 0 : move.effect, from: raw(move.middle), to: raw(move.to) };
}

/** Finite values of the rows, ascending; logs for ratio metrics, where nothing below a millionth counts. */
function sortedOf(
  ranges: readonly RowRange[],
  values: Float64Array,
  isRatio: boolean,
): Float64Array {
  let rows = 0;
  for (const { start, end } of ranges) rows += Math.max(0, end - start);
  const step = Math.max(1, Math.ceil(rows / rowsMax));
  const found = new Float64Array(Math.min(rows, rowsMax + ranges.length));
  let count = 0;
  // Rows are counted through all ranges, so that many short ones are thinned like one long.
  let place = 0;
  for (const { start, end } of ranges) {
    for (let row = Math.max(0, start); row < Math.min(end, values.length); row++, place++) {
      if (place % step !== 0) continue;
      const value = values[row] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      found[count] = isRatio ? Math.log(Math.max(value, 1e-6)) : value;
      count += 1;
    }
  }
  return found.subarray(0, count).sort();
}

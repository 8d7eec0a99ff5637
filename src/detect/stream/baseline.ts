import { madToSigma } from "../../stats/median-absolute-deviation.ts";
import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { offsetAt, rounded, seasonTrust, type SeasonProfile } from "./season-profile.ts";

/** Values of independent windows with where in the week they came; three arrays of one length, oldest first. */
export interface Ring {
  readonly values: number[];
  /** Week positions in hours, one decimal. */
  readonly positions: number[];
  /** Squared sampling deviation of each value. */
  readonly variances: number[];
}

/** An empty ring. */
export function newRing(): Ring {
  return { values: [], positions: [], variances: [] };
}

/** Appends a value; the oldest leaves when the ring holds `sizeMax`. */
export function pushRing(
  ring: Ring,
  entry: { readonly value: number; readonly position: number; readonly variance: number },
  sizeMax: number,
): void {
  ring.values.push(rounded(entry.value, 9));
  ring.positions.push(Math.floor(entry.position * 10) / 10);
  ring.variances.push(rounded(entry.variance, 3));
  if (ring.values.length <= sizeMax) return;
  ring.values.shift();
  ring.positions.shift();
  ring.variances.shift();
}

/** Keeps every second entry, the newest included: halves a full ring without forgetting its reach. */
export function thinRing(ring: Ring): Ring {
  const keep = (_: number, index: number): boolean => (ring.values.length - 1 - index) % 2 === 0;
  return {
    values: ring.values.filter(keep),
    positions: ring.positions.filter(keep),
    variances: ring.variances.filter(keep),
  };
}

/** What is normal, free of the season: made from the rings whenever one changes. */
export interface Baseline {
  /** Level without season, and the share of the season that is believed, 0 to 1. */
  readonly level: number;
  readonly trust: number;
  /** Median of the long memory with its season: what the season's offsets are distances from. */
  readonly center: number;
  /** Standard deviation of the process itself, without sampling error, to either side. */
  readonly scaleUp: number;
  readonly scaleDown: number;
  /** Correlation of neighbouring independent windows, 0 to 0.95. */
  readonly correlation: number;
}

/**
 * Level and spread of what the rings hold. The level is the long memory's median, drawn towards the
 * recent median by at most two standard deviations, so that slow wandering is followed and a slow
 * decay is not swallowed. The spread is the largest of: the long and the recent median absolute
 * deviation, and what the third-largest deviation to that side implies, so that heavy tails widen the
 * band without one old outlier doing so; the median sampling variance is taken off.
 */
export function makeBaseline(long: Ring, recent: Ring, profile: SeasonProfile): Baseline {
  const trust = seasonTrust(profile);
  const longRest = seasonless(long, profile, trust);
  const recentRest = seasonless(recent, profile, trust);
  const longLevel = longRest.length > 0 ? medianOf(longRest) : 0;
  const recentLevel = recentRest.length >= 10 ? medianOf(recentRest) : longLevel;
  const sampling = long.variances.length > 0 ? medianOf(long.variances) : 0;
  const spread = wider(deviationOf(longRest), deviationOf(recentRest));
  const reach = 2 * spread;
  const level = longLevel + Math.max(-reach, Math.min(reach, recentLevel - longLevel));
  const deviations = new Float64Array(longRest.length + recentRest.length);
  longRest.forEach((value, index) => {
    deviations[index] = value - longLevel;
  });
  recentRest.forEach((value, index) => {
    deviations[longRest.length + index] = value - recentLevel;
  });
  deviations.sort();
  const mirrored = deviations.map((deviation) => -deviation).reverse();
  const process = (total: number): number => Math.sqrt(Math.max(0, total ** 2 - sampling));
  return {
    level,
    trust,
    center: long.values.length > 0 ? medianOf(long.values) : 0,
    scaleUp: process(wider(spread, tailDeviation(deviations))),
    scaleDown: process(wider(spread, tailDeviation(mirrored))),
    correlation: correlationOf(recentRest),
  };
}

/**
 * The second estimate where it is clearly wider. The larger of two noisy estimates is too large on
 * average (30 values know a deviation to about 20 %), so a little wider does not count.
 */
function wider(spread: number, other: number): number {
  return other > 1.2 * spread ? other : spread;
}

function seasonless(ring: Ring, profile: SeasonProfile, trust: number): number[] {
  if (trust === 0) return ring.values;
  return ring.values.map(
    (value, index) => value - trust * offsetAt(profile, ring.positions[index]! + 0.05),
  );
}

/** 1.4826 times the median absolute deviation; 0 for fewer than 3 values. */
function deviationOf(values: readonly number[]): number {
  if (values.length < 3) return 0;
  const middle = medianOf(values);
  return madToSigma * medianOf(Float64Array.from(values, (value) => Math.abs(value - middle)));
}

/** The standard deviation a Gaussian would need for its third-largest of n deviations; 0 below 20. */
function tailDeviation(ascending: Float64Array): number {
  const count = ascending.length;
  if (count < 20) return 0;
  // Blom's plotting position of the third-largest order statistic.
  const position = (count - 2 - 0.375) / (count + 0.25);
  return Math.max(0, ascending[count - 3]! / normalQuantile(position));
}

/** Lag-one autocorrelation of deviations clipped at two standard deviations; 0.5 while there are few. */
function correlationOf(values: readonly number[]): number {
  if (values.length < 10) return 0.5;
  const middle = medianOf(values);
  const clip = 2 * deviationOf(values);
  if (clip === 0) return 0;
  const rest = values.map((value) => Math.max(-clip, Math.min(clip, value - middle)));
  let product = 0;
  let square = 0;
  for (let index = 0; index < rest.length; index++) {
    square += rest[index]! ** 2;
    if (index > 0) product += rest[index]! * rest[index - 1]!;
  }
  // Half a standard error of the estimate (1/√30) is taken off: independent windows seldom look it.
  return Math.max(0, Math.min(0.95, product / square - 0.1));
}

function medianOf(values: ArrayLike<number>): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}

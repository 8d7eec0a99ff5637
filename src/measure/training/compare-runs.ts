import { type Curve, noiseOf, smoothed } from "./curve.ts";

/** How one run ended beside another. */
export interface RunComparison {
  /** Where both ended, without noise. */
  readonly first: number;
  readonly second: number;
  /** second − first. */
  readonly difference: number;
  /** Standard error of the difference, from the noise of both ends; 0 for curves without noise. */
  readonly standardError: number;
  /** First step at which the second run was as low as the first ever was; null where never. */
  readonly reachedAt: number | null;
}

const width = 9;

/**
 * Compares how low two losses came. Noise within a run is not the spread between runs with other seeds:
 * a difference beyond it may still be luck, one within it surely is none.
 */
export function compareRuns(first: Curve, second: Curve): RunComparison {
  const [a, b] = [smoothed(first.values, width), smoothed(second.values, width)];
  const ends = [a, b].map((level) => level.findLast(Number.isFinite) ?? NaN);
  const [endA = NaN, endB = NaN] = ends;
  const best = a.reduce((low, value) => (value < low ? value : low), Infinity);
  const reached = b.findIndex((value) => value <= best);
  const noise = [first, second].map(({ values }) => noiseOf(values) / Math.sqrt(width));
  return {
    first: endA,
    second: endB,
    difference: endB - endA,
    standardError: Math.hypot(...noise),
    reachedAt: reached < 0 ? null : (second.steps[reached] ?? null),
  };
}

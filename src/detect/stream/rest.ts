import { rounded } from "./season-profile.ts";

/** How something rests after a peak. */
export interface RestRule {
  /** A peak raises the bar to this many times its height … */
  readonly multiple: number;
  /** … which falls to a third in this many values. */
  readonly values: number;
  /** Lower heights neither count nor raise the bar: what rises slowly would else be hidden by its own beginning. */
  readonly floor: number;
  /** What the first earlier peak nearly as high takes off, over ln 2, in the unit of the peaks. */
  readonly habit: number;
}

/** Where it stands; plain JSON, written by its owner. */
export interface Rest {
  /** What must be passed to count. */
  bar: number;
  /** Earlier peaks, oldest first: at which value they came and how high, in turn. */
  peaks: number[];
}

/** A rest that has seen no peak. */
export function newRest(): Rest {
  return { bar: 0, peaks: [] };
}

const peaksMax = 32;
/** How long a peak is remembered, in values. */
const habitValues = 4_000;

/**
 * What counts of a height after earlier peaks: nothing below the bar, which a peak raises and time lowers; and less for
 * each earlier peak nearly as high, since what comes again and again is how this series is. One early alarm an event,
 * none for what a series does all the time.
 *
 * @param seen   number of the value, growing
 * @param height ≥ 0
 * @returns 0 to height
 */
export function rested(
  rest: Rest,
  { seen, height }: { readonly seen: number; readonly height: number },
  rule: RestRule,
): number {
  const isPeak = height > rest.bar && height >= rule.floor;
  const raised = isPeak ? rule.multiple * height : rest.bar;
  rest.bar = raised < 1e-3 ? 0 : raised * (1 - 1 / rule.values);
  if (!isPeak) return 0;
  let alike = 0;
  const { peaks } = rest;
  for (let index = 0; index < peaks.length; index += 2) {
    if (peaks[index + 1]! >= 0.9 * height) alike += Math.exp((peaks[index]! - seen) / habitValues);
  }
  peaks.push(seen, rounded(height, 4));
  if (peaks.length > 2 * peaksMax) peaks.splice(0, 2);
  return Math.max(0, height - rule.habit * Math.log1p(alike));
}

import { hour } from "../../model/time.ts";

/**
 * What hour of day and kind of day a value came at: 24 slots of a weekday and 24 of the weekend (UTC).
 * `offsets` is each slot's distance from the level, `weights` how much each slot has seen; both have
 * 48 entries and belong to the profile, which writes them.
 */
export interface SeasonProfile {
  readonly offsets: number[];
  readonly weights: number[];
  /** Running mean of the absolute one-step errors without and with the season: what it explains. */
  errorWithout: number;
  errorWith: number;
  errorWeight: number;
}

export const slotCount = 48;

/** A profile that has seen nothing. */
export function newProfile(): SeasonProfile {
  return {
    offsets: Array.from({ length: slotCount }, () => 0),
    weights: Array.from({ length: slotCount }, () => 0),
    errorWithout: 0,
    errorWith: 0,
    errorWeight: 0,
  };
}

/**
 * Position within a week of 24 weekday and 24 weekend hours: 0 ≤ position < 48, with the fraction of
 * the hour. Times are UTC; a local rhythm is only shifted, save at its weekend's edges.
 */
export function weekPosition(time: number): number {
  const dayIndex = Math.floor(time / (24 * hour));
  const hours = time / hour - dayIndex * 24;
  // 1970-01-01 was a Thursday: day 2 a Saturday, day 3 a Sunday.
  const weekday = (((dayIndex + 4) % 7) + 7) % 7;
  const isWeekend = weekday === 0 || weekday === 6;
  return (isWeekend ? 24 : 0) + Math.min(23.999, hours);
}

/** The offset at a position, linear between the middles of neighbouring hours; thin slots count less. */
export function offsetAt(profile: SeasonProfile, position: number): number {
  const { first, second, share } = mix(position);
  return (1 - share) * trusted(profile, first) + share * trusted(profile, second);
}

/** How much of the season is believed, 0 to 1: none until it takes a tenth off the error, all from 30 %. */
export function seasonTrust(profile: SeasonProfile): number {
  if (profile.errorWeight < 24 || profile.errorWithout <= 0) return 0;
  const ratio = profile.errorWith / profile.errorWithout;
  return Math.min(1, Math.max(0, (0.9 - ratio) / 0.2));
}

/**
 * Learns one value's distance from the level. Distances beyond `clip` count as `clip` (Huber), so that
 * single bursts do not bend the profile; a slot forgets with a memory of 240 windows.
 */
export function learnOffset(
  profile: SeasonProfile,
  learned: {
    readonly position: number;
    readonly distance: number;
    readonly clip: number;
    readonly weight: number;
  },
): void {
  const { position, distance, clip, weight } = learned;
  const { first, second, share } = mix(position);
  const seen = Math.min(profile.weights[first]!, profile.weights[second]!);
  // Errors are taken before learning, so they are honest: a season of noise explains nothing.
  if (seen >= 2) {
    profile.errorWeight = Math.min(400, profile.errorWeight + weight);
    const gain = weight / Math.max(weight, profile.errorWeight);
    const bounded = (error: number): number => Math.min(Math.abs(error), 3 * clip);
    const residual = distance - offsetAt(profile, position);
    profile.errorWithout += gain * (bounded(distance) - profile.errorWithout);
    profile.errorWith += gain * (bounded(residual) - profile.errorWith);
  }
  for (const [slot, part] of [
    [first, 1 - share],
    [second, share],
  ] as const) {
    const portion = part * weight;
    if (portion <= 0) continue;
    const total = Math.min(240, profile.weights[slot]! + portion);
    const error = distance - profile.offsets[slot]!;
    const step = Math.max(-clip, Math.min(clip, error)) * (portion / Math.max(portion, total));
    profile.offsets[slot] = rounded(profile.offsets[slot]! + step, 8);
    profile.weights[slot] = rounded(total, 5);
  }
}

/** Keeps this many significant digits, so that the state stays small as JSON and restores exactly. */
export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function trusted(profile: SeasonProfile, slot: number): number {
  const weight = profile.weights[slot]!;
  return profile.offsets[slot]! * (weight / (weight + 1));
}

function mix(position: number): { first: number; second: number; share: number } {
  const base = position >= 24 ? 24 : 0;
  const shifted = position - base - 0.5;
  const lower = Math.floor(shifted);
  return {
    first: base + ((lower + 24) % 24),
    second: base + ((lower + 25) % 24),
    share: shifted - lower,
  };
}

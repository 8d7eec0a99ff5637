import { newNeighbourBank, type NeighbourBank } from "./neighbour-bank.ts";
import { featureCount } from "./window-features.ts";

/** What a group detector looks at. */
export interface GroupPlan {
  /** Sizes of the windows compared with their past, in rows. */
  readonly windowRows: readonly number[];
  /** Whether each row is compared with how the channels usually move together. */
  readonly usesRows: boolean;
  readonly warmupRows: number;
  readonly bankWindows: number;
}

/** Larger values would overflow single precision; no real measure comes near. */
const valueMax = 1e30;

/** A value as the members take it. */
export function cleaned(value: number, last: number): number {
  return Number.isFinite(value) ? Math.max(-valueMax, Math.min(valueMax, value)) + 0 : last;
}

/** Empty banks of a plan. A window fits at least twice into what is learned from, but has eight rows. */
export function newBanks(plan: GroupPlan, channels: number): readonly NeighbourBank[] {
  const sizeMax = Math.max(8, Math.floor(plan.warmupRows / 2));
  return plan.windowRows.map((rows) =>
    newNeighbourBank({ size: Math.min(rows, sizeMax), capacity: plan.bankWindows, channels }),
  );
}

/**
 * Least deviation of a channel: a thousandth of its level, so that the first flicker of a constant channel is not a
 * thousand deviations.
 */
export function leastSpread(level: number): number {
  return 1e-3 * Math.abs(level) + 1e-12;
}

/**
 * Least deviation of each feature of each channel.
 *
 * @param least  channel → its own least deviation
 * @param spread channel → deviation of its rows: a feature that hardly varies while its channel does is not exact
 */
export function featureSpreadMin(least: Float64Array, spread: Float64Array): Float64Array {
  return Float64Array.from({ length: least.length * featureCount }, (_, index) => {
    const channel = Math.floor(index / featureCount);
    return Math.max(least[channel]!, 0.02 * spread[channel]!);
  });
}

import { quantileSorted } from "../../stats/quantile.ts";
import { madToSigma } from "../../stats/median-absolute-deviation.ts";
import { remember } from "./memory-detector.ts";

/** Values of earlier days by half hour of the day (UTC): 48 lists, oldest first. Written by its owner. */
export interface DayRhythm {
  readonly slots: number[][];
  /** UTC ms of the newest value of each slot; 0 where it has none. */
  readonly times: number[];
}

const slotCount = 48;
const slotMs = 1_800_000;

/** A rhythm that has seen nothing. */
export function newDayRhythm(): DayRhythm {
  return {
    slots: Array.from({ length: slotCount }, () => []),
    times: Array.from({ length: slotCount }, () => 0),
  };
}

/**
 * How far a value is from the values at this time of day: distance from the median of its half hour and the two beside
 * it, over their robust deviation.
 *
 * @param spread of the whole series; a tenth of it is the least deviation that counts; > 0
 * @returns ≥ 0; 0 while fewer than six values are known
 */
export function offRhythm(
  rhythm: DayRhythm,
  {
    time,
    value,
    spread,
  }: { readonly time: number; readonly value: number; readonly spread: number },
): number {
  const slot = slotOf(time);
  const known = [-1, 0, 1].flatMap(
    (beside) => rhythm.slots[(slot + beside + slotCount) % slotCount]!,
  );
  if (known.length < 6) return 0;
  const middle = quantileSorted(Float64Array.from(known).sort(), 0.5);
  const distances = Float64Array.from(known, (one) => Math.abs(one - middle)).sort();
  const deviation = madToSigma * quantileSorted(distances, 0.5);
  return Math.abs(value - middle) / Math.max(deviation, 0.1 * spread);
}

/** Learns a value: at most one in ten minutes, so that every slot reaches back some days. */
export function learnRhythm(
  rhythm: DayRhythm,
  {
    time,
    value,
    sizeMax,
  }: { readonly time: number; readonly value: number; readonly sizeMax: number },
): void {
  const slot = slotOf(time);
  if (time - rhythm.times[slot]! < slotMs / 3 - 1_000) return;
  rhythm.times[slot] = time;
  remember(rhythm.slots[slot]!, value, sizeMax);
}

function slotOf(time: number): number {
  return ((Math.floor(time / slotMs) % slotCount) + slotCount) % slotCount;
}

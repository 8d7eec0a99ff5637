import { rounded } from "./season-profile.ts";

/** How far out a series has ever stayed; plain JSON, written by its owner. */
export interface SustainedRecord {
  /** The last three deviations, oldest first. */
  last: number[];
  /** The largest least-of-three below and above the middle so far, in deviations. */
  readonly largest: { below: number; above: number };
}

/** Values that must all be far out, so that no spike counts. */
const valueCount = 3;
/** Deviations of the least of them and of their mean: what a lasting shift of four looks like under noise of one. */
const leastMin = 2;
const meanMin = 3;
/** A series that strays by itself does so about as far as before; as after a peak, half as far again counts. */
const multiple = 1.5;

/** A record that has seen nothing. */
export function newSustainedRecord(): SustainedRecord {
  return { last: [], largest: { below: 0, above: 0 } };
}

/**
 * Learns a deviation; says whether the last three lie together farther out on one side than any three before.
 *
 * @param deviation from the middle of the series, in its robust deviations
 * Cost O(1).
 */
export function isSustainedRecord(record: SustainedRecord, deviation: number): boolean {
  const { last, largest } = record;
  last.push(rounded(deviation, 6));
  if (last.length > valueCount) last.shift();
  if (last.length < valueCount) return false;
  const side = deviation > 0 ? "above" : "below";
  const away = last.map((one) => (side === "above" ? one : -one));
  const least = Math.min(...away);
  const mean = away.reduce((sum, one) => sum + one, 0) / valueCount;
  const isFar = least >= leastMin && mean >= meanMin && least > multiple * largest[side];
  largest[side] = Math.max(largest[side], least);
  return isFar;
}

import type { WindowGrid } from "../../model/time.ts";
import { spanOf } from "../../model/time.ts";
import type { Parameters } from "../parameters.ts";

/** Parameters that the expressions below use. Times are UTC ms. */
export function gridParameters(grid: WindowGrid): Parameters {
  const { start, end } = spanOf(grid);
  const { firstStart, sizeMs, stepMs, count } = grid;
  return { start, end, first: firstStart, size: sizeMs, step: stepMs, last: count - 1 };
}

/**
 * The indexes of all windows of the grid that hold a time in ms, as an array to be joined: several
 * where windows overlap, none in a gap. Window i holds t when i·step <= t - first < i·step + size, so
 * the indexes run from floor((t - first - size) / step) + 1 to floor((t - first) / step).
 */
export function windowIndexes(timeMs: string): string {
  const offset = `(${timeMs} - {first:Int64})`;
  const lowest = `greatest(0, intDiv(${offset} - {size:Int64} + {step:Int64}, {step:Int64}))`;
  const highest = `least({last:Int64}, intDiv(${offset}, {step:Int64}))`;
  return `range(toUInt64(${lowest}), toUInt64(${highest} + 1))`;
}

/**
 * The start in ms of the bucket that holds a time: buckets are as long as step and size have for common
 * divisor, so that every window of the grid is made of whole ones.
 */
export function bucketOf(column: string): string {
  const time = `toInt64(toUnixTimestamp64Milli(${column}))`;
  return `${time} - (${time} - {first:Int64}) % {bucket:Int64}`;
}

export function bucketParameter({ sizeMs, stepMs }: WindowGrid): Parameters {
  let [bucket, rest] = [sizeMs, stepMs];
  while (rest > 0) [bucket, rest] = [rest, bucket % rest];
  return { bucket };
}

/** The version itself and "" for all versions together, as an array to be joined. */
export function versionSlices(version: string): string {
  return `arrayDistinct(['', toString(${version})])`;
}

/** A condition that a column is one of the named subjects; empty where none are named. */
export function among(column: string, names: readonly string[] | undefined): string {
  return names ? ` AND ${column} IN {names:Array(String)}` : "";
}

export function namesParameter(names: readonly string[] | undefined): Parameters {
  return names ? { names } : {};
}

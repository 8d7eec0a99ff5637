import type { Slice } from "../../model/measurement.ts";

/**
 * The stable id of a pack's monitor: `pack/<kind>:<subject>/<measure>/<slice>`, each part percent-encoded
 * so that names with slashes stay one part; the slice `all`, or `peer=…` and the like in order of name.
 */
export function monitorId(kind: string, subject: string, measure: string, slice: Slice): string {
  const parts = Object.entries(slice)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const tail = parts.length > 0 ? parts.join(",") : "all";
  return `pack/${kind}:${encodeURIComponent(subject)}/${measure}/${tail}`;
}

import type { SliceRows } from "./slice-rows.ts";

/** A column (by its place) holds a code. */
export interface CodePredicate {
  readonly column: number;
  readonly code: number;
}

/**
 * The rows from `start` to before `end` for which all predicates hold, ascending.
 *
 * @param active only rows with 1 here, 0 for the others
 * Cost O(end - start). No rows are kept in order by value: most values are never asked for.
 */
export function rowsWhere(
  { codes }: SliceRows,
  {
    predicates: [first, ...others],
    active,
    start,
    end,
  }: {
    readonly predicates: readonly CodePredicate[];
    readonly active: Uint8Array;
    readonly start: number;
    readonly end: number;
  },
): Uint32Array {
  const result = new Uint32Array(end - start);
  let size = 0;
  const column = first ? codes[first.column]! : active;
  const wanted = first ? first.code : 1;
  for (let row = start; row < end; row++) {
    result[size] = row;
    if (column[row] === wanted) size += active[row]!;
  }
  for (const { column: place, code } of others) {
    const held = codes[place]!;
    let kept = 0;
    for (let index = 0; index < size; index++) {
      const row = result[index]!;
      result[kept] = row;
      if (held[row] === code) kept++;
    }
    size = kept;
  }
  return result.subarray(0, size);
}

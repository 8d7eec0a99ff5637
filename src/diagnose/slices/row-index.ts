import type { SliceRows } from "./slice-rows.ts";

/** A column (by its place) holds a code. */
export interface CodePredicate {
  readonly column: number;
  readonly code: number;
}

/** The rows of every value of every column, so that a slice is found without reading all rows. */
export interface RowIndex {
  /** One array per column: rows, ordered by code. */
  readonly order: readonly Uint32Array[];
  /** One array per column: code → where its rows begin in `order`; one more entry than codes. */
  readonly starts: readonly Uint32Array[];
}

/** Cost O(rows x columns). */
export function rowIndex({ codes, sizes, rowCount }: SliceRows): RowIndex {
  const starts = codes.map((column, index) => {
    const begin = new Uint32Array(sizes[index]! + 1);
    for (let row = 0; row < rowCount; row++) begin[column[row]! + 1]!++;
    for (let code = 1; code < begin.length; code++) begin[code]! += begin[code - 1]!;
    return begin;
  });
  const order = codes.map((column, index) => {
    const next = Uint32Array.from(starts[index]!);
    const result = new Uint32Array(rowCount);
    for (let row = 0; row < rowCount; row++) result[next[column[row]!]!++] = row;
    return result;
  });
  return { order, starts };
}

/**
 * The rows for which all predicates hold, read from the rarest value's rows.
 *
 * @param active only rows with 1 here; all when left out
 */
export function rowsWhere(
  { codes, rowCount }: SliceRows,
  index: RowIndex,
  { predicates, active }: { predicates: readonly CodePredicate[]; active?: Uint8Array },
): Uint32Array {
  const candidates =
    rarest(index, predicates) ?? Uint32Array.from({ length: rowCount }, (_, i) => i);
  const result = new Uint32Array(candidates.length);
  let size = 0;
  for (const row of candidates) {
    if (active && active[row] === 0) continue;
    let holds = true;
    for (const { column, code } of predicates) holds &&= codes[column]![row] === code;
    if (holds) result[size++] = row;
  }
  return result.subarray(0, size);
}

function rarest(index: RowIndex, predicates: readonly CodePredicate[]): Uint32Array | undefined {
  let best: Uint32Array | undefined;
  for (const { column, code } of predicates) {
    const starts = index.starts[column]!;
    const rows = index.order[column]!.subarray(starts[code], starts[code + 1]);
    if (!best || rows.length < best.length) best = rows;
  }
  return best;
}

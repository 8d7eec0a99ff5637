import type { SliceRows } from "./slice-rows.ts";

/** A column (by its place) holds a code. */
export interface CodePredicate {
  readonly column: number;
  readonly code: number;
}

/** Which rows: those of the later window or those of the earlier one. */
export type RowWindow = "during" | "before";

/**
 * The rows of a window for which all predicates hold, ascending.
 *
 * @param active only rows with 1 here, 0 for the others
 * Cost O(rows of the rarest predicate); without predicates O(rows of the window).
 */
export function rowsWhere(
  rows: SliceRows,
  {
    predicates,
    active,
    window,
  }: {
    readonly predicates: readonly CodePredicate[];
    readonly active: Uint8Array;
    readonly window: RowWindow;
  },
): Uint32Array {
  const lists = predicates.map((predicate) => ({
    predicate,
    list: rowsHolding(rows, predicate, window),
  }));
  const [rarest, ...others] = lists.toSorted((a, b) => a.list.length - b.list.length);
  const result = rarest
    ? rowsHoldingCode(rarest.list, active, 1)
    : rowsHoldingCode(allRows(rows, window), active, 1);
  return others.reduce(
    (held, { predicate: { column, code } }) => rowsHoldingCode(held, rows.codes[column]!, code),
    result,
  );
}

/** Every row of a column's code, by `SliceRows.byCode`. */
function rowsHolding(
  { byCode }: SliceRows,
  { column, code }: CodePredicate,
  window: RowWindow,
): Uint32Array {
  const { rows, starts, middles } = byCode[column]!;
  return window === "during"
    ? rows.subarray(starts[code]!, middles[code]!)
    : rows.subarray(middles[code]!, starts[code + 1]!);
}

function allRows({ duringCount, rowCount }: SliceRows, window: RowWindow): Uint32Array {
  const [start, end] = window === "during" ? [0, duringCount] : [duringCount, rowCount];
  const result = new Uint32Array(end - start);
  for (let index = 0; index < result.length; index++) result[index] = start + index;
  return result;
}

function rowsHoldingCode(rows: Uint32Array, codes: Uint8Array, code: number): Uint32Array {
  const result = new Uint32Array(rows.length);
  let size = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    result[size] = row;
    if (codes[row] === code) size++;
  }
  return result.subarray(0, size);
}

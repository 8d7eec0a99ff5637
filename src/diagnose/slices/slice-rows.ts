import type { CodedTable } from "./coded-table.ts";

/** A table laid out for counting: the rows during come first, those before after them. */
export interface SliceRows {
  readonly rowCount: number;
  readonly duringCount: number;
  /** One array of codes per column. */
  readonly codes: readonly Uint8Array[];
  /** Codes a column may hold: 0 to size - 1. */
  readonly sizes: readonly number[];
  /** Codes of all columns before this one; one more entry than columns, the last counts all. */
  readonly offsets: readonly number[];
  /**
   * Where the counts of a pair of values begin, per column that stands first in the pair: the cell of code x of
   * column a with code y of a later column b is pairStarts[a] + x * pairWidths[a] + offsets[b] + y.
   */
  readonly pairStarts: readonly number[];
  readonly pairWidths: readonly number[];
  readonly pairCount: number;
  /** The rows of every code, one element per column. */
  readonly byCode: readonly RowsByCode[];
  /** 1 where the row is marked (wrong, failed, chosen). */
  readonly marked: Uint8Array;
}

/**
 * Rows in order of a column's codes, those of one code ascending: code c has those from starts[c] to before
 * middles[c] during, and from there to before starts[c + 1] before.
 */
export interface RowsByCode {
  readonly rows: Uint32Array;
  /** One more entry than codes. */
  readonly starts: Uint32Array;
  readonly middles: Uint32Array;
}

// All values of all columns together, so that the counts of all pairs stay within some 16 MB.
const valuesMax = 1_000;

/**
 * Lays a table out for counting. Codes beyond what the counts have room for become 0, "any other value";
 * coded texts lose their rarest values that way.
 *
 * @param marked 0 or 1 per row
 * @param during 1 for rows of the later window, 0 for rows before
 */
export function sliceRows(
  table: CodedTable,
  { marked, during }: { readonly marked: Uint8Array; readonly during: Uint8Array },
): SliceRows {
  const { rowCount, columns } = table;
  const order = new Uint32Array(rowCount);
  let next = 0;
  for (let row = 0; row < rowCount; row++) if (during[row] === 1) order[next++] = row;
  const duringCount = next;
  for (let row = 0; row < rowCount; row++) if (during[row] !== 1) order[next++] = row;
  const sizeMax = Math.max(2, Math.floor(valuesMax / Math.max(columns.length, 1)));
  const sizes = columns.map(({ values }) => Math.min(values.length, sizeMax));
  const codes = columns.map((column, index) => laid(column.codes, { order, size: sizes[index]! }));
  return {
    rowCount,
    duringCount,
    codes,
    sizes,
    byCode: codes.map((column, index) => rowsByCode(column, { size: sizes[index]!, duringCount })),
    ...placesOf(sizes),
    marked: laid(marked, { order, size: 2 }),
  };
}

function laid(
  values: Uint8Array,
  { order, size }: { readonly order: Uint32Array; readonly size: number },
): Uint8Array {
  const result = new Uint8Array(order.length);
  for (let index = 0; index < order.length; index++) {
    const value = values[order[index]!]!;
    result[index] = value < size ? value : 0;
  }
  return result;
}

function placesOf(
  sizes: readonly number[],
): Pick<SliceRows, "offsets" | "pairStarts" | "pairWidths" | "pairCount"> {
  const offsets = [0];
  for (const size of sizes) offsets.push(offsets.at(-1)! + size);
  const total = offsets.at(-1)!;
  const pairStarts: number[] = [];
  const pairWidths: number[] = [];
  let pairCount = 0;
  sizes.forEach((size, column) => {
    const later = offsets[column + 1]!;
    pairStarts.push(pairCount - later);
    pairWidths.push(total - later);
    pairCount += size * (total - later);
  });
  return { offsets, pairStarts, pairWidths, pairCount };
}

/** A counting sort: cost O(rows + size). */
function rowsByCode(
  codes: Uint8Array,
  { size, duringCount }: { readonly size: number; readonly duringCount: number },
): RowsByCode {
  const starts = new Uint32Array(size + 1);
  for (let row = 0; row < codes.length; row++) starts[codes[row]! + 1]!++;
  for (let code = 0; code < size; code++) starts[code + 1]! += starts[code]!;
  const next = starts.slice();
  const rows = new Uint32Array(codes.length);
  for (let row = 0; row < duringCount; row++) rows[next[codes[row]!]!++] = row;
  const middles = next.slice(0, size);
  for (let row = duringCount; row < codes.length; row++) rows[next[codes[row]!]!++] = row;
  return { rows, starts, middles };
}

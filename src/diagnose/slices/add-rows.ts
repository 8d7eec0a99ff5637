import type { SliceRows } from "./slice-rows.ts";

/** Rows to count. */
export interface CountedRows {
  /** In any order, each once. */
  readonly rows: Uint32Array;
  /** What a row adds to each of the two sums of its cells; one element per row of the table. */
  readonly seen: Float64Array;
  readonly rates: Float64Array;
  /** -1 takes the rows out again. */
  readonly sign: 1 | -1;
}

/** Two sums per cell; written to by what is called with them. */
export interface CellSums {
  readonly seen: Float64Array;
  readonly rates: Float64Array;
}

/** Adds rows to the cells of every pair of values, which stand as `SliceRows.pairStarts` says. */
export function addToPairs(table: SliceRows, counted: CountedRows, sums: CellSums): void {
  for (let first = 0; first + 1 < table.codes.length; first++) {
    const columns = Array.from(
      { length: table.codes.length - first - 1 },
      (_, index) => first + 1 + index,
    );
    addToColumns(table, counted, {
      columns,
      sums,
      lead: {
        codes: table.codes[first]!,
        width: table.pairWidths[first]!,
        start: table.pairStarts[first]!,
      },
    });
  }
}

/** Adds rows to the cells of single values, which stand as `SliceRows.offsets` says. */
export function addToValues(
  table: SliceRows,
  counted: CountedRows,
  { columns, sums }: { readonly columns: readonly number[]; readonly sums: CellSums },
): void {
  const [any] = table.codes;
  if (any)
    addToColumns(table, counted, { columns, sums, lead: { codes: any, width: 0, start: 0 } });
}

/** The cell of a row and a column: start + width x the row's code here + the column's offset + its code there. */
interface Lead {
  readonly codes: Uint8Array;
  readonly width: number;
  readonly start: number;
}

// Four columns at a time, half of the time of one by one: a cell need not wait for the sum just written to it.
function addToColumns(
  { codes, offsets }: SliceRows,
  counted: CountedRows,
  {
    columns,
    sums,
    lead,
  }: { readonly columns: readonly number[]; readonly sums: CellSums; readonly lead: Lead },
): void {
  const places = columns.map((column) => ({ codes: codes[column]!, offset: offsets[column]! }));
  let next = 0;
  for (; next + 4 <= places.length; next += 4) {
    addToFour(counted, { sums, lead, places: places.slice(next, next + 4) });
  }
  for (; next < places.length; next++) addToOne(counted, { sums, lead, place: places[next]! });
}

interface Place {
  readonly codes: Uint8Array;
  readonly offset: number;
}

function addToFour(
  { rows, seen, rates, sign }: CountedRows,
  { sums, lead, places }: { sums: CellSums; lead: Lead; places: readonly Place[] },
): void {
  const { codes, width, start } = lead;
  const { seen: seenOf, rates: ratesOf } = sums;
  const { codes: codes1, offset: offset1 } = places[0]!;
  const { codes: codes2, offset: offset2 } = places[1]!;
  const { codes: codes3, offset: offset3 } = places[2]!;
  const { codes: codes4, offset: offset4 } = places[3]!;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const one = sign * seen[row]!;
    const rate = sign * rates[row]!;
    const begin = start + width * codes[row]!;
    const cell1 = begin + offset1 + codes1[row]!;
    const cell2 = begin + offset2 + codes2[row]!;
    const cell3 = begin + offset3 + codes3[row]!;
    const cell4 = begin + offset4 + codes4[row]!;
    seenOf[cell1]! += one;
    ratesOf[cell1]! += rate;
    seenOf[cell2]! += one;
    ratesOf[cell2]! += rate;
    seenOf[cell3]! += one;
    ratesOf[cell3]! += rate;
    seenOf[cell4]! += one;
    ratesOf[cell4]! += rate;
  }
}

function addToOne(
  { rows, seen, rates, sign }: CountedRows,
  { sums, lead, place }: { sums: CellSums; lead: Lead; place: Place },
): void {
  const { codes, width, start } = lead;
  const { seen: seenOf, rates: ratesOf } = sums;
  const { codes: codesHere, offset } = place;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const cell = start + width * codes[row]! + offset + codesHere[row]!;
    seenOf[cell]! += sign * seen[row]!;
    ratesOf[cell]! += sign * rates[row]!;
  }
}

import { type Column, presentNumbers } from "../../model/column.ts";
import { sortNumbers } from "../../stats/sort-numbers.ts";
import { type DriftSide, driftSideOf } from "../drift/drift-side.ts";

/** What checks need to know of a column, worked out once. */
export interface ColumnProfile {
  readonly column: Column;
  readonly rowCount: number;
  readonly presentCount: number;
  readonly distinctCount: number;
  /** Ascending; of numbers and moments only. */
  readonly sorted: Float64Array | null;
  /** Of numbers; NaN otherwise and where nothing is there. `deviation` divides by n. */
  readonly mean: number;
  readonly deviation: number;
  /** Category → rows, in order of first appearance; of texts and truths only. */
  readonly counts: ReadonlyMap<string, number> | null;
  /** The present values as the comparison of distributions takes them. */
  readonly side: DriftSide;
}

/** Works out the profile of a column. Cost O(n log n) for numbers, O(n) otherwise. */
export function profileOf(column: Column): ColumnProfile {
  const rowCount = column.isNull.length;
  if (column.type === "number" || column.type === "time") {
    const present = presentNumbers(column);
    const sorted = sortNumbers(present);
    const { mean, deviation } = spreadOf(present);
    const distinctCount = countDistinct(sorted);
    const presentCount = sorted.length;
    const side = { kind: "numbers", sorted: finiteOf(sorted), missing: 0 } as const;
    const numbers = { sorted, mean, deviation, counts: null, side };
    return { column, rowCount, presentCount, distinctCount, ...numbers };
  }
  const side = driftSideOf(column);
  const counts = side.kind === "categories" ? side.counts : new Map<string, number>();
  return {
    column,
    rowCount,
    presentCount: rowCount - column.nullCount,
    distinctCount: counts.size,
    sorted: null,
    mean: NaN,
    deviation: NaN,
    counts,
    // Missing values have a check of their own.
    side: { ...side, missing: 0 },
  };
}

function finiteOf(sorted: Float64Array): Float64Array {
  let start = 0;
  let end = sorted.length;
  while (start < end && sorted[start] === -Infinity) start += 1;
  while (end > start && sorted[end - 1] === Infinity) end -= 1;
  return sorted.subarray(start, end);
}

/** Mean and deviation of the finite values. Two passes, so that large values keep their digits. */
function spreadOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
  }
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1) {
    const distance = (values[row] ?? NaN) - mean;
    if (Number.isFinite(distance)) squares += distance * distance;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}

function countDistinct(sorted: Float64Array): number {
  let count = 0;
  let last = NaN;
  for (let place = 0; place < sorted.length; place += 1) {
    const value = sorted[place] ?? NaN;
    if (value !== last) count += 1;
    last = value;
  }
  return count;
}

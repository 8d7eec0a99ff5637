import type { Matrix } from "../../stats/linear/matrix.ts";

export type KernelName = "rbf" | "linear";

/** A kernel between any row and all rows of a table. */
export interface Kernel {
  readonly rows: number;
  /** Kernel of a row with itself. */
  diagonal(row: number): number;
  /** Writes the kernel of row `row` of `others` with each row of the table; into.length is the number of rows. */
  against(others: Matrix, row: number, into: Float64Array | Float32Array): void;
  /** The same for a row of the table itself. */
  column(row: number, into: Float64Array | Float32Array): void;
}

/** The kernel of a table; gamma 0 is one over the number of columns. Cost of a column O(n d). */
export function kernelOf(name: KernelName, table: Matrix, gamma: number): Kernel {
  const squares = rowSquares(table);
  const width = gamma > 0 ? gamma : 1 / table.columns;
  const against = (others: Matrix, row: number, into: Float64Array | Float32Array): void => {
    dots(others.values, row * others.columns, table, into);
    if (name === "linear") return;
    const own = rowSquare(others, row);
    for (let index = 0; index < into.length; index++) {
      into[index] = expOfNegative(width * (own + squares[index]! - 2 * into[index]!));
    }
  };
  return {
    rows: table.rows,
    diagonal: (row) => (name === "linear" ? squares[row]! : 1),
    against,
    column: (row, into) => against(table, row, into),
  };
}

function dots(
  values: Float64Array,
  at: number,
  { values: table, columns }: Matrix,
  into: Float64Array | Float32Array,
): void {
  let start = 0;
  for (let row = 0; row < into.length; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      sum += values[at + column]! * table[start + column]!;
    }
    into[row] = sum;
    start += columns;
  }
}

function rowSquares(table: Matrix): Float64Array {
  return Float64Array.from({ length: table.rows }, (_, row) => rowSquare(table, row));
}

function rowSquare({ values, columns }: Matrix, row: number): number {
  let sum = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) sum += values[at]! * values[at]!;
  return sum;
}

// exp(-x) at multiples of 1/32 up to 40; beyond, it is below 1e-17 and taken as 0.
const stepsPerUnit = 32;
const largest = 40;
const table = Float64Array.from({ length: largest * stepsPerUnit + 1 }, (_, step) =>
  Math.exp(-step / stepsPerUnit),
);

/**
 * exp(-x) for x >= 0 within a relative 1e-10 (a table, then four terms); 1 for x below 0, which is rounding.
 * Measured three times as fast as Math.exp, and most of what a kernel costs.
 */
function expOfNegative(x: number): number {
  if (x <= 0) return 1;
  if (!(x < largest)) return 0;
  const scaled = x * stepsPerUnit;
  const step = Math.trunc(scaled);
  const rest = (scaled - step) / stepsPerUnit;
  return table[step]! * (1 - rest * (1 - rest * (0.5 - rest * (1 / 6 - rest * (1 / 24)))));
}

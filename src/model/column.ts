/** What the values of a column are. */
export type ColumnType = "number" | "text" | "boolean" | "time";

interface ColumnHead {
  readonly name: string;
  /** Length n; 1 where the value is missing, 0 where it is there. */
  readonly isNull: Uint8Array;
  readonly nullCount: number;
}

/** Numbers; NaN exactly where the value is missing or was NaN in the file. */
export interface NumberColumn extends ColumnHead {
  readonly type: "number";
  readonly values: Float64Array;
}

/** Moments as UTC milliseconds; NaN where missing. */
export interface TimeColumn extends ColumnHead {
  readonly type: "time";
  readonly values: Float64Array;
}

/** Truths as 1 and 0; 0 where missing. */
export interface BooleanColumn extends ColumnHead {
  readonly type: "boolean";
  readonly values: Uint8Array;
}

/** Texts as indices into a list of the different ones; -1 where missing. */
export interface TextColumn extends ColumnHead {
  readonly type: "text";
  readonly codes: Int32Array;
  /** Every text once, in the order of first appearance. */
  readonly dictionary: readonly string[];
}

/** The values of one name over the rows of a table. Whoever is handed one never writes into it. */
export type Column = NumberColumn | TimeColumn | BooleanColumn | TextColumn;

/** Columns of equal length, in the order of the file. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/** The column of this name; undefined where the table has none. */
export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** One cell as a value of the language; null where it is missing. For few rows only. */
export function cellOf(column: Column, row: number): number | string | boolean | null {
  if (column.isNull[row] !== 0) return null;
  switch (column.type) {
    case "number":
    case "time":
      return column.values[row] ?? null;
    case "boolean":
      return column.values[row] === 1;
    case "text":
      return column.dictionary[column.codes[row] ?? -1] ?? null;
    default:
      return column satisfies never;
  }
}

/**
 * The values of a column that are there, as numbers, in row order: numbers and times as they are
 * (NaN left out), truths as 1 and 0, texts as their codes. A new array, or the column's own values
 * where nothing is missing.
 */
export function presentNumbers(column: Column): Float64Array {
  const source = column.type === "text" ? column.codes : column.values;
  if (source instanceof Float64Array && column.nullCount === 0 && !source.includes(NaN)) {
    return source;
  }
  const present = new Float64Array(source.length);
  let count = 0;
  for (let row = 0; row < source.length; row += 1) {
    const value = source[row] ?? NaN;
    if (column.isNull[row] === 0 && !Number.isNaN(value)) {
      present[count] = value;
      count += 1;
    }
  }
  return present.subarray(0, count);
}

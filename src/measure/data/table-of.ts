import type { Column, ColumnType, Table } from "../../model/column.ts";
import type { CheckedTable } from "./check-tables.ts";

/** What one cell of a table in memory may hold; null, undefined and NaN are missing. */
export type CellValue = number | bigint | string | boolean | Date | null | undefined;

/** A column of numbers from plain values; null, undefined and NaN are missing. */
export function numberColumn(name: string, values: ArrayLike<number | null | undefined>): Column {
  const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
  return { name, type: "number", values: numbers, ...missingOf(numbers, Number.isNaN) };
}

/** A column of texts from plain values; null and undefined are missing. */
export function textColumn(name: string, values: ArrayLike<string | null | undefined>): Column {
  const known = new Map<string, number>();
  const codes = Int32Array.from({ length: values.length }, (_, row) => {
    const value = values[row];
    if (value === null || value === undefined) return -1;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  const dictionary = [...known.keys()];
  return { name, type: "text", codes, dictionary, ...missingOf(codes, (code) => code < 0) };
}

/** A column of truths from plain values; null and undefined are missing. */
export function booleanColumn(name: string, values: ArrayLike<boolean | null | undefined>): Column {
  const present = Int8Array.from(values, (value) => Number(value ?? -1));
  const truths = Uint8Array.from(present, (value) => Math.max(0, value));
  return { name, type: "boolean", values: truths, ...missingOf(present, (value) => value < 0) };
}

/** A column of moments from dates or UTC milliseconds; null, undefined and invalid dates are missing. */
export function timeColumn(
  name: string,
  values: ArrayLike<Date | number | null | undefined>,
): Column {
  const times = Float64Array.from(values, (value) => Number(value ?? Number.NaN));
  return { name, type: "time", values: times, ...missingOf(times, Number.isNaN) };
}

/**
 * A table from arrays by name. A column's type is that of its values: numbers, truths, dates or texts; where they
 * are mixed, all are texts. With `like` (the reference) its types hold, and a value of another type is missing and
 * counted as a misfit, as `aceso check` does with files.
 *
 * @param columns name → its values, all of equal length
 * @throws RangeError where the lengths differ
 * Cost O(cells).
 */
export function tableOf(
  columns: { readonly [name: string]: ArrayLike<CellValue> },
  like?: Table,
): CheckedTable {
  const built = Object.entries(columns).map(([name, values]) => {
    const wanted = like?.columns.find((column) => column.name === name);
    const isTold = wanted !== undefined && wanted.nullCount < wanted.isNull.length;
    return builtColumn(name, values, isTold ? wanted.type : typeOf(values));
  });
  const [first] = built;
  const rowCount = first?.column.isNull.length ?? 0;
  for (const { column } of built) {
    const { length } = column.isNull;
    if (length === rowCount) continue;
    throw new RangeError(`column ${column.name} must hold ${rowCount} values, got ${length}`);
  }
  return {
    rowCount,
    columns: built.map(({ column }) => column),
    misfits: built.flatMap(({ misfits }) => (misfits.count === 0 ? [] : [misfits])),
  };
}

/**
 * A table from rows; a name that a row does not have is missing there. Columns stand in the order in which their
 * names first come.
 *
 * @param like as for {@link tableOf}
 * Cost O(rows × columns).
 */
export function tableOfRows(
  rows: readonly { readonly [name: string]: CellValue }[],
  like?: Table,
): CheckedTable {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = [...names].map((name) => [
    name,
    rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null)),
  ]);
  // Entries of a name and the cells beneath it, one a row.
  const byName = Object.fromEntries(columns) as { readonly [name: string]: CellValue[] };
  return tableOf(byName, like);
}

interface Built {
  readonly column: Column;
  readonly misfits: CheckedTable["misfits"][number];
}

function builtColumn(name: string, values: ArrayLike<CellValue>, type: ColumnType): Built {
  let count = 0;
  const examples: { readonly text: string }[] = [];
  // The values of the column's type; the others are counted and left out.
  const fitting = <Fit>(read: (value: NonNullable<CellValue>) => Fit | undefined): (Fit | null)[] =>
    Array.from(values, (value) => {
      if (isMissing(value)) return null;
      const fit = read(value);
      if (fit !== undefined) return fit;
      count += 1;
      if (examples.length < examplesMax) examples.push({ text: textOf(value).slice(0, lengthMax) });
      return null;
    });
  const column = ((): Column => {
    switch (type) {
      case "number":
        return numberColumn(name, fitting(numberIn));
      case "boolean":
        return booleanColumn(
          name,
          fitting((value) => (typeof value === "boolean" ? value : undefined)),
        );
      case "time":
        return timeColumn(
          name,
          fitting((value) => (value instanceof Date ? value : undefined)),
        );
      case "text":
        return textColumn(name, fitting(textOf));
      default:
        return type satisfies never;
    }
  })();
  return { column, misfits: { column: name, count, examples } };
}

const examplesMax = 3;
const lengthMax = 80;

function numberIn(value: NonNullable<CellValue>): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function textOf(value: NonNullable<CellValue>): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function isMissing(value: CellValue): value is null | undefined {
  if (value === null || value === undefined) return true;
  return value instanceof Date ? Number.isNaN(value.getTime()) : Number.isNaN(value);
}

/** The one type of the values that are there; text where they are mixed, number where there are none. */
function typeOf(values: ArrayLike<CellValue>): ColumnType {
  let found: ColumnType | undefined;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (isMissing(value)) continue;
    const type = typeOfValue(value);
    if (found !== undefined && found !== type) return "text";
    found = type;
  }
  return found ?? "number";
}

function typeOfValue(value: NonNullable<CellValue>): ColumnType {
  if (value instanceof Date) return "time";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "text" : "number";
}

function missingOf(
  values: Float64Array | Int32Array | Int8Array,
  isMissingValue: (value: number) => boolean,
): { readonly isNull: Uint8Array; readonly nullCount: number } {
  const isNull = new Uint8Array(values.length);
  let nullCount = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (!isMissingValue(values[row] ?? Number.NaN)) continue;
    isNull[row] = 1;
    nullCount += 1;
  }
  return { isNull, nullCount };
}

import type { Batch } from "../files/read-table.ts";
import { columnNamed, type Column } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import type { CommandLine } from "./world.ts";

const minute = 60_000;

/** Where the rows of a file stand in time: written while its batches go by. */
export interface RowOrder {
  lastTime: number;
  /** Rows whose time is missing or not later than the one before; they are not judged. */
  unordered: number;
}

/** Before the first row. */
export function newRowOrder(): RowOrder {
  return { lastTime: Number.NEGATIVE_INFINITY, unordered: 0 };
}

/** The value columns asked for, or else all numbers but the time. */
export function valueNames(batch: Batch, line: CommandLine): readonly string[] {
  const time = timeColumn(batch, line);
  const numbers = batch.columns.filter(({ type }) => type === "number");
  for (const name of line.values) {
    if (columnNamed(batch, name)?.type === "number") continue;
    const expected = `a column of numbers (${numbers.map((column) => column.name).join(", ")})`;
    throw new AcesoError("bad-field", { field: "--value", expected, got: name });
  }
  if (line.values.length > 0) return line.values;
  return numbers.filter((column) => column !== time).map(({ name }) => name);
}

/** Hands over the rows of a batch that are later than the one before: index in the batch, UTC ms. Writes the order. */
export function eachOrderedRow(
  batch: Batch,
  line: CommandLine,
  order: RowOrder,
  judge: (index: number, time: number) => void,
): void {
  const times = timeColumn(batch, line);
  for (let index = 0; index < batch.rowCount; index++) {
    const time = times === undefined ? (batch.firstRow + index) * minute : timeOf(times, index);
    if (!(time > order.lastTime)) {
      order.unordered += 1;
      continue;
    }
    order.lastTime = time;
    judge(index, time);
  }
}

/** A cell of a column of numbers; NaN where it is missing or none. */
export function numberAt(column: Column | undefined, index: number): number {
  return column?.type === "number" ? (column.values[index] ?? Number.NaN) : Number.NaN;
}

/** The column of `--time`, or the only one of times; undefined: rows are a minute apart. */
function timeColumn(batch: Batch, { flags }: CommandLine): Column | undefined {
  const { time: name } = flags;
  if (typeof name !== "string") {
    const times = batch.columns.filter(({ type }) => type === "time");
    return times.length === 1 ? times[0] : undefined;
  }
  const column = columnNamed(batch, name);
  if (column?.type === "time" || column?.type === "number") return column;
  const expected = `a column of times or seconds (${batch.columns.map((one) => one.name).join(", ")})`;
  throw new AcesoError("bad-field", { field: "--time", expected, got: name });
}

/** UTC ms; numbers below 1e11 are seconds. */
function timeOf(column: Column, index: number): number {
  if (column.type !== "time" && column.type !== "number") return Number.NaN;
  const value = column.values[index] ?? Number.NaN;
  return column.type === "number" && Math.abs(value) < 1e11 ? value * 1_000 : value;
}

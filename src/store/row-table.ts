import type { TimeMs } from "../model/time.ts";
import type { ColumnWriter } from "./native/writer.ts";
import { structureOf, writeBlock } from "./native/writer.ts";

/** Where a row came from: columns that every table of signals has. */
export interface Origin {
  readonly project: string;
  readonly receivedAt: TimeMs;
}

/** The columns of one table while a block of it is being filled. */
export interface ColumnTable {
  readonly table: string;
  readonly columns: { readonly [name: string]: ColumnWriter };
}

/** A table that is filled row by row. */
export interface RowTable<Row> extends ColumnTable {
  push(row: Row, origin: Origin): void;
}

/** Rows of one table as one Native block, ready to be logged or inserted. */
export interface EncodedBlock {
  readonly table: string;
  readonly columns: readonly string[];
  readonly structure: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

/** Takes the rows gathered so far as a block and empties the table; undefined when there are none. */
export function takeBlock(table: ColumnTable): EncodedBlock | undefined {
  const writers = Object.values(table.columns);
  const rows = writers[0]?.rows ?? 0;
  if (rows === 0) return undefined;
  const bytes = writeBlock(table.columns);
  for (const writer of writers) writer.clear();
  return {
    table: table.table,
    columns: Object.keys(table.columns),
    structure: structureOf(table.columns),
    rows,
    bytes,
  };
}

/** One block of these rows; for small synchronous inserts. */
export function encodeRows<Row>(
  table: RowTable<Row>,
  rows: readonly Row[],
  origin: Origin,
): EncodedBlock | undefined {
  for (const row of rows) table.push(row, origin);
  return takeBlock(table);
}

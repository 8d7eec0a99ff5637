import type { ColumnType, Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { resolveSettings } from "../model/settings.ts";
import { type Misfit, misfitsOf } from "./column-builder.ts";
import type { ColumnSink } from "./column-sink.ts";
import { csvColumns, type GivenTypes } from "./csv-columns.ts";
import { type FileFormat, fileFormat } from "./file-format.ts";
import { ndjsonColumns } from "./ndjson-columns.ts";
import { openChunks } from "./open-chunks.ts";
import { type FileSettings, fileSettings } from "./settings.ts";

/** How a file is to be read: any of {@link fileSettings}, and types of columns known beforehand. */
export interface ReadOptions {
  readonly settings?: Partial<FileSettings>;
  /**
   * Column name → its type. A value that is not of the type given here counts as missing and is
   * told as a misfit; columns that are not named here find their own type, which fits every value.
   */
  readonly types?: { readonly [column: string]: ColumnType };
}

/** A table, and what a reader of a file knows beside it. */
export interface FileTable extends Table {
  readonly format: FileFormat;
  readonly misfits: readonly Misfit[];
}

/** Rows of a file in their order: the first is row `firstRow`, counted from 0. */
export interface Batch extends FileTable {
  readonly firstRow: number;
}

/**
 * Reads a whole file (CSV, NDJSON, Parquet; CSV and NDJSON also packed by gzip or zstd) into typed
 * columns. A type that was decided by the first rows and contradicted by a later one makes the file
 * be read once more with that column as text.
 * @throws AcesoError "file-unreadable" | "bad-file" | "file-too-large" | "bad-field"
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<FileTable> {
  const settings = settingsOf(options);
  const format = await formatOf(path, settings);
  const given = new Map(Object.entries(options.types ?? {}));
  if (format === "parquet") {
    const { parquetParts } = await import("./parquet-tables.ts");
    // Read as a whole there is exactly one part, also of a file without rows.
    const parts = parquetParts({ path, settings, types: given, isWhole: true });
    let table: FileTable = { format, rowCount: 0, columns: [], misfits: [] };
    for await (const part of parts) table = { format, ...part };
    return table;
  }
  const first = await readInto(sinkOf(format, { path, settings, types: given }), path, settings);
  const mistaken = first.builders.filter(({ isMistaken }) => isMistaken);
  if (mistaken.length === 0) return tableOf(first, format);
  const types = new Map([...given, ...mistaken.map(({ name }) => [name, "text"] as const)]);
  return tableOf(await readInto(sinkOf(format, { path, settings, types }), path, settings), format);
}

/**
 * Reads a file batch by batch, in bounded memory. The first batch decides the types that are not
 * given; what does not fit later counts as missing and is told in `misfits`. Columns that appear
 * later (NDJSON) stand only in the batches that have them. Batches of Parquet are row groups.
 * @throws AcesoError "file-unreadable" | "bad-file" | "file-too-large" | "bad-field"
 */
export async function* readBatches(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<Batch, void, void> {
  const { batchRows, ...rest } = settingsOf(options);
  // The whole first batch decides the types.
  const settings = { ...rest, batchRows, sampleRows: Number.MAX_SAFE_INTEGER };
  const format = await formatOf(path, settings);
  const types = new Map(Object.entries(options.types ?? {}));
  let firstRow = 0;
  if (format === "parquet") {
    const { parquetParts } = await import("./parquet-tables.ts");
    for await (const part of parquetParts({ path, settings, types, isWhole: false })) {
      yield { format, firstRow, ...part };
      firstRow += part.rowCount;
    }
    return;
  }
  const sink = sinkOf(format, { path, settings, types });
  for await (const chunk of openChunks(path)) {
    sink.push(chunk);
    checkRows(sink, path, settings);
    if (sink.rowCount - firstRow < batchRows) continue;
    const batch = tableOf(sink, format, firstRow);
    yield { ...batch, firstRow };
    firstRow += batch.rowCount;
  }
  sink.end();
  if (sink.rowCount > firstRow) yield { ...tableOf(sink, format, firstRow), firstRow };
}

async function readInto(
  sink: ColumnSink,
  path: string,
  settings: FileSettings,
): Promise<ColumnSink> {
  for await (const chunk of openChunks(path)) {
    sink.push(chunk);
    checkRows(sink, path, settings);
  }
  sink.end();
  checkRows(sink, path, settings);
  return sink;
}

function tableOf(sink: ColumnSink, format: FileFormat, firstRow = 0): FileTable {
  const rowCount = sink.rowCount - firstRow;
  // What came as text in a format without moments and names nothing but moments becomes such.
  if (format === "ndjson") for (const builder of sink.builders) builder.settleTimes();
  for (const builder of sink.builders) builder.settle();
  const misfits = misfitsOf(sink.builders);
  return { format, rowCount, misfits, columns: sink.take() };
}

function sinkOf(
  format: "csv" | "ndjson",
  options: { readonly path: string; readonly settings: FileSettings; readonly types: GivenTypes },
): ColumnSink {
  return format === "csv" ? csvColumns(options) : ndjsonColumns(options);
}

async function formatOf(path: string, { format }: FileSettings): Promise<FileFormat> {
  // The table of settings allows these and "auto".
  return format === "auto" ? fileFormat(path) : (format as FileFormat);
}

function settingsOf({ settings = {} }: ReadOptions): FileSettings {
  const { values, problems } = resolveSettings(fileSettings, settings);
  const [problem] = problems;
  if (problem === undefined) return values;
  const { name: field, expected } = problem;
  const got = String(Reflect.get(settings, field));
  throw new AcesoError("bad-field", { field, expected, got });
}

function checkRows({ rowCount }: ColumnSink, path: string, { rowsMax: limit }: FileSettings): void {
  if (rowCount <= limit) return;
  throw new AcesoError("file-too-large", { path, limit, unit: "rows", setting: "rowsMax" });
}

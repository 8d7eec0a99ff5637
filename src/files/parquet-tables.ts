import { open } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
  toJson,
} from "hyparquet";
import type { Column } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { ColumnBuilder, type Misfit, misfitsOf, missingTexts } from "./column-builder.ts";
import { checkedNames } from "./column-sink.ts";
import type { GivenTypes } from "./csv-columns.ts";
import { addValue } from "./ndjson-columns.ts";
import type { FileSettings } from "./settings.ts";

const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** Rows of a Parquet file as columns: one row group, or all of them. */
export interface ParquetPart {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly misfits: readonly Misfit[];
}

/**
 * Reads a Parquet file: row group by row group, or all of it as one part. An object in a column
 * becomes columns named `outer.inner`; lists stay as JSON text. Snappy, gzip, zstd and brotli.
 * @throws AcesoError "file-unreadable" | "bad-file" | "file-too-large"
 */
export async function* parquetParts(options: {
  readonly path: string;
  readonly settings: FileSettings;
  readonly types: GivenTypes;
  readonly isWhole: boolean;
}): AsyncGenerator<ParquetPart> {
  const { path, settings, types, isWhole } = options;
  const file = await openFile(path);
  try {
    const metadata = await readable(path, "footer", () => parquetMetadataAsync(file.buffer));
    checkSize(path, metadata, settings);
    const schema = parquetSchema(metadata);
    const builders = buildersOf(schema, { path, types, settings });
    let rowStart = 0;
    for (const [index, { num_rows: size }] of metadata.row_groups.entries()) {
      const rowEnd = rowStart + Number(size);
      const where = `row group ${index + 1}`;
      await readable(path, where, async () => {
        for (const { element } of schema.children) {
          const range = { rowStart, rowEnd, metadata, file: file.buffer };
          await readColumn(element.name, range, builders);
        }
      });
      rowStart = rowEnd;
      if (!isWhole) yield builders.take();
    }
    if (isWhole) yield builders.take();
  } finally {
    await file.close();
  }
}

interface Range {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly metadata: FileMetaData;
  readonly file: AsyncBuffer;
}

/** One column of one row group at a time, so that no more than that is unpacked at once. */
async function readColumn(name: string, range: Range, builders: Builders): Promise<void> {
  const chunks: { readonly rowStart: number; readonly columnData: ArrayLike<unknown> }[] = [];
  await parquetRead({
    ...range,
    columns: [name],
    compressors,
    onChunk: ({ rowStart, columnData }) => chunks.push({ rowStart, columnData }),
  });
  for (const { rowStart, columnData } of chunks.toSorted((a, b) => a.rowStart - b.rowStart)) {
    const from = Math.max(0, range.rowStart - rowStart);
    const to = Math.min(columnData.length, range.rowEnd - rowStart);
    builders.add(name, columnData, from, to);
  }
}

interface Builders {
  add(name: string, values: ArrayLike<unknown>, from: number, to: number): void;
  take(): ParquetPart;
}

/** A column of the file: one column of the table, or one for each member of an object. */
interface Place {
  readonly name: string;
  readonly leaf: ColumnBuilder | undefined;
  readonly members: readonly (readonly [string, ColumnBuilder])[];
}

function buildersOf(
  schema: SchemaTree,
  {
    path,
    types,
    settings,
  }: { readonly path: string; readonly types: GivenTypes; readonly settings: FileSettings },
): Builders {
  const isMissing = missingTexts(settings);
  const make = (name: string) =>
    new ColumnBuilder({ name, type: types.get(name), sampleSize: 0, isMissing });
  const places = schema.children.map((child): Place => {
    const { name } = child.element;
    if (!isObject(child)) return { name, leaf: make(name), members: [] };
    const inner = child.children.map(({ element }) => element.name);
    const members = inner.map((member) => [member, make(`${name}.${member}`)] as const);
    return { name, leaf: undefined, members };
  });
  const all = places.flatMap(({ leaf, members }) =>
    leaf === undefined ? members.map(([, builder]) => builder) : [leaf],
  );
  checkedNames(
    all.map(({ name }) => name),
    path,
  );
  return {
    add(name, values, from, to) {
      const place = places.find((candidate) => candidate.name === name);
      for (let row = from; row < to; row += 1) {
        const value = values[row];
        if (place?.leaf !== undefined) addParquetValue(place.leaf, value);
        else
          for (const [member, builder] of place?.members ?? []) {
            addParquetValue(builder, memberOf(value, member));
          }
      }
    },
    take() {
      for (const builder of all) builder.settleTimes();
      const misfits = misfitsOf(all);
      const columns = all.map((builder) => builder.take());
      return { columns, rowCount: columns[0]?.isNull.length ?? 0, misfits };
    },
  };
}

/** Whether a column holds objects; lists and maps are groups of the schema, too. */
function isObject({ element, children }: SchemaTree): boolean {
  if (children.length === 0 || element.repetition_type === "REPEATED") return false;
  const kind = element.logical_type?.type ?? element.converted_type;
  return kind === undefined;
}

function memberOf(value: unknown, member: string): unknown {
  if (typeof value !== "object" || value === null || !(member in value)) return null;
  return Reflect.get(value, member);
}

function addParquetValue(builder: ColumnBuilder, value: unknown): void {
  if (typeof value === "bigint") {
    const number = Number(value);
    // Beyond 2^53 a double would make equal what is not: such whole numbers are names.
    if (Number.isSafeInteger(number)) builder.addTyped("number", number);
    else builder.addText(String(value));
  } else if (value instanceof Date) {
    builder.addTyped("time", value.getTime());
  } else if (value instanceof Uint8Array) {
    builder.addText(Buffer.from(value).toString("hex"));
  } else if (typeof value === "object" && value !== null) {
    builder.addText(JSON.stringify(toJson(value)));
  } else {
    addValue(builder, value);
  }
}

interface OpenFile {
  readonly buffer: AsyncBuffer;
  close(): Promise<void>;
}

async function openFile(path: string): Promise<OpenFile> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    buffer: {
      byteLength: size,
      async slice(start, end = size) {
        const bytes = new Uint8Array(Math.max(0, end - start));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        return bytes.buffer.slice(0, bytesRead);
      },
    },
    close: () => file.close(),
  };
}

function checkSize(path: string, metadata: FileMetaData, settings: FileSettings): void {
  const { rowsMax: limit } = settings;
  if (Number(metadata.num_rows) <= limit) return;
  throw new AcesoError("file-too-large", { path, limit, unit: "rows", setting: "rowsMax" });
}

/** Runs one step of reading; whatever the format's reader throws is told with its place. */
async function readable<T>(path: string, where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof AcesoError) throw cause;
    const reason = cause instanceof Error ? cause.message : "it is no Parquet";
    const fix = "copy the file again, or write it with snappy, gzip, zstd or brotli";
    throw new AcesoError("bad-file", { path, where, reason, fix }, { cause });
  }
}

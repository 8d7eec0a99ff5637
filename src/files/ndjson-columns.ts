import type { Column } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { ColumnBuilder, missingTexts } from "./column-builder.ts";
import type { ColumnSink } from "./column-sink.ts";
import type { GivenTypes } from "./csv-columns.ts";
import type { FileSettings } from "./settings.ts";

const lineFeed = 10;

/**
 * Takes newline-delimited JSON objects, or one array of them, into columns. An object in an object
 * becomes columns named `outer.inner`; what is nested deeper, and lists, stay as JSON text.
 */
export function ndjsonColumns(options: {
  readonly path: string;
  readonly settings: FileSettings;
  readonly types: GivenTypes;
}): ColumnSink {
  const { path, settings } = options;
  const rows = rowsIntoBuilders(options);
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  // One JSON array has to be read whole: undefined until the first byte that is no blank.
  let isArray: boolean | undefined;

  const takeLine = (bytes: Buffer) => {
    line += 1;
    const text = bytes
      .toString("utf8")
      .replace(/^\ufeff/, "")
      .trim();
    if (text === "") return;
    rows.add(parsed(text, path, line), line);
  };
  const takeLines = (isLast: boolean) => {
    let start = 0;
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed, start)) {
      takeLine(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (isLast && rest.length > 0) takeLine(rest);
    if (rest.length > settings.rowSizeMaxBytes) throw longLine(path, line + 1, settings);
  };
  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      isArray ??= firstByteIsBracket(rest);
      if (isArray === true) {
        if (rest.length > arraySizeMaxBytes) throw longArray(path);
        return;
      }
      takeLines(false);
    },
    end() {
      if (isArray === true) takeArray(rest, path, rows);
      else takeLines(true);
      if (rows.count() === 0) throw noRows(path);
    },
    take: rows.take,
    get builders() {
      return rows.builders();
    },
    get rowCount() {
      return rows.count();
    },
  };
}

// A text of JavaScript holds at most 2^29 characters.
const arraySizeMaxBytes = 500_000_000;

interface Rows {
  add(row: unknown, line: number): void;
  take(): readonly Column[];
  builders(): readonly ColumnBuilder[];
  count(): number;
}

function rowsIntoBuilders({
  path,
  settings,
  types,
}: {
  readonly path: string;
  readonly settings: FileSettings;
  readonly types: GivenTypes;
}): Rows {
  const isMissing = missingTexts(settings);
  // Column name → its builder, in order of first appearance.
  const builders = new Map<string, ColumnBuilder>();
  let count = 0;

  // Rows in the builders, without the one that is being taken.
  let held = 0;

  const put = (name: string, value: unknown) => {
    let builder = builders.get(name);
    if (builder === undefined) {
      if (builders.size >= settings.columnsMax) {
        const limit = { limit: settings.columnsMax, unit: "columns", setting: "columnsMax" };
        throw new AcesoError("file-too-large", { path, ...limit });
      }
      builder = new ColumnBuilder({ name, type: types.get(name), sampleSize: 0, isMissing });
      builder.firstRow = count - held;
      for (let row = 0; row < held; row += 1) builder.addMissing();
      builders.set(name, builder);
    }
    // {"a.b": 1, "a": {"b": 2}} names one column twice: the first counts.
    if (builder.rowCount === held) addValue(builder, value);
  };
  return {
    add(row, line) {
      if (typeof row !== "object" || row === null || Array.isArray(row)) {
        const got = Array.isArray(row) ? "a list" : row === null ? "null" : `a ${typeof row}`;
        const reason = `expected an object, got ${got}`;
        const fix = "write one JSON object a line";
        throw new AcesoError("bad-file", { path, where: `line ${line}`, reason, fix });
      }
      for (const [name, value] of Object.entries(row)) {
        if (!isPlainObject(value)) put(name, value);
        else for (const [inner, leaf] of Object.entries(value)) put(`${name}.${inner}`, leaf);
      }
      for (const builder of builders.values()) {
        if (builder.rowCount === held) builder.addMissing();
      }
      count += 1;
      held += 1;
    },
    take() {
      held = 0;
      return [...builders.values()].map((builder) => builder.take());
    },
    builders: () => [...builders.values()],
    count: () => count,
  };
}

function isPlainObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of JSON into its column; what is neither number, text nor truth stays JSON text. */
export function addValue(builder: ColumnBuilder, value: unknown): void {
  switch (typeof value) {
    case "number":
      return builder.addTyped("number", value);
    case "string":
      return builder.addText(value);
    case "boolean":
      return builder.addTyped("boolean", value ? 1 : 0);
    default:
      return value === null || value === undefined
        ? builder.addMissing()
        : builder.addText(JSON.stringify(value));
  }
}

function firstByteIsBracket(bytes: Buffer): boolean | undefined {
  const first = bytes.find((byte) => byte > 32 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  return first === undefined ? undefined : first === 91;
}

function takeArray(bytes: Buffer, path: string, rows: Rows): void {
  const value = parsed(bytes.toString("utf8").replace(/^\ufeff/, ""), path, 1);
  if (!Array.isArray(value)) return;
  for (const [index, row] of value.entries()) rows.add(row, index + 1);
}

function parsed(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? shortened(cause.message) : "it is no JSON";
    const fix = "write one JSON object a line";
    throw new AcesoError("bad-file", { path, where: `line ${line}`, reason, fix }, { cause });
  }
}

/** The engine's message without the piece of the file that it quotes. */
function shortened(message: string): string {
  return message.replace(/, (?:\.\.\.)?".*$/s, "");
}

function longLine(path: string, line: number, settings: FileSettings): AcesoError {
  const reason = `the line is longer than ${settings.rowSizeMaxBytes} bytes`;
  const fix = "write one JSON object a line";
  return new AcesoError("bad-file", { path, where: `line ${line}`, reason, fix });
}

function longArray(path: string): AcesoError {
  const reason = `a JSON list of more than ${arraySizeMaxBytes} bytes cannot be read at once`;
  const fix = "write one JSON object a line, without the list around them";
  return new AcesoError("bad-file", { path, where: "line 1", reason, fix });
}

function noRows(path: string): AcesoError {
  const fix = "give a file with one JSON object a line";
  return new AcesoError("bad-file", { path, where: "line 1", reason: "the file is empty", fix });
}

import type { ColumnType } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { numberFromText } from "./cell-values.ts";
import { ColumnBuilder, missingTexts } from "./column-builder.ts";
import { type CsvRow, CsvProblem, CsvReader } from "./csv-rows.ts";
import { checkedNames, type ColumnSink } from "./column-sink.ts";
import type { FileSettings } from "./settings.ts";

/** Column name → its type, where it is not left to the file. */
export type GivenTypes = ReadonlyMap<string, ColumnType>;

// The delimiters that a file may leave to be guessed.
const candidates = [",", ";", "\t", "|"];

/** Takes the bytes of a CSV file into columns. */
export function csvColumns(options: {
  readonly path: string;
  readonly settings: FileSettings;
  readonly types: GivenTypes;
}): ColumnSink {
  const { path, settings, types } = options;
  const isMissing = missingTexts(settings);
  let builders: ColumnBuilder[] | undefined;
  let reader: CsvReader | undefined;
  let held: Buffer[] = [];
  let rowCount = 0;

  const makeBuilders = (names: readonly string[]) =>
    checkedNames(names, path).map((name) => {
      const sampleSize = settings.sampleRows;
      return new ColumnBuilder({ name, type: types.get(name), sampleSize, isMissing });
    });

  const onRow = (row: CsvRow) => {
    if (builders === undefined) {
      const names = settings.header ? namesOf(row, path) : numberedNames(row.cellCount);
      builders = makeBuilders(names);
      if (settings.header) return;
    }
    if (row.cellCount !== builders.length) throw unevenRow(path, row, builders.length);
    rowCount += 1;
    const { bytes, starts, ends } = row;
    for (let cell = 0; cell < builders.length; cell += 1) {
      builders[cell]!.addBytes(bytes, starts[cell]!, ends[cell]!);
    }
  };

  const feed = (chunk: Buffer, isLast: boolean) => {
    try {
      if (reader === undefined) {
        held.push(chunk);
        const head = Buffer.concat(held);
        // Enough to see some lines, or all there is.
        if (head.length < 65_536 && !isLast) return;
        held = [];
        reader = startReader(head, { path, settings, onRow });
      } else {
        reader.push(chunk);
      }
      if (isLast) reader.end();
    } catch (error) {
      throw error instanceof CsvProblem ? told(error, path, settings) : error;
    }
  };
  return {
    push: (chunk) => feed(chunk, false),
    end() {
      feed(Buffer.alloc(0), true);
      if (builders === undefined) throw emptyFile(path);
    },
    take: () => (builders ?? []).map((builder) => builder.take()),
    get builders() {
      return builders ?? [];
    },
    get rowCount() {
      return rowCount;
    },
  };
}

function startReader(
  head: Buffer,
  {
    path,
    settings,
    onRow,
  }: {
    readonly path: string;
    readonly settings: FileSettings;
    readonly onRow: (row: CsvRow) => void;
  },
): CsvReader {
  const text = withoutMark(head, path);
  const delimiter =
    settings.delimiter === "auto" ? guessDelimiter(text) : settings.delimiter.replace("\\t", "\t");
  if (!/^[\t!#-~]$/.test(delimiter)) {
    const expected = "one ASCII character, no quote, blank or line break";
    throw new AcesoError("bad-field", { field: "delimiter", expected, got: delimiter });
  }
  const { columnsMax, rowSizeMaxBytes: rowSizeMax } = settings;
  const code = delimiter.charCodeAt(0);
  const reader = new CsvReader({ delimiter: code, columnsMax, rowSizeMax, onRow });
  reader.push(text);
  return reader;
}

/** The bytes behind a byte-order mark. */
function withoutMark(head: Buffer, path: string): Buffer {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.subarray(3);
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isWide) return head;
  const reason = "it is UTF-16, not UTF-8";
  throw new AcesoError("bad-file", { path, where: "byte 1", reason, fix: "save it as UTF-8" });
}

/** The candidate that splits the first lines into the same number of cells, most cells first. */
function guessDelimiter(head: Buffer): string {
  const lines = head
    .toString("latin1")
    .replace(/"[^"]*"/g, "")
    .split("\n")
    .slice(0, 20);
  // The last line may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const shown = whole.filter((line) => line.trim() !== "");
  const scores = candidates.map((delimiter) => {
    const counts = shown.map((line) => line.split(delimiter).length - 1);
    const [first = 0] = counts;
    const isEven = counts.every((count) => count === first);
    return { delimiter, score: (isEven ? 1_000_000 : 0) * Math.sign(first) + first };
  });
  const best = scores.toSorted((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score > 0 ? best.delimiter : ",";
}

function namesOf(row: CsvRow, path: string): readonly string[] {
  const names = Array.from({ length: row.cellCount }, (_, cell) =>
    row.bytes.toString("utf8", row.starts[cell], row.ends[cell]),
  );
  if (names.length > 1 && names.every((name) => !Number.isNaN(numberFromText(name)))) {
    const reason = "the first line holds only numbers, not the names of columns";
    const fix = "add a line of names, or say that there is none (--no-header)";
    throw new AcesoError("bad-file", { path, where: "line 1", reason, fix });
  }
  return names;
}

function numberedNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `column_${index + 1}`);
}

function unevenRow(path: string, { line, cellCount }: CsvRow, expected: number): AcesoError {
  const reason = `the row has ${cellCount} cells, the first line has ${expected}`;
  const fix = "put cells that hold the delimiter in quotes, or name the delimiter (--delimiter)";
  return new AcesoError("bad-file", { path, where: `line ${line}`, reason, fix });
}

function emptyFile(path: string): AcesoError {
  const fix = "give a file with a line of column names and rows";
  return new AcesoError("bad-file", { path, where: "line 1", reason: "the file is empty", fix });
}

function told({ kind, line }: CsvProblem, path: string, settings: FileSettings): AcesoError {
  if (kind === "too-many-cells") {
    const limit = { limit: settings.columnsMax, unit: "columns", setting: "columnsMax" };
    return new AcesoError("file-too-large", { path, ...limit });
  }
  const texts = {
    "open-quote": ["a quote is opened and never closed", "close it, or double quotes inside cells"],
    "text-after-quote": [
      "text follows a closing quote",
      "double the quotes inside quoted cells, or name the delimiter (--delimiter)",
    ],
    "long-row": [
      `the row is longer than ${settings.rowSizeMaxBytes} bytes`,
      "look for a quote that is never closed",
    ],
  } as const;
  const [reason, fix] = texts[kind];
  return new AcesoError("bad-file", { path, where: `line ${line}`, reason, fix });
}

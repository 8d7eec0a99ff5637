const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** The cells of one row: cell i is bytes [starts[i], ends[i]) of `bytes`, valid during the call. */
export interface CsvRow {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly cellCount: number;
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
}

/** What is wrong with the text of a CSV file, and on which line. */
export class CsvProblem extends Error {
  readonly line: number;
  readonly kind: "open-quote" | "text-after-quote" | "too-many-cells" | "long-row";

  constructor(kind: CsvProblem["kind"], line: number) {
    super(kind);
    this.kind = kind;
    this.line = line;
  }
}

/**
 * Cuts CSV (RFC 4180: quoted cells with doubled quotes and line breaks inside, CRLF or LF) into
 * rows, chunk by chunk. Blank lines are passed over; blanks around unquoted cells are cut off.
 * @throws CsvProblem
 */
export class CsvReader {
  readonly #delimiter: number;
  readonly #rowSizeMax: number;
  readonly #onRow: (row: CsvRow) => void;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  // What of the last chunk belongs to a row that had not ended.
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;

  constructor(options: {
    readonly delimiter: number;
    readonly columnsMax: number;
    readonly rowSizeMax: number;
    readonly onRow: (row: CsvRow) => void;
  }) {
    this.#delimiter = options.delimiter;
    this.#rowSizeMax = options.rowSizeMax;
    this.#onRow = options.onRow;
    this.#starts = new Int32Array(options.columnsMax);
    this.#ends = new Int32Array(options.columnsMax);
  }

  /** Takes the next chunk, which belongs to the reader from now on: it unquotes in place. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = this.#readRows(bytes, false);
    if (bytes.length - end > this.#rowSizeMax) throw new CsvProblem("long-row", this.#line);
    // A copy, so that the rest of the chunk can be freed.
    this.#rest = Buffer.from(bytes.subarray(end));
  }

  end(): void {
    if (this.#rest.length > 0) this.#readRows(this.#rest, true);
    this.#rest = Buffer.alloc(0);
  }

  /** Reads every whole row, and says where the first that is not whole begins. */
  #readRows(bytes: Buffer, isLast: boolean): number {
    let rowStart = 0;
    while (rowStart < bytes.length) {
      const next = this.#readRow(bytes, rowStart, isLast);
      if (next < 0) break;
      rowStart = next;
    }
    return rowStart;
  }

  /** Reads the row that begins here and hands it on; the place behind it, or -1 when it is cut. */
  #readRow(bytes: Buffer, rowStart: number, isLast: boolean): number {
    const starts = this.#starts;
    const ends = this.#ends;
    const delimiter = this.#delimiter;
    const size = bytes.length;
    let cellCount = 0;
    let breaks = 0;
    let at = rowStart;
    let hasEscapes = false;
    for (;;) {
      if (cellCount === starts.length) throw new CsvProblem("too-many-cells", this.#line);
      while (at < size && bytes[at] === space) at += 1;
      if (at < size && bytes[at] === quote) {
        const close = closingQuote(bytes, at + 1);
        // A quote at the very end may be the first half of a doubled one.
        if (close < 0 || (close + 1 === size && !isLast)) {
          if (isLast) throw new CsvProblem("open-quote", this.#line);
          return -1;
        }
        starts[cellCount] = at + 1;
        ends[cellCount] = close;
        hasEscapes ||= bytes.subarray(at + 1, close).includes(quote);
        breaks += breaksBetween(bytes, at + 1, close);
        at = close + 1;
        while (at < size && bytes[at] === space) at += 1;
        if (!isCellEnd(bytes, at, delimiter)) {
          throw new CsvProblem("text-after-quote", this.#line + breaks);
        }
      } else {
        starts[cellCount] = at;
        let byte = -1;
        while (at < size && (byte = bytes[at]!) !== delimiter && byte !== lineFeed) at += 1;
        ends[cellCount] = withoutTail(bytes, starts[cellCount]!, at);
      }
      cellCount += 1;
      if (at < size && bytes[at] === delimiter) {
        at += 1;
        continue;
      }
      if (at < size && bytes[at] === carriageReturn) at += 1;
      if (at >= size && !isLast) return -1;
      break;
    }
    const isBlank = cellCount === 1 && starts[0] === ends[0] && bytes[starts[0]!] !== quote;
    if (!isBlank) {
      if (hasEscapes) unquote(bytes, starts, ends, cellCount);
      this.#onRow({ bytes, starts, ends, cellCount, line: this.#line });
    }
    this.#line += breaks + 1;
    return at + 1;
  }
}

/** The place of the quote that closes a cell, or -1 when it has not come yet. */
function closingQuote(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(quote, start);
  while (at >= 0 && bytes[at + 1] === quote) at = bytes.indexOf(quote, at + 2);
  return at;
}

function breaksBetween(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (bytes[at] === lineFeed) count += 1;
  return count;
}

function isCellEnd(bytes: Buffer, at: number, delimiter: number): boolean {
  if (at >= bytes.length) return true;
  const byte = bytes[at];
  if (byte === carriageReturn) return at + 1 >= bytes.length || bytes[at + 1] === lineFeed;
  return byte === delimiter || byte === lineFeed;
}

/** Where an unquoted cell ends without the blanks and the carriage return behind it. */
function withoutTail(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === space || bytes[at - 1] === carriageReturn)) at -= 1;
  return at;
}

/** Makes one quote of each doubled one, in place. */
function unquote(bytes: Buffer, starts: Int32Array, ends: Int32Array, cellCount: number): void {
  for (let cell = 0; cell < cellCount; cell += 1) {
    const start = starts[cell]!;
    // Only a cell that stood in quotes can hold a doubled one.
    if (bytes[start - 1] !== quote) continue;
    let to = start;
    for (let from = start; from < ends[cell]!; from += 1, to += 1) {
      if (bytes[from] === quote) from += 1;
      bytes[to] = bytes[from]!;
    }
    ends[cell] = to;
  }
}

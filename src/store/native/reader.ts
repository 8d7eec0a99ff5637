import { giveTurn } from "../give-turn.ts";

/** Values of one column, in order. Numbers of eight bytes stay in typed arrays with every bit. */
export type ColumnValues =
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | readonly unknown[];

/** One block of an answer. */
export interface Block {
  readonly rows: number;
  /** Column name → its values. */
  readonly columns: ReadonlyMap<string, ColumnValues>;
}

/** A row as it was read, not yet believed. */
export type RawRow = { readonly [column: string]: unknown };

/**
 * Reads a stream of Native blocks (protocol revision 0).
 * Types: U/Int8 to 64, Float64, Bool, String, Date, DateTime, DateTime64, Nullable, Array, Map, Tuple,
 * LowCardinality(String). Times of DateTime64(3) come as doubles in ms in nested columns and as bigints
 * in plain ones.
 * @throws Error on a type outside this list or a torn stream; both mean a bug or a broken file.
 */
export function readBlocks(bytes: Uint8Array): readonly Block[] {
  return [...eachBlock(bytes)];
}

/**
 * The same, letting others have the event loop between blocks: one of 65,000 samples takes 3 ms, an
 * answer may have hundreds.
 */
export async function readBlocksInTurns(bytes: Uint8Array): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for (const block of eachBlock(bytes)) {
    if (blocks.length > 0) await giveTurn();
    blocks.push(block);
  }
  return blocks;
}

function* eachBlock(bytes: Uint8Array): Generator<Block> {
  const input = new Input(bytes);
  while (!input.atEnd) {
    const columnCount = input.varint();
    const rows = input.varint();
    const columns = new Map<string, ColumnValues>();
    for (let index = 0; index < columnCount; index++) {
      const name = input.text();
      const type = parseType(input.text());
      if (rows === 0) continue;
      readStates(input, type);
      columns.set(name, readValues(input, type, rows));
    }
    if (rows > 0) yield { rows, columns };
  }
}

/** The same as rows; for small answers. */
export function readRows(bytes: Uint8Array): readonly RawRow[] {
  const result: RawRow[] = [];
  for (const block of readBlocks(bytes)) {
    for (let row = 0; row < block.rows; row++) {
      const values: Record<string, unknown> = {};
      for (const [name, column] of block.columns) values[name] = column[row];
      result.push(values);
    }
  }
  return result;
}

/** Names and types of the columns of a stream's first block. */
export function blockStructure(bytes: Uint8Array): readonly (readonly [string, string])[] {
  const input = new Input(bytes);
  const columnCount = input.varint();
  const rows = input.varint();
  const structure: (readonly [string, string])[] = [];
  for (let index = 0; index < columnCount; index++) {
    const name = input.text();
    const typeText = input.text();
    const type = parseType(typeText);
    structure.push([name, typeText]);
    if (rows === 0) continue;
    readStates(input, type);
    readValues(input, type, rows);
  }
  return structure;
}

interface TypeNode {
  readonly name: string;
  readonly arguments: readonly TypeNode[];
}

const decoder = new TextDecoder();

class Input {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.at >= this.bytes.length) throw new Error("torn Native stream");
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
      if (scale > 2 ** 56) throw new Error("length in Native stream out of range");
    }
  }

  text(): string {
    const slice = this.slice(this.varint());
    // Short ASCII dominates: latin1 is the fast way, UTF-8 only where a high bit is set.
    for (let index = 0; index < slice.length; index++) {
      if (slice[index]! >= 0x80) return decoder.decode(slice);
    }
    return slice.toString("latin1");
  }

  slice(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw new Error("torn Native stream");
    const slice = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return slice;
  }

  /** A copy at an address that typed arrays accept. */
  aligned(count: number): ArrayBuffer {
    const slice = this.slice(count);
    const copy = new ArrayBuffer(count);
    new Uint8Array(copy).set(slice);
    return copy;
  }

  uint64(): number {
    const slice = this.slice(8);
    return slice.readUInt32LE(0) + slice.readUInt32LE(4) * 0x1_0000_0000;
  }
}

const typeCache = new Map<string, TypeNode>();

function parseType(text: string): TypeNode {
  const cached = typeCache.get(text);
  if (cached) return cached;
  const parsed = parseTypeAt(text);
  // Types come from our own statements: a few dozen at most.
  if (typeCache.size < 1000) typeCache.set(text, parsed);
  return parsed;
}

function parseTypeAt(text: string): TypeNode {
  const open = text.indexOf("(");
  if (open < 0) return { name: text.trim(), arguments: [] };
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let index = open; index < text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    if ((character === "," && depth === 1) || depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const name = text.slice(0, open).trim();
  // A named tuple writes "name Type".
  const unnamed =
    name === "Tuple" ? parts.map((part) => part.replace(/^`?\w+`? (?=[A-Z])/, "")) : parts;
  return { name, arguments: unnamed.map(parseTypeAt) };
}

function readStates(input: Input, type: TypeNode): void {
  switch (type.name) {
    case "LowCardinality": {
      const version = input.uint64();
      if (version !== 1) throw new Error(`dictionary version ${version} is not known`);
      return;
    }
    case "Array":
    case "Map":
    case "Tuple":
    case "Nullable":
      for (const argument of type.arguments) readStates(input, argument);
      return;
    default:
      return;
  }
}

function readValues(input: Input, type: TypeNode, rows: number): ColumnValues {
  switch (type.name) {
    case "Float64":
      return new Float64Array(input.aligned(rows * 8));
    case "Int64":
    case "DateTime64":
      return new BigInt64Array(input.aligned(rows * 8));
    case "UInt64":
      return new BigUint64Array(input.aligned(rows * 8));
    case "UInt32":
    case "DateTime":
      return new Uint32Array(input.aligned(rows * 4));
    case "Int32":
      return new Int32Array(input.aligned(rows * 4));
    case "UInt16":
    case "Date":
      return new Uint16Array(input.aligned(rows * 2));
    case "Int16":
      return new Int16Array(input.aligned(rows * 2));
    case "UInt8":
    case "Bool":
      return new Uint8Array(input.aligned(rows));
    case "Int8":
      return new Int8Array(input.aligned(rows));
    case "Nothing":
      input.slice(rows);
      return Array.from({ length: rows }, () => null);
    case "String": {
      const values: string[] = [];
      for (let row = 0; row < rows; row++) values.push(input.text());
      return values;
    }
    case "Nullable": {
      const nulls = input.slice(rows);
      const values = readValues(input, type.arguments[0]!, rows);
      return Array.from({ length: rows }, (_, row) => (nulls[row] === 1 ? null : values[row]));
    }
    case "LowCardinality":
      return readDictionary(input, type.arguments[0]!, rows);
    case "Array":
      return readArrays(input, type.arguments[0]!, rows);
    case "Map":
      return readMaps(input, type, rows);
    case "Tuple": {
      const parts = type.arguments.map((argument) => readValues(input, argument, rows));
      return Array.from({ length: rows }, (_, row) => parts.map((part) => part[row]));
    }
    default:
      throw new Error(`the type ${type.name} is not read`);
  }
}

function readDictionary(input: Input, inner: TypeNode, rows: number): ColumnValues {
  const values: unknown[] = [];
  while (values.length < rows) {
    const flags = input.uint64();
    const nullable = inner.name === "Nullable";
    const keys = readValues(input, nullable ? inner.arguments[0]! : inner, input.uint64());
    const count = input.uint64();
    const width = flags & 0xff;
    const indexes = readValues(
      input,
      { name: ["UInt8", "UInt16", "UInt32", "UInt64"][width]!, arguments: [] },
      count,
    );
    // With nullable texts the first key stands for null.
    for (let row = 0; row < count; row++) {
      const index = Number(indexes[row]);
      values.push(nullable && index === 0 ? null : keys[index]);
    }
  }
  return values;
}

function readArrays(input: Input, inner: TypeNode, rows: number): ColumnValues {
  const offsets = new BigUint64Array(input.aligned(rows * 8));
  const total = Number(offsets[rows - 1]);
  const all = total === 0 ? [] : readValues(input, inner, total);
  const result: unknown[] = [];
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const end = Number(offsets[row]);
    result.push(Array.prototype.slice.call(all, start, end));
    start = end;
  }
  return result;
}

function readMaps(input: Input, type: TypeNode, rows: number): ColumnValues {
  const offsets = new BigUint64Array(input.aligned(rows * 8));
  const total = Number(offsets[rows - 1]);
  const keys = total === 0 ? [] : readValues(input, type.arguments[0]!, total);
  const values = total === 0 ? [] : readValues(input, type.arguments[1]!, total);
  const result: ReadonlyMap<unknown, unknown>[] = [];
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const end = Number(offsets[row]);
    const map = new Map<unknown, unknown>();
    for (let index = start; index < end; index++) map.set(keys[index], values[index]);
    result.push(map);
    start = end;
  }
  return result;
}

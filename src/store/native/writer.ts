import { Output } from "./output.ts";

/**
 * One column of a block being filled. Values go in with the `push` of the class; `clear` keeps the
 * memory for the next block. A column writes its serialisation states before its values, because
 * ClickHouse reads those of nested columns first.
 */
export interface ColumnWriter {
  readonly type: string;
  readonly rows: number;
  /** About how many bytes the values take; for limits, not exact. */
  readonly byteLength: number;
  writeStates(output: Output): void;
  writeValues(output: Output): void;
  clear(): void;
}

/** Float64, every bit kept. */
export class DoubleColumn implements ColumnWriter {
  readonly type = "Float64";
  rows = 0;
  private values = new Float64Array(64);

  push(value: number): void {
    if (this.rows === this.values.length) this.grow(1);
    this.values[this.rows++] = value;
  }

  pushAll(values: Float64Array): void {
    if (this.rows + values.length > this.values.length) this.grow(values.length);
    this.values.set(values, this.rows);
    this.rows += values.length;
  }

  get byteLength(): number {
    return this.rows * 8;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    output.raw(this.values.subarray(0, this.rows));
  }

  clear(): void {
    this.rows = 0;
  }

  private grow(count: number): void {
    const grown = new Float64Array(Math.max(this.values.length * 2, this.rows + count));
    grown.set(this.values);
    this.values = grown;
  }
}

/** UInt8: flags and null maps. */
export class ByteColumn implements ColumnWriter {
  readonly type = "UInt8";
  rows = 0;
  private values = new Uint8Array(64);

  push(value: number): void {
    if (this.rows === this.values.length) {
      const grown = new Uint8Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.rows++] = value;
  }

  /** The same byte `count` times. */
  fill(value: number, count: number): void {
    for (let row = 0; row < count; row++) this.push(value);
  }

  get byteLength(): number {
    return this.rows;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    output.raw(this.values.subarray(0, this.rows));
  }

  clear(): void {
    this.rows = 0;
  }
}

/** The eight-byte whole numbers: UInt64, Int64 and DateTime64 (whose ticks are an Int64). */
export class LongColumn implements ColumnWriter {
  readonly type: string;
  rows = 0;
  private values = new BigInt64Array(64);
  // The same memory in halves: whole doubles are split into it without making a bigint of each.
  private halves = new Uint32Array(this.values.buffer);

  constructor(type: "UInt64" | "Int64" | "DateTime64(3, 'UTC')" | "DateTime64(9, 'UTC')") {
    this.type = type;
  }

  pushBig(value: bigint): void {
    if (this.rows === this.values.length) this.grow(1);
    this.values[this.rows++] = value;
  }

  /** A whole double, -2^53 to 2^53. */
  push(value: number): void {
    if (this.rows === this.values.length) this.grow(1);
    const high = Math.floor(value / 0x1_0000_0000);
    this.halves[this.rows * 2] = value - high * 0x1_0000_0000;
    this.halves[this.rows * 2 + 1] = high;
    this.rows++;
  }

  pushAll(values: BigInt64Array | BigUint64Array): void {
    if (this.rows + values.length > this.values.length) this.grow(values.length);
    // Unsigned numbers keep their bits in the signed array.
    this.values.set(
      values instanceof BigInt64Array
        ? values
        : new BigInt64Array(values.buffer, values.byteOffset, values.length),
      this.rows,
    );
    this.rows += values.length;
  }

  /** The first `count` pairs of 32-bit words, low word first. */
  pushWords(words: Uint32Array, count: number): void {
    if (this.rows + count > this.values.length) this.grow(count);
    this.halves.set(words.subarray(0, count * 2), this.rows * 2);
    this.rows += count;
  }

  /** The same whole double `count` times. */
  fill(value: number, count: number): void {
    if (this.rows + count > this.values.length) this.grow(count);
    this.values.fill(BigInt(value), this.rows, this.rows + count);
    this.rows += count;
  }

  get byteLength(): number {
    return this.rows * 8;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    output.raw(this.values.subarray(0, this.rows));
  }

  clear(): void {
    this.rows = 0;
  }

  private grow(count: number): void {
    const grown = new BigInt64Array(Math.max(this.values.length * 2, this.rows + count));
    grown.set(this.values);
    this.values = grown;
    this.halves = new Uint32Array(grown.buffer);
  }
}

/** String: length and bytes of each. */
export class TextColumn implements ColumnWriter {
  readonly type = "String";
  rows = 0;
  private readonly output = new Output();

  push(value: string): void {
    this.output.text(value);
    this.rows++;
  }

  /** The first `count` texts. */
  pushAll(values: readonly string[], count: number): void {
    for (let row = 0; row < count; row++) this.push(values[row]!);
  }

  /** The same text `count` times. */
  fill(value: string, count: number): void {
    for (let row = 0; row < count; row++) this.push(value);
  }

  /** `count` ids of `size` bytes as hexadecimal, from `at` on every `stride` bytes; all zero is an empty text. */
  pushHex(ids: {
    readonly bytes: Uint8Array;
    readonly at: number;
    readonly size: number;
    readonly stride: number;
    readonly count: number;
  }): void {
    const { bytes, at, size, stride, count } = ids;
    for (let row = 0; row < count; row++) this.output.hex(bytes, at + row * stride, size);
    this.rows += count;
  }

  get byteLength(): number {
    return this.output.length;
  }

  writeStates(): void {}

  writeValues(output: Output): void {
    output.raw(this.output.bytes.subarray(0, this.output.length));
  }

  clear(): void {
    this.output.clear();
    this.rows = 0;
  }
}

/**
 * LowCardinality(String): a dictionary per block and an index per row, for texts that repeat.
 * Far smaller and faster than plain texts on both sides.
 */
export class RepeatedTextColumn implements ColumnWriter {
  readonly type = "LowCardinality(String)";
  rows = 0;
  private readonly dictionary = new Output();
  private readonly known = new Map<string, number>();
  private indexes = new Uint32Array(64);
  private lastText: string | undefined;
  private lastIndex = 0;

  push(value: string): void {
    this.pushIndex(this.indexOf(value));
  }

  /** A text by its place in the dictionary of the present block. */
  pushIndex(index: number): void {
    if (this.rows === this.indexes.length) this.grow(1);
    this.indexes[this.rows++] = index;
  }

  /** The first `count` texts. */
  pushAll(values: readonly string[], count: number): void {
    if (this.rows + count > this.indexes.length) this.grow(count);
    for (let row = 0; row < count; row++) this.indexes[this.rows++] = this.indexOf(values[row]!);
  }

  /** The first `count` codes, each standing for the word at its place. */
  pushCodes(codes: readonly number[], words: readonly string[], count: number): void {
    if (this.rows + count > this.indexes.length) this.grow(count);
    const indexes = words.map(() => -1);
    for (let row = 0; row < count; row++) {
      const code = codes[row]!;
      if (indexes[code] === -1) indexes[code] = this.indexOf(words[code]!);
      this.indexes[this.rows++] = indexes[code]!;
    }
  }

  /** The same text `count` times. */
  fill(value: string, count: number): void {
    if (this.rows + count > this.indexes.length) this.grow(count);
    this.indexes.fill(this.indexOf(value), this.rows, this.rows + count);
    this.rows += count;
  }

  get byteLength(): number {
    return this.dictionary.length + this.rows * 2;
  }

  writeStates(output: Output): void {
    output.uint64(1); // version: shared dictionaries with additional keys
  }

  writeValues(output: Output): void {
    if (this.rows === 0) return;
    const count = this.known.size;
    const width = count <= 0x100 ? 0 : count <= 0x1_0000 ? 1 : 2;
    // 0x200: keys travel with this block; 0x400: they replace the dictionary of the block before.
    output.uint64(width + 0x600);
    output.uint64(count);
    output.raw(this.dictionary.bytes.subarray(0, this.dictionary.length));
    output.uint64(this.rows);
    const indexes = this.indexes.subarray(0, this.rows);
    if (width === 0) output.raw(Uint8Array.from(indexes));
    else if (width === 1) output.raw(Uint16Array.from(indexes));
    else output.raw(indexes);
  }

  clear(): void {
    this.dictionary.clear();
    this.known.clear();
    this.lastText = undefined;
    this.rows = 0;
  }

  /** The place of a text in the dictionary of the present block; it enters when new. */
  indexOf(value: string): number {
    if (value === this.lastText) return this.lastIndex;
    let index = this.known.get(value);
    if (index === undefined) {
      index = this.known.size;
      this.known.set(value, index);
      this.dictionary.text(value);
    }
    this.lastText = value;
    this.lastIndex = index;
    return index;
  }

  private grow(count: number): void {
    const grown = new Uint32Array(Math.max(this.indexes.length * 2, this.rows + count));
    grown.set(this.indexes);
    this.indexes = grown;
  }
}

/**
 * A block in ClickHouse's Native format: columns of equal length with their names and types.
 * Blocks written one after another are one stream.
 * Source: ClickHouse `src/Formats/NativeWriter.cpp`, protocol revision 0.
 */
export function writeBlock(columns: { readonly [name: string]: ColumnWriter }): Buffer {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.rows;
  const output = new Output(1024 + sizeOf(columns));
  output.varint(names.length);
  output.varint(rows);
  for (const name of names) {
    const column = columns[name]!;
    if (column.rows !== rows) {
      throw new Error(`column ${name} has ${column.rows} rows, the block has ${rows}`);
    }
    output.text(name);
    output.text(column.type);
    if (rows === 0) continue;
    column.writeStates(output);
    column.writeValues(output);
  }
  return output.take();
}

/** About how many bytes the block would take. */
export function sizeOf(columns: { readonly [name: string]: ColumnWriter }): number {
  let bytes = 0;
  for (const column of Object.values(columns)) if (column.rows > 0) bytes += column.byteLength + 64;
  return bytes;
}

/** The structure argument of `file(path, 'Native', structure)`. */
export function structureOf(columns: { readonly [name: string]: ColumnWriter }): string {
  return Object.entries(columns)
    .map(([name, column]) => `${name} ${column.type}`)
    .join(", ");
}

import { AcesoError } from "../../model/errors.ts";
import { makeInternCache, type InternCache } from "./intern-cache.ts";

/** Wire types of protobuf that senders use today; groups (3, 4) are refused. */
export const wireVarint = 0;
export const wireFixed64 = 1;
export const wireBytes = 2;
export const wireFixed32 = 5;

/**
 * Reads protobuf from bytes without building messages. The caller walks the fields:
 *
 *     while (reader.next(end)) switch (reader.field) { case 1: …; default: reader.skip(); }
 *
 * Every length is checked against the enclosing message before it is used, so a length of 2^60 is an
 * error and never an allocation. All methods throw AcesoError "bad-protobuf", texts also "bad-encoding".
 * The bytes stay the caller's; texts and numbers are copies.
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly interned: InternCache;
  position = 0;
  /** Field number and wire type of the field `next` has just found. */
  field = 0;
  wire = 0;
  #end = 0;

  constructor(bytes: Uint8Array, interned: InternCache = makeInternCache()) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
    this.interned = interned;
  }

  /** Moves to the next field of the message that ends at `end`; false at its end. */
  next(end: number): boolean {
    if (this.position >= end) {
      if (this.position > end) throw bad("a field runs over the end of its message");
      return false;
    }
    this.#end = end;
    const tag = this.varint();
    if (tag > 0xffff_ffff) throw bad("a field number is too large");
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.field === 0) throw bad("field number 0");
    return true;
  }

  /** An unsigned varint as a number: exact to 2^53, beyond that rounded; negative int64 become large. */
  varint(): number {
    // Nearly all are of one byte: tags, lengths of names, small numbers.
    if (this.position < this.#end) {
      const only = this.bytes[this.position]!;
      if (only < 0x80) {
        this.position += 1;
        return only;
      }
    }
    return this.#longVarint();
  }

  #longVarint(): number {
    let result = 0;
    let factor = 1;
    for (let count = 0; count < 10; count += 1) {
      if (this.position >= this.#end) throw bad("a number runs over the end of its message");
      const byte = this.bytes[this.position]!;
      this.position += 1;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
      factor *= 128;
    }
    throw bad("a number has more than ten bytes");
  }

  /** A varint of type int64 or int32: two's complement, exact within ±2^53. */
  signedVarint(): number {
    const start = this.position;
    const unsigned = this.varint();
    if (unsigned < 9.2e18) return unsigned;
    this.position = start;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.position]!;
      this.position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  }

  /** A varint of type sint32 or sint64 (zigzag), exact within ±2^52. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    const at = this.#take(8);
    return this.view.getFloat64(at, true);
  }

  /** Position of eight bytes to be read by the caller; moves over them. */
  fixed64(): number {
    return this.#take(8);
  }

  /** An unsigned 64-bit number. */
  fixed64BigInt(): bigint {
    return this.view.getBigUint64(this.#take(8), true);
  }

  /** An unsigned 64-bit number as entry `index` of a column of word pairs, low word first. */
  fixed64Words(words: Uint32Array, index: number): void {
    const at = this.#take(8);
    words[index * 2] = this.view.getUint32(at, true);
    words[index * 2 + 1] = this.view.getUint32(at + 4, true);
  }

  /** A signed 64-bit number, rounded beyond 2^53. */
  signedFixed64(): number {
    return Number(this.view.getBigInt64(this.#take(8), true));
  }

  fixed32(): number {
    return this.view.getUint32(this.#take(4), true);
  }

  /** 32-bit word at a position that `fixed64` gave. */
  wordAt(position: number): number {
    return this.view.getUint32(position, true);
  }

  /** The end of the length-delimited field that begins here. */
  lengthEnd(): number {
    if (this.wire !== wireBytes) throw bad(`field ${this.field} has wire type ${this.wire}, not 2`);
    const length = this.varint();
    const end = this.position + length;
    if (end > this.#end)
      throw bad(`field ${this.field} claims ${length} bytes, more than there are`);
    return end;
  }

  /** A text field; short ASCII texts come from a cache, so that repeated names cost no allocation. */
  text(): string {
    const start = this.position;
    const end = this.lengthEnd();
    const from = this.position;
    this.position = end;
    if (start === end) return "";
    const { texts } = this.interned;
    if (end - from > texts.bytesMax) return this.#longText(from, end);
    return texts.find(this, from, end) ?? this.#newText(from, end);
  }

  /** A bytes field as lower-case hexadecimal. */
  hex(): string {
    const end = this.lengthEnd();
    const text = this.bytes.toString("hex", this.position, end);
    this.position = end;
    return text;
  }

  /** Copies a bytes field of at most `lengthMax` bytes to `target`; its length, also where it is longer. */
  bytesInto(target: Uint8Array, at: number, lengthMax: number): number {
    const end = this.lengthEnd();
    const from = this.position;
    const length = end - from;
    this.position = end;
    if (length > lengthMax) return length;
    for (let index = 0; index < length; index += 1) target[at + index] = this.bytes[from + index]!;
    return length;
  }

  /** Passes over the value of the present field. */
  skip(): void {
    switch (this.wire) {
      case wireVarint:
        this.varint();
        return;
      case wireFixed64:
        this.#take(8);
        return;
      case wireBytes:
        this.position = this.lengthEnd();
        return;
      case wireFixed32:
        this.#take(4);
        return;
      default:
        throw bad(`field ${this.field} has wire type ${this.wire}`);
    }
  }

  /** Demands a wire type before a number is read. */
  expect(wire: number): void {
    if (this.wire !== wire) {
      throw bad(`field ${this.field} has wire type ${this.wire}, not ${wire}`);
    }
  }

  /** Sets the bound of reads back to an outer message after an inner one was left early. */
  resume(position: number, end: number): void {
    this.position = position;
    this.#end = end;
  }

  #take(count: number): number {
    const at = this.position;
    if (at + count > this.#end) throw bad("a number runs over the end of its message");
    this.position = at + count;
    return at;
  }

  #newText(from: number, end: number): string {
    for (let at = from; at < end; at += 1) {
      if (this.bytes[at]! >= 0x80) return this.#longText(from, end);
    }
    const text = this.bytes.toString("latin1", from, end);
    this.interned.texts.keep(this, from, end, text);
    return text;
  }

  #longText(from: number, end: number): string {
    const text = this.bytes.toString("utf8", from, end);
    // A replacement character is either the sender's own or the mark of bytes that are no UTF-8.
    if (text.includes("\ufffd") && !isUtf8(this.bytes.subarray(from, end))) {
      throw new AcesoError("bad-encoding", {
        encoding: "UTF-8",
        reason: "invalid bytes in a text",
      });
    }
    return text;
  }
}

function bad(reason: string): AcesoError {
  return new AcesoError("bad-protobuf", { reason });
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

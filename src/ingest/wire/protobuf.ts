import { AcesoError } from "../../model/errors.ts";

/** Wire types of protobuf that senders use today; groups (3, 4) are refused. */
export const wireVarint = 0;
export const wireFixed64 = 1;
export const wireBytes = 2;
export const wireFixed32 = 5;

/** Slots of the cache of short texts; 8,192 texts of at most 32 characters take about 0.5 MB. */
const internSlots = 8_192;
const internLengthMax = 32;

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
  position = 0;
  /** Field number and wire type of the field `next` has just found. */
  field = 0;
  wire = 0;
  #end = 0;
  // hash of an ASCII text → the text seen last with that hash
  readonly #interned: string[];

  constructor(bytes: Uint8Array, interned: string[] = makeInternCache()) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
    this.#interned = interned;
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
    return end - from <= internLengthMax ? this.#shortText(from, end) : this.#longText(from, end);
  }

  /** A bytes field as lower-case hexadecimal. */
  hex(): string {
    const end = this.lengthEnd();
    const text = this.bytes.toString("hex", this.position, end);
    this.position = end;
    return text;
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

  #shortText(from: number, end: number): string {
    let hash = end - from;
    for (let index = from; index < end; index += 1) {
      const byte = this.bytes[index]!;
      if (byte > 0x7f) return this.#longText(from, end);
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const slot = (hash ^ (hash >>> 13)) & (internSlots - 1);
    const known = this.#interned[slot]!;
    if (known.length === end - from && this.#equals(known, from)) return known;
    const text = this.bytes.toString("latin1", from, end);
    this.#interned[slot] = text;
    return text;
  }

  #equals(text: string, from: number): boolean {
    for (let index = 0; index < text.length; index += 1) {
      if (text.charCodeAt(index) !== this.bytes[from + index]) return false;
    }
    return true;
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

/** A cache of short texts to share between readers of one process. */
export function makeInternCache(): string[] {
  return Array.from({ length: internSlots }, () => "");
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

import { AcesoError } from "../../model/errors.ts";

/**
 * Decoder of the snappy block format (the one of Prometheus remote write) into a buffer that it owns
 * and reuses: the result is valid until the next call, which is safe because decoding a request is
 * synchronous. A buffer that has grown beyond 8 MiB is let go again.
 *
 * Source: google/snappy, format_description.txt.
 */
export class SnappyDecoder {
  #buffer = new Uint8Array(1 << 20);

  /**
   * @throws AcesoError "body-too-large" when the header claims more than `bytesMax`, before anything is
   *   allocated; "bad-encoding" when the bytes are no snappy block of the claimed length
   */
  decode(source: Uint8Array, bytesMax: number): Uint8Array {
    const header = readLength(source);
    if (header.length > bytesMax) throw new AcesoError("body-too-large", { limitBytes: bytesMax });
    // One tag byte stands for at most 64 bytes of a copy of three bytes: nothing expands more than 64 times.
    if (header.length > 64 * source.length) throw bad("the claimed length cannot be reached");
    if (this.#buffer.length < header.length) this.#buffer = new Uint8Array(header.length);
    const target = this.#buffer;
    const written = expand(source, header.position, target, header.length);
    if (written !== header.length) throw bad("it ends before the claimed length");
    if (target.length > 8 << 20) this.#buffer = new Uint8Array(1 << 20);
    return target.subarray(0, header.length);
  }
}

function readLength(source: Uint8Array): { readonly length: number; readonly position: number } {
  let length = 0;
  for (let position = 0; position < 5 && position < source.length; position += 1) {
    const byte = source[position]!;
    length += (byte & 0x7f) * 2 ** (7 * position);
    if (byte < 0x80) return { length, position: position + 1 };
  }
  throw bad("it has no length");
}

function expand(source: Uint8Array, start: number, target: Uint8Array, size: number): number {
  let from = start;
  let to = 0;
  while (from < source.length) {
    const tag = source[from]!;
    from += 1;
    if ((tag & 3) === 0) {
      let length = (tag >>> 2) + 1;
      if (length > 60) {
        const extra = length - 60;
        if (from + extra > source.length) throw bad("a literal is cut off");
        length = littleEndian(source, from, extra) + 1;
        from += extra;
      }
      if (from + length > source.length) throw bad("a literal is cut off");
      if (to + length > size) throw bad("it holds more than the claimed length");
      copyLiteral(source, from, target, to, length);
      from += length;
      to += length;
      continue;
    }
    const bytes = tag & 3 ? offsetBytes[tag & 3]! : 0;
    if (from + bytes > source.length) throw bad("a copy is cut off");
    const isShort = (tag & 3) === 1;
    let length = isShort ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const low = littleEndian(source, from, bytes);
    const offset = isShort ? ((tag >>> 5) << 8) | low : low;
    from += bytes;
    // A long repetition comes in pieces of 64 bytes at one offset: they are copied as one.
    while (from + 2 < source.length && (source[from]! & 3) === 2) {
      if ((source[from + 1]! | (source[from + 2]! << 8)) !== offset) break;
      length += (source[from]! >>> 2) + 1;
      from += 3;
    }
    if (offset === 0 || offset > to) throw bad("a copy reaches before the beginning");
    if (to + length > size) throw bad("it holds more than the claimed length");
    copyBack(target, to, offset, length);
    to += length;
  }
  return to;
}

// copy tag → bytes of its offset
const offsetBytes = [0, 1, 2, 4];

function copyLiteral(
  source: Uint8Array,
  from: number,
  target: Uint8Array,
  to: number,
  length: number,
): void {
  // Below about 32 bytes a loop is faster than the call into the engine.
  if (length > 32) {
    target.set(source.subarray(from, from + length), to);
    return;
  }
  for (let index = 0; index < length; index += 1) target[to + index] = source[from + index]!;
}

function copyBack(target: Uint8Array, to: number, offset: number, length: number): void {
  // A call into the engine pays from about 32 bytes on.
  if (length > 32 && offset >= length) {
    target.copyWithin(to, to - offset, to - offset + length);
    return;
  }
  // Overlapping copies repeat their own output, so bytes go one by one.
  for (let index = to; index < to + length; index += 1) target[index] = target[index - offset]!;
}

function littleEndian(source: Uint8Array, position: number, bytes: number): number {
  let value = 0;
  for (let index = bytes - 1; index >= 0; index -= 1)
    value = value * 256 + source[position + index]!;
  return value;
}

function bad(reason: string): AcesoError {
  return new AcesoError("bad-encoding", { encoding: "snappy", reason });
}

const hexDigits = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * A growing byte buffer. A column keeps its own between blocks, so a busy writer allocates nothing per
 * row; a block has one of its own, handed on with `take`.
 */
export class Output {
  bytes: Buffer;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  /** LEB128, as ClickHouse writes lengths and counts; whole numbers from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  /** A whole number from 0 to 2^53 in eight little-endian bytes. */
  uint64(value: number): void {
    this.reserve(8);
    this.bytes.writeUInt32LE(value % 0x1_0000_0000, this.length);
    this.bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), this.length + 4);
    this.length += 8;
  }

  /** The memory of a typed array as it lies there; the machine must be little-endian, as all of ours are. */
  raw(array: ArrayBufferView): void {
    this.reserve(array.byteLength);
    this.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), this.length);
    this.length += array.byteLength;
  }

  /**
   * Length and UTF-8 bytes of a text. Short ASCII is copied by hand: crossing into native code costs
   * more than 20 character copies. Lone surrogates become U+FFFD.
   */
  text(value: string): void {
    const size = value.length;
    if (size < 24) {
      this.reserve(size + 1);
      const { bytes } = this;
      let at = this.length + 1;
      let index = 0;
      for (; index < size; index++) {
        const code = value.charCodeAt(index);
        if (code >= 0x80) break;
        bytes[at++] = code;
      }
      if (index === size) {
        bytes[this.length] = size;
        this.length = at;
        return;
      }
    }
    this.reserve(size * 3 + 10);
    // One byte of length is enough for nearly all texts: write behind it, and again where it is not.
    const written = this.bytes.write(value, this.length + 1, "utf8");
    if (written < 0x80) {
      this.bytes[this.length] = written;
      this.length += written + 1;
      return;
    }
    this.varint(written);
    this.length += this.bytes.write(value, this.length, "utf8");
  }

  /** Up to 63 bytes as a text of lower-case hexadecimal digits; the empty text when all are zero. */
  hex(source: Uint8Array, from: number, count: number): void {
    this.reserve(count * 2 + 1);
    const { bytes } = this;
    const start = this.length;
    let at = start + 1;
    let some = 0;
    for (let index = from; index < from + count; index++) {
      const byte = source[index]!;
      some |= byte;
      bytes[at++] = hexDigits[byte >>> 4]!;
      bytes[at++] = hexDigits[byte & 15]!;
    }
    bytes[start] = some === 0 ? 0 : count * 2;
    this.length = some === 0 ? start + 1 : at;
  }

  /** Everything written, in this buffer's own memory: for an output that is not used again. */
  take(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** Bytes as both views of them; a DataView reads four at a time at any place. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Values by the few bytes they were read from: the same names and attributes come with every signal. Each
 * hash has one slot, which the newest takes. Bounded: `slots` entries of at most `bytesMax` bytes.
 */
export class ByteCache<Value> {
  readonly bytesMax: number;
  readonly #values: (Value | undefined)[];
  /** Slot → length of its bytes; 0 while it is empty. */
  readonly #lengths: Uint8Array;
  /** Slot → its bytes as whole words, then what is left over as one. */
  readonly #words: Int32Array;
  readonly #wordsPerSlot: number;
  readonly #mask: number;
  #slot = 0;

  /** @param slots a power of two  @param bytesMax a multiple of four, at most 252 */
  constructor(slots: number, bytesMax: number) {
    this.bytesMax = bytesMax;
    this.#wordsPerSlot = bytesMax / 4 + 1;
    this.#values = Array.from({ length: slots }, () => undefined);
    this.#lengths = new Uint8Array(slots);
    this.#words = new Int32Array(slots * this.#wordsPerSlot);
    this.#mask = slots - 1;
  }

  /**
   * The value kept for the bytes [from, end), 1 to `bytesMax` of them; after a miss, `keep` puts one there.
   * Four bytes at a time: this runs a dozen times a span.
   */
  find({ bytes, view }: Bytes, from: number, end: number): Value | undefined {
    const wordsEnd = end - 3;
    let hash = end - from;
    let at = from;
    for (; at < wordsEnd; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let tail = 0;
    for (; at < end; at += 1) tail = (tail << 8) | bytes[at]!;
    hash = Math.imul(hash ^ tail, 0x9e3779b1);
    const slot = (hash ^ (hash >>> 16)) & this.#mask;
    this.#slot = slot;
    if (this.#lengths[slot] !== end - from) return undefined;
    const words = this.#words;
    let place = slot * this.#wordsPerSlot;
    for (at = from; at < wordsEnd; at += 4, place += 1) {
      if (words[place] !== view.getInt32(at, true)) return undefined;
    }
    return words[place] === tail ? this.#values[slot] : undefined;
  }

  /** Keeps a value for the bytes that `find` has just not found. */
  keep({ bytes, view }: Bytes, from: number, end: number, value: Value): void {
    const wordsEnd = end - 3;
    let place = this.#slot * this.#wordsPerSlot;
    let at = from;
    for (; at < wordsEnd; at += 4, place += 1) this.#words[place] = view.getInt32(at, true);
    let tail = 0;
    for (; at < end; at += 1) tail = (tail << 8) | bytes[at]!;
    this.#words[place] = tail;
    this.#lengths[this.#slot] = end - from;
    this.#values[this.#slot] = value;
  }
}

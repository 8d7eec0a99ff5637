/**
 * Texts, each kept once and known by its number. Cells of a file are looked up by their bytes, so
 * that a text is only decoded when it is seen for the first time.
 */
export class TextPool {
  readonly dictionary: string[] = [];
  readonly #isMissing: (text: string) => boolean;
  // Text → its code. -1 for texts that mean a missing value.
  readonly #codes = new Map<string, number>();
  // Open addressing over the bytes seen: slot → entry + 1, 0 where empty.
  #slots = new Int32Array(256);
  // Entry → hash, code, and where its bytes stand in the heap.
  #hashes = new Int32Array(128);
  #entryCodes = new Int32Array(128);
  #offsets = new Int32Array(129);
  #entryCount = 0;
  #heap = new Uint8Array(2_048);

  constructor(isMissing: (text: string) => boolean) {
    this.#isMissing = isMissing;
  }

  /** The code of a text. */
  codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.dictionary.length;
    this.dictionary.push(text);
    this.#codes.set(text, code);
    return code;
  }

  /** The code of UTF-8 bytes [start, end), -1 where they spell a missing value. */
  codeOfBytes(bytes: Buffer, start: number, end: number): number {
    // FNV-1a over the bytes.
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1;
      if (this.#hashes[entry] === hash && this.#isEqual(entry, bytes, start, end)) {
        return this.#entryCodes[entry]!;
      }
    }
    const text = bytes.toString("utf8", start, end);
    const code = this.#isMissing(text) ? -1 : this.codeOf(text);
    this.#remember(hash, code, bytes.subarray(start, end));
    return code;
  }

  #isEqual(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const offset = this.#offsets[entry]!;
    if (this.#offsets[entry + 1]! - offset !== end - start) return false;
    for (let at = start; at < end; at += 1) {
      if (this.#heap[offset + at - start] !== bytes[at]) return false;
    }
    return true;
  }

  #remember(hash: number, code: number, bytes: Uint8Array): void {
    const entry = this.#entryCount;
    const offset = this.#offsets[entry]!;
    // Offsets are 32 bits: beyond 1 GiB of different texts each is decoded every time.
    if (offset + bytes.length > 0x4000_0000) return;
    if (offset + bytes.length > this.#heap.length) {
      const larger = new Uint8Array(Math.max(this.#heap.length * 2, offset + bytes.length));
      larger.set(this.#heap);
      this.#heap = larger;
    }
    if (entry === this.#hashes.length) this.#growEntries();
    this.#heap.set(bytes, offset);
    this.#hashes[entry] = hash;
    this.#entryCodes[entry] = code;
    this.#offsets[entry + 1] = offset + bytes.length;
    this.#entryCount += 1;
    if (this.#entryCount * 2 <= this.#slots.length) {
      this.#place(entry);
      return;
    }
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let earlier = 0; earlier < this.#entryCount; earlier += 1) this.#place(earlier);
  }

  #growEntries(): void {
    const size = this.#hashes.length * 2;
    const hashes = new Int32Array(size);
    const codes = new Int32Array(size);
    const offsets = new Int32Array(size + 1);
    hashes.set(this.#hashes);
    codes.set(this.#entryCodes);
    offsets.set(this.#offsets);
    this.#hashes = hashes;
    this.#entryCodes = codes;
    this.#offsets = offsets;
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    const hash = this.#hashes[entry]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }
}

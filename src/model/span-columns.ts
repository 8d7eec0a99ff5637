import type { LlmCall, SpanRow } from "./signals.ts";

/** Kinds and states of a span in the order of their OTLP numbers. */
export const spanKinds = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
] as const;
export const spanStatuses = ["unset", "ok", "error"] as const;

/** Bytes of the ids of one span: its trace's 16, its own 8, its parent's 8 (all zero for a root). */
export const spanIdBytes = 32;

/** Names and values of the attributes of many spans, one after the other; `ends[i]` is where span i stops. */
export interface AttributeColumns<Value> {
  readonly names: string[];
  readonly values: Value[];
  readonly ends: number[];
}

/**
 * Spans in columns of equal length, as a request brings them and the store takes them: a busy receiver
 * makes no object per span. Who fills it writes at `length` and adds one when the span is whole. The
 * receiver owns the columns once handed over. Times are pairs of 32-bit words, low word first, so that no
 * bigint is made for each.
 */
export class SpanColumns {
  length = 0;
  /** `spanIdBytes` a span. */
  ids = new Uint8Array(64 * spanIdBytes);
  /** Nanoseconds since 1970, two words a span. */
  starts = new Uint32Array(64 * 2);
  /** Nanoseconds, two words a span. */
  durations = new Uint32Array(64 * 2);
  /** Index into `spanKinds`. */
  readonly kinds: number[] = [];
  /** Index into `spanStatuses`. */
  readonly statuses: number[] = [];
  readonly names: string[] = [];
  readonly statusMessages: string[] = [];
  readonly errorTypes: string[] = [];
  readonly services: string[] = [];
  readonly environments: string[] = [];
  readonly peers: string[] = [];
  readonly models: string[] = [];
  readonly versions: string[] = [];
  readonly texts: AttributeColumns<string> = { names: [], values: [], ends: [] };
  readonly numbers: AttributeColumns<number> = { names: [], values: [], ends: [] };
  /** Index of a span → its call to a language model; most spans have none. */
  readonly calls = new Map<number, LlmCall>();
  /** Index of a span → prompt and answer, where it has either. */
  readonly bodies = new Map<number, { readonly input: string; readonly output: string }>();

  /** Makes room for one more span. */
  reserve(): void {
    if (this.length < this.starts.length / 2) return;
    const room = this.length * 2;
    const ids = new Uint8Array(room * spanIdBytes);
    ids.set(this.ids);
    this.ids = ids;
    this.starts = grown(this.starts, room * 2);
    this.durations = grown(this.durations, room * 2);
  }

  /** Start of span `index` in UTC ms, exact to a microsecond. */
  startMs(index: number): number {
    return wordsToNumber(this.starts, index) / 1e6;
  }

  /** Adds a span given as a row. */
  add(row: SpanRow): void {
    const index = this.length;
    this.reserve();
    writeHex(row.traceId, this.ids, index * spanIdBytes, 16);
    writeHex(row.spanId, this.ids, index * spanIdBytes + 16, 8);
    writeHex(row.parentSpanId, this.ids, index * spanIdBytes + 24, 8);
    writeWords(this.starts, index, row.startNs);
    writeWords(this.durations, index, row.durationNs);
    this.kinds[index] = spanKinds.indexOf(row.kind);
    this.statuses[index] = spanStatuses.indexOf(row.status);
    this.names[index] = row.name;
    this.statusMessages[index] = row.statusMessage;
    this.errorTypes[index] = row.errorType;
    this.services[index] = row.service;
    this.environments[index] = row.environment;
    this.peers[index] = row.peer;
    this.models[index] = row.model;
    this.versions[index] = row.version;
    addEntries(this.texts, row.attributesText);
    addEntries(this.numbers, row.attributesNumber);
    if (row.llm) this.calls.set(index, row.llm);
    if (row.input !== "" || row.output !== "") {
      this.bodies.set(index, { input: row.input, output: row.output });
    }
    this.length += 1;
  }

  /** Span `index` as a row. */
  at(index: number): SpanRow {
    const first = index * spanIdBytes;
    const text = (column: readonly string[]): string => column[index] ?? "";
    return {
      traceId: hexOf(this.ids, first, 16),
      spanId: hexOf(this.ids, first + 16, 8),
      parentSpanId: isZero(this.ids, first + 24, 8) ? "" : hexOf(this.ids, first + 24, 8),
      name: text(this.names),
      kind: spanKinds[this.kinds[index] ?? 0] ?? "unspecified",
      startNs: wordsToBigInt(this.starts, index),
      durationNs: wordsToBigInt(this.durations, index),
      status: spanStatuses[this.statuses[index] ?? 0] ?? "unset",
      statusMessage: text(this.statusMessages),
      errorType: text(this.errorTypes),
      service: text(this.services),
      environment: text(this.environments),
      peer: text(this.peers),
      model: text(this.models),
      version: text(this.versions),
      attributesText: entriesOf(this.texts, index),
      attributesNumber: entriesOf(this.numbers, index),
      llm: this.calls.get(index) ?? null,
      input: this.bodies.get(index)?.input ?? "",
      output: this.bodies.get(index)?.output ?? "",
    };
  }

  /** All spans as rows: for tests and tools, not for the busy path. */
  rows(): readonly SpanRow[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }

  /** These rows in columns. */
  static of(rows: readonly SpanRow[]): SpanColumns {
    const columns = new SpanColumns();
    for (const row of rows) columns.add(row);
    return columns;
  }
}

/** Entry `index` of a column of word pairs as a double: above 2^53 rounded to 256. */
export function wordsToNumber(words: Uint32Array, index: number): number {
  return (words[index * 2 + 1] ?? 0) * 0x1_0000_0000 + (words[index * 2] ?? 0);
}

/** Entry `index` of a column of word pairs, exact. */
export function wordsToBigInt(words: Uint32Array, index: number): bigint {
  return (BigInt(words[index * 2 + 1] ?? 0) << 32n) | BigInt(words[index * 2] ?? 0);
}

/** Writes a whole number from 0 to 2^64 as entry `index` of a column of word pairs. */
export function writeWords(words: Uint32Array, index: number, value: bigint): void {
  words[index * 2] = Number(value & 0xffff_ffffn);
  words[index * 2 + 1] = Number((value >> 32n) & 0xffff_ffffn);
}

/**
 * Writes hexadecimal digits as `bytes` bytes; nothing is written, and false returned, when the text has
 * another length or holds anything but digits.
 */
export function writeHex(text: string, target: Uint8Array, at: number, bytes: number): boolean {
  if (text.length !== bytes * 2) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (digitOf(text.charCodeAt(index)) < 0) return false;
  }
  for (let index = 0; index < bytes; index += 1) {
    const high = digitOf(text.charCodeAt(index * 2));
    target[at + index] = high * 16 + digitOf(text.charCodeAt(index * 2 + 1));
  }
  return true;
}

/** The value of a lower-case hexadecimal digit by its code; -1 for anything else. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

function hexOf(bytes: Uint8Array, from: number, count: number): string {
  let text = "";
  for (const byte of bytes.subarray(from, from + count)) text += byte.toString(16).padStart(2, "0");
  return text;
}

function isZero(bytes: Uint8Array, from: number, count: number): boolean {
  return bytes.subarray(from, from + count).every((byte) => byte === 0);
}

function grown(words: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(words);
  return larger;
}

function addEntries<Value>(
  columns: AttributeColumns<Value>,
  entries: ReadonlyMap<string, Value>,
): void {
  for (const [name, value] of entries) {
    columns.names.push(name);
    columns.values.push(value);
  }
  columns.ends.push(columns.names.length);
}

function entriesOf<Value>(
  columns: AttributeColumns<Value>,
  index: number,
): ReadonlyMap<string, Value> {
  const from = index === 0 ? 0 : columns.ends[index - 1];
  const end = columns.ends[index];
  const values = columns.values.slice(from, end);
  return new Map(columns.names.slice(from, end).map((name, at) => [name, values[at] as Value]));
}

import type { Column, ColumnType } from "../model/column.ts";
import {
  booleanFromText,
  numberFromBytes,
  numberFromText,
  timeFromBytes,
  timeFromText,
} from "./cell-values.ts";
import type { FileSettings } from "./settings.ts";
import { TextPool } from "./text-pool.ts";

/** Values of a column that are not of its type: they count as missing, and are told. */
export interface Misfit {
  readonly column: string;
  readonly count: number;
  /** The first few, with the row they stand in, counted from 1 without the header. */
  readonly examples: readonly { readonly row: number; readonly text: string }[];
}

/** The misfits of columns that have any. */
export function misfitsOf(builders: readonly ColumnBuilder[]): readonly Misfit[] {
  return builders
    .filter(({ misfitCount }) => misfitCount > 0)
    .map(({ name, misfitCount, misfits }) => ({
      column: name,
      count: misfitCount,
      examples: misfits,
    }));
}

/** Tells the texts that mean a missing value, by the setting `nulls`. */
export function missingTexts({ nulls }: FileSettings): (text: string) => boolean {
  const texts = new Set(nulls.split(","));
  return (text) => text === "" || texts.has(text);
}

const exampleCount = 3;
const exampleLength = 60;

/**
 * Takes the cells of one column, one after another, and gives them back as a typed column. The
 * type is given, or decided: from CSV cells after a sample of texts, from typed formats by the
 * first value. What does not fit afterwards is a misfit.
 */
export class ColumnBuilder {
  readonly name: string;
  misfits: readonly { readonly row: number; readonly text: string }[] = [];
  misfitCount = 0;
  /** Rows of earlier batches. */
  firstRow = 0;
  #type: ColumnType | undefined;
  readonly #isGiven: boolean;
  readonly #sampleSize: number;
  readonly #isMissing: (text: string) => boolean;
  #isWidening: boolean;
  // CSV cells until the type is decided; null where missing.
  #sample: (string | null)[] | undefined = [];
  #count = 0;
  #nullCount = 0;
  #isNull = new Uint8Array(1_024);
  #values = new Float64Array(0);
  #codes = new Int32Array(0);
  #texts: TextPool;

  constructor(options: {
    readonly name: string;
    readonly type: ColumnType | undefined;
    readonly sampleSize: number;
    readonly isMissing: (text: string) => boolean;
  }) {
    this.name = options.name;
    this.#isGiven = options.type !== undefined;
    this.#isWidening = !this.#isGiven;
    this.#sampleSize = options.sampleSize;
    this.#isMissing = options.isMissing;
    this.#texts = new TextPool(options.isMissing);
    if (options.type !== undefined) this.#decide(options.type);
  }

  /** Whether a later cell contradicted a type that nobody had given. */
  get isMistaken(): boolean {
    return this.misfitCount > 0 && !this.#isGiven;
  }

  get rowCount(): number {
    return this.#count + (this.#sample?.length ?? 0);
  }

  /** A CSV cell: bytes [start, end) of UTF-8. */
  addBytes(bytes: Buffer, start: number, end: number): void {
    if (start === end) return this.addMissing();
    switch (this.#type) {
      case "number": {
        const value = numberFromBytes(bytes, start, end);
        if (Number.isNaN(value)) return this.#addMisfit(bytes.toString("utf8", start, end));
        return this.#push(value);
      }
      case "text": {
        const code = this.#texts.codeOfBytes(bytes, start, end);
        return code < 0 ? this.addMissing() : this.#pushCode(code);
      }
      case "time": {
        const value = timeFromBytes(bytes, start, end);
        if (Number.isNaN(value)) return this.#addMisfit(bytes.toString("utf8", start, end));
        return this.#push(value);
      }
      case undefined:
        return this.#addToSample(bytes.toString("utf8", start, end));
      default:
        return this.#addTextAs(this.#type, bytes.toString("utf8", start, end));
    }
  }

  addMissing(): void {
    if (this.#sample !== undefined) {
      this.#sample.push(null);
      return;
    }
    this.#grow();
    this.#isNull[this.#count] = 1;
    this.#nullCount += 1;
    if (this.#type === "text") this.#codes[this.#count] = -1;
    else this.#values[this.#count] = this.#type === "boolean" ? 0 : NaN;
    this.#count += 1;
  }

  /** A number, truth or moment of a typed format; moments as UTC milliseconds. */
  addTyped(type: "number" | "boolean" | "time", value: number): void {
    if (Number.isNaN(value)) return this.addMissing();
    if (this.#type === undefined) this.#decide(type);
    if (this.#type === type) return this.#push(value);
    const text = textOf(type, value);
    if (this.#type === "text") return this.#pushCode(this.#texts.codeOf(text));
    return this.#addMisfit(text);
  }

  /** A text of a typed format. */
  addText(text: string): void {
    if (this.#type === undefined) this.#decide("text");
    const type = this.#type ?? "text";
    if (type === "text") return this.#pushCode(this.#texts.codeOf(text));
    if (this.#isWidening) return this.#addMisfit(text);
    return this.#addTextAs(type, text);
  }

  /** Sets the type of a column of which no value has told it, or only texts that all name moments. */
  settle(): void {
    if (this.#sample !== undefined) this.#decide(typeOfTexts(this.#sample) ?? "text");
    this.#isWidening = false;
  }

  /** Texts that all name moments become moments: typed formats without a type for time have such. */
  settleTimes(): void {
    if (this.#isGiven || this.#type !== "text" || this.#texts.dictionary.length === 0) return;
    const times = new Float64Array(this.#texts.dictionary.length);
    for (const [code, text] of this.#texts.dictionary.entries()) {
      const time = timeFromText(text);
      if (Number.isNaN(time)) return;
      times[code] = time;
    }
    this.#values = Float64Array.from(
      this.#codes.subarray(0, this.#count),
      (code) => times[code] ?? NaN,
    );
    this.#type = "time";
  }

  /** The column so far; the builder starts anew with the type it has. */
  take(): Column {
    this.settle();
    const size = this.#count;
    const head = {
      name: this.name,
      isNull: this.#isNull.slice(0, size),
      nullCount: this.#nullCount,
    };
    const column = this.#columnWith(head, size);
    this.firstRow += size;
    this.#count = 0;
    this.#nullCount = 0;
    this.#isNull.fill(0);
    this.misfitCount = 0;
    this.misfits = [];
    return column;
  }

  #columnWith(
    head: { readonly name: string; readonly isNull: Uint8Array; readonly nullCount: number },
    size: number,
  ): Column {
    const type = this.#type ?? "text";
    if (type === "text") {
      const { dictionary } = this.#texts;
      this.#texts = new TextPool(this.#isMissing);
      return { ...head, type, codes: this.#codes.slice(0, size), dictionary };
    }
    if (type === "boolean")
      return { ...head, type, values: Uint8Array.from(this.#values.subarray(0, size)) };
    return { ...head, type, values: this.#values.slice(0, size) };
  }

  #addToSample(text: string): void {
    const sample = this.#sample ?? [];
    sample.push(this.#isMissing(text) ? null : text);
    if (sample.length >= this.#sampleSize) this.#decideBySample();
  }

  #decideBySample(): void {
    const type = typeOfTexts(this.#sample ?? []);
    // Nothing but missing values says nothing: wait for the first that is there.
    if (type !== undefined) this.#decide(type);
  }

  #decide(type: ColumnType): void {
    this.#type = type;
    const sample = this.#sample ?? [];
    this.#sample = undefined;
    for (const text of sample) {
      if (text === null) this.addMissing();
      else this.#addTextAs(type, text);
    }
  }

  #addTextAs(type: ColumnType, text: string): void {
    if (type === "text") return this.#pushCode(this.#texts.codeOf(text));
    const parse =
      type === "number" ? numberFromText : type === "time" ? timeFromText : booleanFromText;
    const value = parse(text);
    if (Number.isNaN(value)) return this.#addMisfit(text);
    return this.#push(value);
  }

  #addMisfit(text: string): void {
    if (this.#isMissing(text)) return this.addMissing();
    if (this.#isWidening && this.#sampleSize === 0) {
      this.#widen();
      return this.#pushCode(this.#texts.codeOf(text));
    }
    this.misfitCount += 1;
    if (this.misfits.length < exampleCount) {
      const row = this.firstRow + this.#count + 1;
      this.misfits = [...this.misfits, { row, text: text.slice(0, exampleLength) }];
    }
    return this.addMissing();
  }

  /** Values of one type followed by one of another: all of them become texts. */
  #widen(): void {
    const type = this.#type ?? "text";
    this.#type = "text";
    this.#codes = new Int32Array(this.#isNull.length);
    for (let row = 0; row < this.#count; row += 1) {
      const isMissing = this.#isNull[row] === 1;
      this.#codes[row] = isMissing ? -1 : this.#texts.codeOf(textOf(type, this.#values[row]!));
    }
  }

  #push(value: number): void {
    this.#grow();
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  #pushCode(code: number): void {
    this.#grow();
    this.#codes[this.#count] = code;
    this.#count += 1;
  }

  #grow(): void {
    const isText = this.#type === "text";
    const capacity = isText ? this.#codes.length : this.#values.length;
    if (this.#count < capacity) return;
    const larger = Math.max(1_024, this.#count * 2);
    if (this.#isNull.length < larger) this.#isNull = enlarged(this.#isNull, Uint8Array, larger);
    if (isText) this.#codes = enlarged(this.#codes, Int32Array, larger);
    else this.#values = enlarged(this.#values, Float64Array, larger);
  }
}

function enlarged<A extends { set(source: A): void }>(
  source: A,
  kind: new (length: number) => A,
  length: number,
): A {
  const larger = new kind(length);
  larger.set(source);
  return larger;
}

/** The narrowest type of which all texts are; undefined when there are none. */
function typeOfTexts(sample: readonly (string | null)[]): ColumnType | undefined {
  const texts = sample.filter((text) => text !== null);
  if (texts.length === 0) return undefined;
  const all = (parse: (text: string) => number) =>
    texts.every((text) => !Number.isNaN(parse(text)));
  if (all(numberFromText)) return "number";
  if (all(booleanFromText)) return "boolean";
  return all(timeFromText) ? "time" : "text";
}

function textOf(type: ColumnType, value: number): string {
  if (type === "boolean") return value === 1 ? "true" : "false";
  return type === "time" ? new Date(value).toISOString() : String(value);
}

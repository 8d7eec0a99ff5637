import { identityRules } from "../model/identity.ts";
import type { AttributeEntries } from "../model/signals.ts";
import type { KnownAttribute } from "./wire/intern-cache.ts";
import { inferenceRules, modelRules } from "./llm-rules.ts";

/** Attributes that make a span worth a look by the identity and LLM rules; most spans have none. */
const tellingNames: ReadonlySet<string> = new Set([
  ...identityRules.model,
  ...identityRules.version,
  ...identityRules.promptName,
  ...identityRules.promptVersion,
  ...inferenceRules.map((rule) => rule.attribute),
  ...modelRules,
]);

/** Up to so many names are looked through one by one; longer lists keep an index. */
const scanMax = 32;

/**
 * Names and values in the order they came, as two arrays: most signals have a dozen, for which looking
 * through the names is cheaper than a map, and emptying the list keeps its memory.
 */
export class AttributeList<Value> implements AttributeEntries<Value> {
  readonly names: string[] = [];
  readonly values: Value[] = [];
  size = 0;
  // name → place, once there are more than scanMax
  #places: Map<string, number> | undefined;

  has(name: string): boolean {
    return this.#placeOf(name) >= 0;
  }

  get(name: string): Value | undefined {
    const place = this.#placeOf(name);
    return place < 0 ? undefined : this.values[place];
  }

  /** Replaces the value of a name, or adds both at the end. */
  set(name: string, value: Value): void {
    const place = this.#placeOf(name);
    if (place >= 0) {
      this.values[place] = value;
      return;
    }
    this.names[this.size] = name;
    this.values[this.size] = value;
    this.#places?.set(name, this.size);
    this.size += 1;
    if (this.size > scanMax) this.#places ??= this.#placesOfAll();
  }

  delete(name: string): void {
    const place = this.#placeOf(name);
    if (place < 0) return;
    this.names.splice(place, 1);
    this.values.splice(place, 1);
    this.size -= 1;
    if (this.#places) this.#places = this.#placesOfAll();
  }

  /** Forgets all entries from place `size` on. */
  truncate(size: number): void {
    this.size = Math.min(size, this.size);
    this.#places = this.size > scanMax ? this.#placesOfAll() : undefined;
  }

  forEach(each: (value: Value, name: string) => void): void {
    for (let place = 0; place < this.size; place += 1) {
      const name = this.names[place];
      const value = this.values[place];
      if (name !== undefined && value !== undefined) each(value, name);
    }
  }

  /** A copy of the names, in their order. */
  keys(): string[] {
    return this.names.slice(0, this.size);
  }

  #placeOf(name: string): number {
    if (this.#places) return this.#places.get(name) ?? -1;
    const { names, size } = this;
    for (let place = 0; place < size; place += 1) if (names[place] === name) return place;
    return -1;
  }

  #placesOfAll(): Map<string, number> {
    return new Map(this.keys().map((name, place) => [name, place]));
  }
}

/**
 * Attributes of one resource, span, record or point, apart by type. Filled by a decoder, then read only;
 * a decoder that is done with one may `clear` it and fill it again.
 */
export class AttributeBag {
  readonly text = new AttributeList<string>();
  readonly number = new AttributeList<number>();
  /** Whether a name of the identity or LLM rules is among them. */
  isTelling = false;
  /** Length of the longest text that was added, in UTF-16 units. */
  textLengthMax = 0;
  #lastIsText = false;

  addText(name: string, value: string): void {
    this.text.set(name, value);
    if (value.length > this.textLengthMax) this.textLengthMax = value.length;
    if (tellingNames.has(name)) this.isTelling = true;
    this.#lastIsText = true;
  }

  /** NaN and infinities are kept as texts, so that sums over a column stay sums. */
  addNumber(name: string, value: number): void {
    const isFinite = Number.isFinite(value);
    if (isFinite) this.number.set(name, value);
    else this.text.set(name, String(value));
    if (tellingNames.has(name)) this.isTelling = true;
    this.#lastIsText = !isFinite;
  }

  /** Adds an attribute that was read before. */
  add({ name, text, number, isTelling }: KnownAttribute): void {
    if (text === undefined) {
      this.number.set(name, number);
    } else {
      this.text.set(name, text);
      if (text.length > this.textLengthMax) this.textLengthMax = text.length;
    }
    if (isTelling) this.isTelling = true;
    this.#lastIsText = text !== undefined;
  }

  get size(): number {
    return this.text.size + this.number.size;
  }

  /** The attribute added last, provided its name was new; undefined in an empty bag. */
  last(): KnownAttribute | undefined {
    const list = this.#lastIsText ? this.text : this.number;
    const name = list.names[list.size - 1];
    if (name === undefined) return undefined;
    const isTelling = tellingNames.has(name);
    return this.#lastIsText
      ? { name, text: this.text.values[list.size - 1], number: 0, isTelling }
      : { name, text: undefined, number: this.number.values[list.size - 1] ?? 0, isTelling };
  }

  /** A value as text, whatever its type; undefined where absent. */
  read(name: string): string | undefined {
    const text = this.text.get(name);
    if (text !== undefined) return text;
    const number = this.number.get(name);
    return number === undefined ? undefined : String(number);
  }

  clear(): void {
    this.text.truncate(0);
    this.number.truncate(0);
    this.isTelling = false;
    this.textLengthMax = 0;
  }
}

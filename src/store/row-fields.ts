import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import type { RawRow } from "./native/reader.ts";

/**
 * Readers of one field of a row that ClickHouse sent: the value in its type, or AcesoError "internal"
 * naming column and type. Nothing of a row is believed without them.
 */
export function text(row: RawRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw mismatch(column, "a text", value);
  return value;
}

/** One of a fixed list of texts. */
export function choice<Choice extends string>(
  row: RawRow,
  column: string,
  choices: readonly Choice[],
): Choice {
  const value = text(row, column);
  const found = choices.find((each) => each === value);
  if (found === undefined) throw mismatch(column, choices.join("|"), value);
  return found;
}

/** A whole number within ±2^53, from any integer type or DateTime64(3) (then UTC ms). */
export function whole(row: RawRow, column: string): number {
  const value = row[column];
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) {
    throw mismatch(column, "a whole number", value);
  }
  return number;
}

export function big(row: RawRow, column: string): bigint {
  const value = row[column];
  if (typeof value !== "bigint") throw mismatch(column, "a 64-bit number", value);
  return value;
}

export function number(row: RawRow, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw mismatch(column, "a number", value);
  return value;
}

export function numberOrNull(row: RawRow, column: string): number | null {
  const value = row[column];
  if (value !== null && typeof value !== "number")
    throw mismatch(column, "a number or null", value);
  return value;
}

export function flag(row: RawRow, column: string): boolean {
  return whole(row, column) === 1;
}

export function texts(row: RawRow, column: string): readonly string[] {
  const value = row[column];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw mismatch(column, "texts", value);
  }
  return value;
}

/** A list of numbers, some of which may be null. */
export function numbers(row: RawRow, column: string): readonly (number | null)[] {
  const value = row[column];
  if (!Array.isArray(value) || !value.every((each) => each === null || typeof each === "number")) {
    throw mismatch(column, "numbers", value);
  }
  return value;
}

/** A list of tuples, each an unknown array of this length. */
export function tuples(row: RawRow, column: string, size: number): readonly (readonly unknown[])[] {
  const value = row[column];
  if (!Array.isArray(value)) throw mismatch(column, "tuples", value);
  return value.map((each: unknown) => {
    if (!Array.isArray(each) || each.length !== size) throw mismatch(column, "tuples", each);
    return each;
  });
}

export function textMap(row: RawRow, column: string): ReadonlyMap<string, string> {
  return mapOf(row, column, (value) => typeof value === "string");
}

export function nullableTextMap(row: RawRow, column: string): ReadonlyMap<string, string | null> {
  return mapOf(row, column, (value) => value === null || typeof value === "string");
}

export function numberMap(row: RawRow, column: string): ReadonlyMap<string, number> {
  return mapOf(row, column, (value) => typeof value === "number");
}

export function nullableNumberMap(row: RawRow, column: string): ReadonlyMap<string, number | null> {
  return mapOf(row, column, (value) => value === null || typeof value === "number");
}

/** A JSON value that was stored as text. */
export function json(row: RawRow, column: string): Json {
  try {
    // JSON.parse returns exactly what Json describes.
    return JSON.parse(text(row, column)) as Json;
  } catch (error) {
    const reason = `column ${column} does not hold JSON`;
    throw new AcesoError("internal", { reason }, { cause: error });
  }
}

function mapOf<Value>(
  row: RawRow,
  column: string,
  accepts: (value: unknown) => boolean,
): ReadonlyMap<string, Value> {
  const value = row[column];
  if (!(value instanceof Map)) throw mismatch(column, "a map", value);
  for (const [key, entry] of value) {
    if (typeof key !== "string" || !accepts(entry)) throw mismatch(column, "a map", entry);
  }
  // Every key and value has just been checked.
  return value as ReadonlyMap<string, Value>;
}

function mismatch(column: string, expected: string, value: unknown): AcesoError {
  const got = value === null ? "null" : typeof value;
  return new AcesoError("internal", { reason: `column ${column} must be ${expected}, got ${got}` });
}

import { badField } from "./json-rows.ts";

/** The deviations of OTLP/JSON from plain JSON, value by value. */

/** A 64-bit count of nanoseconds, text or number; absent is 0. Throws AcesoError "bad-field". */
export function jsonNanoseconds(value: unknown, field: string): bigint {
  if (value === undefined || value === null || value === "") return 0n;
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === "number" && value >= 0 && value < 2 ** 64) return BigInt(Math.trunc(value));
  throw badField(field, "nanoseconds since 1970", value);
}

/** A 64-bit or floating number, text or number, with "NaN" and "Infinity"; undefined when it is none. */
export function jsonNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isNaN(number) && value !== "NaN" ? undefined : number;
}

/** A text; anything else counts as empty, as unknown fields do. */
export function jsonText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A trace or span id in hexadecimal of any case. */
export function jsonHexId(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "";
}

/** A list of numbers; null and other shapes are empty. */
export function jsonNumbers(value: unknown): readonly number[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => jsonNumber(entry) ?? 0);
}

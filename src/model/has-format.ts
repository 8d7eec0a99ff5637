import type { Json } from "./json.ts";
import type { JsonSchema, JsonType } from "./json-schema.ts";
import { readOutputFormat } from "./output-format.ts";

/**
 * Whether an output has the format that is declared for its model: `json`, a JSON Schema document or a regular
 * expression. The store asks the same in SQL; this is for replies that are not stored.
 *
 * @returns null where no format is declared, or it is a regular expression of RE2 that JavaScript does not know
 */
export function hasFormat(output: string, declared: string): boolean | null {
  if (declared === "") return null;
  const read = readOutputFormat(declared);
  if ("problem" in read) return null;
  const { format } = read;
  switch (format.kind) {
    case "json":
      return parsedOf(output) !== undefined;
    case "schema": {
      const value = parsedOf(output);
      return value !== undefined && fitsSchema(value, format.schema);
    }
    case "pattern":
      return fitsPattern(output, format.pattern);
    default:
      return format satisfies never;
  }
}

function parsedOf(text: string): Json | undefined {
  try {
    // JSON.parse gives JSON values and nothing else.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function fitsPattern(text: string, pattern: string): boolean | null {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return null;
  }
}

/** Whether a value fits a schema; a pattern that JavaScript does not know forbids nothing. */
export function fitsSchema(value: Json, schema: JsonSchema): boolean {
  const { types, constants, constant, anyOf } = schema;
  if (types && !types.some((type) => isOfType(value, type))) return false;
  if (constants && !constants.some((each) => isSame(each, value))) return false;
  if (constant && !isSame(constant[0], value)) return false;
  if (anyOf && !anyOf.some((each) => fitsSchema(value, each))) return false;
  if (typeof value === "string") return fitsText(value, schema);
  if (typeof value === "number") return fitsNumber(value, schema);
  if (isList(value)) return fitsList(value, schema);
  if (typeof value !== "object" || value === null) return true;
  const { required, properties, isClosed } = schema;
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, inner]) => {
      const own = properties.get(name);
      return own ? fitsSchema(inner, own) : !isClosed;
    })
  );
}

function fitsText(text: string, { lengthMin = 0, lengthMax = Infinity, pattern }: JsonSchema) {
  const { length } = [...text];
  const isLong = length >= lengthMin && length <= lengthMax;
  return isLong && (pattern === undefined || fitsPattern(text, pattern) !== false);
}

function fitsNumber(value: number, schema: JsonSchema): boolean {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  return (
    value >= minimum &&
    value <= maximum &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum)
  );
}

function fitsList(list: readonly Json[], { items, itemsMin = 0, itemsMax = Infinity }: JsonSchema) {
  if (list.length < itemsMin || list.length > itemsMax) return false;
  return items === undefined || list.every((item) => fitsSchema(item, items));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isOfType(value: Json, type: JsonType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isList(value);
    case "object":
      return typeof value === "object" && value !== null && !isList(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** Equal as JSON, whatever the order of an object's names. */
function isSame(a: Json, b: Json): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (isList(a) || isList(b)) {
    return (
      isList(a) &&
      isList(b) &&
      a.length === b.length &&
      a.every((item, at) => isSame(item, b[at] ?? null))
    );
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name] ?? null, b[name] ?? null))
  );
}

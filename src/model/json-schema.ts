import type { Json } from "./json.ts";

/** Kinds of JSON values; "integer" is any number without a fraction, also 1.0. */
export type JsonType = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

/**
 * The part of JSON Schema (2020-12) that Aceso checks. What a field says holds for values of its kind
 * only, as in JSON Schema: `minimum` says nothing of texts. Absent fields say nothing.
 */
export interface JsonSchema {
  readonly types?: readonly JsonType[];
  /** The value equals one of these. */
  readonly constants?: readonly Json[];
  /** The value equals the only entry. */
  readonly constant?: readonly [Json];
  readonly anyOf?: readonly JsonSchema[];
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, JsonSchema>;
  /** No properties but the named ones. */
  readonly isClosed: boolean;
  readonly items?: JsonSchema;
  readonly itemsMin?: number;
  readonly itemsMax?: number;
  /** In code points. */
  readonly lengthMin?: number;
  readonly lengthMax?: number;
  /** Regular expression that must match somewhere in the text. */
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Why a document is no schema we can check: the place of the keyword and what is wrong with it. */
export interface SchemaProblem {
  readonly path: string;
  readonly reason: string;
}

/** Keywords that only speak to people. */
const annotations: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "$defs",
  "definitions",
  "title",
  "description",
  "examples",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

/** Each node becomes SQL, so that a schema has a size; those of providers' structured outputs have far fewer. */
const nodesMax = 500;
const depthMax = 20;

/**
 * Reads a JSON Schema document.
 *
 * @param checkPattern says what is wrong with a regular expression; undefined when nothing is
 * @returns the schema, or its first problem: an unknown or malformed keyword is never passed over
 */
export function readJsonSchema(
  document: unknown,
  checkPattern: (pattern: string) => string | undefined = () => undefined,
): { readonly schema: JsonSchema } | { readonly problem: SchemaProblem } {
  try {
    const reader: Reader = { document, checkPattern, nodes: 0, names: [] };
    return { schema: readNode(document, ["#"], reader) };
  } catch (error) {
    if (error instanceof BadKeyword)
      return { problem: { path: error.path, reason: error.message } };
    throw error;
  }
}

interface Reader {
  readonly document: unknown;
  readonly checkPattern: (pattern: string) => string | undefined;
  nodes: number;
  /** References being followed, so that a circle is seen. */
  readonly names: string[];
}

class BadKeyword extends Error {
  readonly path: string;
  constructor(path: readonly string[], reason: string) {
    super(reason);
    this.path = path.join("/");
  }
}

type Fields = { readonly [name: string]: unknown };
type Path = readonly string[];

function readNode(value: unknown, path: Path, reader: Reader): JsonSchema {
  reader.nodes += 1;
  if (reader.nodes > nodesMax) throw new BadKeyword(path, `more than ${nodesMax} subschemas`);
  if (path.length > 2 * depthMax) throw new BadKeyword(path, `deeper than ${depthMax} levels`);
  if (value === true) return { required: [], properties: new Map(), isClosed: false };
  const fields = fieldsOf(value, path);
  if (fields["$ref"] !== undefined) return readReference(fields, path, reader);
  let node: JsonSchema = {
    required: textsOf(fields, "required", path),
    properties: new Map(),
    isClosed: false,
  };
  for (const [name, content] of Object.entries(fields)) {
    if (annotations.has(name) || name === "required") continue;
    node = { ...node, ...readKeyword(name, content, [...path, name], reader) };
  }
  return node;
}

function readKeyword(
  name: string,
  content: unknown,
  path: Path,
  reader: Reader,
): Partial<JsonSchema> {
  switch (name) {
    case "type":
      return { types: typesOf(content, path) };
    case "enum":
      return { constants: listOf(content, path).map((each) => jsonOf(each, path)) };
    case "const":
      return { constant: [jsonOf(content, path)] };
    case "anyOf":
      return {
        anyOf: listOf(content, path).map((each, i) => readNode(each, [...path, String(i)], reader)),
      };
    case "properties": {
      const entries = Object.entries(fieldsOf(content, path));
      return {
        properties: new Map(
          entries.map(([key, each]) => [key, readNode(each, [...path, key], reader)]),
        ),
      };
    }
    case "additionalProperties":
      if (typeof content !== "boolean") throw new BadKeyword(path, "only true or false is checked");
      return { isClosed: !content };
    case "items":
      return { items: readNode(content, path, reader) };
    case "pattern":
      return { pattern: patternOf(content, path, reader) };
    case "minItems":
      return { itemsMin: countOf(content, path) };
    case "maxItems":
      return { itemsMax: countOf(content, path) };
    case "minLength":
      return { lengthMin: countOf(content, path) };
    case "maxLength":
      return { lengthMax: countOf(content, path) };
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return { [name]: numberOf(content, path) };
    default:
      throw new BadKeyword(path, "this keyword is not checked by Aceso; leave it out");
  }
}

/** A reference into the document's own definitions, written out in place. */
function readReference(fields: Fields, path: Path, reader: Reader): JsonSchema {
  const here = [...path, "$ref"];
  const others = Object.keys(fields).filter((name) => name !== "$ref" && !annotations.has(name));
  if (others[0] !== undefined) throw new BadKeyword([...path, others[0]], "not beside $ref");
  const reference = String(fields["$ref"]);
  const [, place = "", name = ""] = /^#\/(\$defs|definitions)\/([^/~%]+)$/.exec(reference) ?? [];
  const definitions = fieldsOf(reader.document, ["#"])[place];
  if (!isFields(definitions) || !Object.hasOwn(definitions, name)) {
    throw new BadKeyword(here, "expected #/$defs/NAME of this document");
  }
  if (reader.names.includes(reference)) throw new BadKeyword(here, "a schema that holds itself");
  reader.names.push(reference);
  const node = readNode(definitions[name], path, reader);
  reader.names.pop();
  return node;
}

const types: readonly string[] = [
  "object",
  "array",
  "string",
  "number",
  "integer",
  "boolean",
  "null",
] satisfies readonly JsonType[];

function isType(value: unknown): value is JsonType {
  return typeof value === "string" && types.includes(value);
}

function typesOf(content: unknown, path: Path): readonly JsonType[] {
  const list = Array.isArray(content) ? content : [content];
  const known = list.filter(isType);
  if (known.length === 0 || known.length < list.length) {
    throw new BadKeyword(path, `expected one or several of ${types.join(", ")}`);
  }
  return known;
}

function patternOf(content: unknown, path: Path, reader: Reader): string {
  if (typeof content !== "string") throw new BadKeyword(path, "expected a regular expression");
  const problem = reader.checkPattern(content);
  if (problem !== undefined) throw new BadKeyword(path, problem);
  return content;
}

function textsOf(fields: Fields, name: string, path: Path): readonly string[] {
  const content = fields[name] ?? [];
  const list = Array.isArray(content) ? content : [null];
  const texts = list.filter((each) => typeof each === "string");
  if (texts.length < list.length) throw new BadKeyword([...path, name], "expected a list of texts");
  return texts;
}

function listOf(content: unknown, path: Path): readonly unknown[] {
  if (!Array.isArray(content) || content.length === 0 || content.length > 1_000) {
    throw new BadKeyword(path, "expected a list of 1 to 1000 entries");
  }
  return content;
}

function countOf(content: unknown, path: Path): number {
  const count = numberOf(content, path);
  if (!Number.isInteger(count) || count < 0) throw new BadKeyword(path, "expected a whole number");
  return count;
}

function numberOf(content: unknown, path: Path): number {
  if (typeof content !== "number" || !Number.isFinite(content)) {
    throw new BadKeyword(path, "expected a number");
  }
  return content;
}

function jsonOf(content: unknown, path: Path): Json {
  if (path.length > 2 * depthMax) throw new BadKeyword(path, `deeper than ${depthMax} levels`);
  if (content === null || typeof content === "boolean" || typeof content === "string")
    return content;
  if (typeof content === "number") return numberOf(content, path);
  if (Array.isArray(content)) return content.map((each) => jsonOf(each, [...path, "0"]));
  const entries = Object.entries(fieldsOf(content, path));
  return Object.fromEntries(entries.map(([key, each]) => [key, jsonOf(each, [...path, key])]));
}

function fieldsOf(value: unknown, path: Path): Fields {
  if (!isFields(value)) throw new BadKeyword(path, "expected an object");
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Json } from "../../model/json.ts";
import type { JsonSchema, JsonType } from "../../model/json-schema.ts";
import type { Parameter, Parameters } from "../parameters.ts";

/** An SQL expression of type UInt8 with the parameters it names. */
export interface Condition {
  readonly sql: string;
  readonly parameters: Parameters;
}

/**
 * Whether a column of texts holds JSON that keeps a schema. Every word of the schema is a parameter;
 * none stands in the SQL.
 *
 * ClickHouse's parser is stricter than JSON at the edges: numbers beyond 64-bit integers or double range
 * and lone surrogates are not valid JSON, and of a key that is there twice the first counts.
 *
 * @param prefix begins the name of every parameter; differs between the schemas of one query
 */
export function schemaCondition(schema: JsonSchema, text: string, prefix: string): Condition {
  const compiler = new Compiler(prefix);
  const kept = compiler.keeps(schema, { text, steps: [] });
  return { sql: `isValidJSON(${text}) AND ${kept}`, parameters: compiler.parameters };
}

/** A value within a JSON text: the keys (parameters) and positions (from 1) that lead to it. */
interface Place {
  readonly text: string;
  readonly steps: readonly string[];
}

const numberTypes = "('Int64', 'UInt64', 'Double')";

class Compiler {
  readonly parameters: Record<string, Parameter> = {};
  readonly #prefix: string;
  #count = 0;
  #items = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A condition that holds where the value at a place, which must be there, keeps the schema. */
  keeps(schema: JsonSchema, place: Place): string {
    const { types, constants, constant, anyOf } = schema;
    return all([
      ...(types ? [any(types.map((type) => this.#isOfType(type, place)))] : []),
      ...(constants ? [this.#isOneOf(constants, place)] : []),
      ...(constant ? [this.#isOneOf(constant, place)] : []),
      ...(anyOf ? [any(anyOf.map((option) => this.keeps(option, place)))] : []),
      ...unless(`${typeAt(place)} = 'Object'`, this.#objectParts(schema, place)),
      ...unless(`${typeAt(place)} = 'Array'`, this.#arrayParts(schema, place)),
      ...unless(`${typeAt(place)} = 'String'`, this.#textParts(schema, place)),
      ...unless(`${typeAt(place)} IN ${numberTypes}`, this.#numberParts(schema, place)),
    ]);
  }

  #isOfType(type: JsonType, place: Place): string {
    const found = typeAt(place);
    switch (type) {
      case "object":
        return `${found} = 'Object'`;
      case "array":
        return `${found} = 'Array'`;
      case "string":
        return `${found} = 'String'`;
      case "boolean":
        return `${found} = 'Bool'`;
      case "null":
        return `${found} = 'Null'`;
      case "number":
        return `${found} IN ${numberTypes}`;
      case "integer": {
        const number = at("JSONExtractFloat", place);
        return all([`${found} IN ${numberTypes}`, `${number} = floor(${number})`]);
      }
      default:
        return type satisfies never;
    }
  }

  #objectParts(schema: JsonSchema, place: Place): readonly string[] {
    const required = new Set(schema.required);
    const parts: string[] = [];
    for (const name of required) {
      if (!schema.properties.has(name)) parts.push(this.#has(place, this.#bind(name, "String")));
    }
    for (const [name, property] of schema.properties) {
      const key = this.#bind(name, "String");
      const kept = this.keeps(property, step(place, key));
      const has = this.#has(place, key);
      parts.push(required.has(name) ? all([has, kept]) : any([`NOT ${has}`, kept]));
    }
    if (schema.isClosed) {
      const known = this.#bind([...schema.properties.keys()], "Array(String)");
      parts.push(`hasAll(${known}, ${at("JSONExtractKeys", place)})`);
    }
    return parts;
  }

  #arrayParts(schema: JsonSchema, place: Place): readonly string[] {
    const { items, itemsMin, itemsMax } = schema;
    const length = at("JSONLength", place);
    const parts: string[] = [];
    if (itemsMin !== undefined) parts.push(`${length} >= ${this.#bind(itemsMin, "Float64")}`);
    if (itemsMax !== undefined) parts.push(`${length} <= ${this.#bind(itemsMax, "Float64")}`);
    if (items) {
      const item = `item${(this.#items += 1)}`;
      const kept = this.keeps(items, { text: item, steps: [] });
      parts.push(`arrayAll(${item} -> ${kept}, ${at("JSONExtractArrayRaw", place)})`);
    }
    return parts;
  }

  #textParts(schema: JsonSchema, place: Place): readonly string[] {
    const { lengthMin, lengthMax, pattern } = schema;
    const text = at("JSONExtractString", place);
    const parts: string[] = [];
    if (lengthMin !== undefined) {
      parts.push(`lengthUTF8(${text}) >= ${this.#bind(lengthMin, "Float64")}`);
    }
    if (lengthMax !== undefined) {
      parts.push(`lengthUTF8(${text}) <= ${this.#bind(lengthMax, "Float64")}`);
    }
    // In JSON Schema "." is no newline; ClickHouse's match has it otherwise unless told.
    if (pattern !== undefined)
      parts.push(`match(${text}, ${this.#bind(`(?-s)${pattern}`, "String")})`);
    return parts;
  }

  #numberParts(schema: JsonSchema, place: Place): readonly string[] {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
    const number = at("JSONExtractFloat", place);
    const limits = [
      [">=", minimum],
      ["<=", maximum],
      [">", exclusiveMinimum],
      ["<", exclusiveMaximum],
    ] as const;
    return limits.flatMap(([compare, limit]) =>
      limit === undefined ? [] : [`${number} ${compare} ${this.#bind(limit, "Float64")}`],
    );
  }

  #isOneOf(constants: readonly Json[], place: Place): string {
    const texts = constants.filter((each) => typeof each === "string");
    const rest = constants.filter((each) => typeof each !== "string");
    const isText = all([
      `${typeAt(place)} = 'String'`,
      `has(${this.#bind(texts, "Array(String)")}, ${at("JSONExtractString", place)})`,
    ]);
    return any([
      ...(texts.length > 0 ? [isText] : []),
      ...rest.map((each) => this.#equals(each, place)),
    ]);
  }

  #equals(value: Json, place: Place): string {
    const found = typeAt(place);
    if (value === null) return `${found} = 'Null'`;
    switch (typeof value) {
      case "boolean":
        return all([`${found} = 'Bool'`, `${value ? "" : "NOT "}${at("JSONExtractBool", place)}`]);
      case "number": {
        const number = at("JSONExtractFloat", place);
        return all([`${found} IN ${numberTypes}`, `${number} = ${this.#bind(value, "Float64")}`]);
      }
      case "string":
        return this.#isOneOf([value], place);
      default:
        return isList(value) ? this.#equalsList(value, place) : this.#equalsFields(value, place);
    }
  }

  #equalsList(value: readonly Json[], place: Place): string {
    return all([
      `${typeAt(place)} = 'Array'`,
      `${at("JSONLength", place)} = ${value.length}`,
      ...value.map((each, index) => this.#equals(each, step(place, String(index + 1)))),
    ]);
  }

  #equalsFields(value: { readonly [name: string]: Json }, place: Place): string {
    const fields = Object.entries(value);
    return all([
      `${typeAt(place)} = 'Object'`,
      `${at("JSONLength", place)} = ${fields.length}`,
      ...fields.flatMap(([name, each]) => {
        const key = this.#bind(name, "String");
        return [this.#has(place, key), this.#equals(each, step(place, key))];
      }),
    ]);
  }

  #has(place: Place, key: string): string {
    return at("JSONHas", step(place, key));
  }

  #bind(value: Parameter, type: string): string {
    const name = `${this.#prefix}p${(this.#count += 1)}`;
    this.parameters[name] = value;
    return `{${name}:${type}}`;
  }
}

function step(place: Place, key: string): Place {
  return { text: place.text, steps: [...place.steps, key] };
}

/** A JSON function of the value at a place. */
function at(name: string, place: Place): string {
  return `${name}(${[place.text, ...place.steps].join(", ")})`;
}

function typeAt(place: Place): string {
  return at("JSONType", place);
}

/** What is said of one type of values holds of all others. */
function unless(isOfType: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [any([`NOT ${isOfType}`, all(parts)])];
}

function all(parts: readonly string[]): string {
  return parts.length === 0 ? "1" : `(${parts.join(" AND ")})`;
}

function any(parts: readonly string[]): string {
  return `(${parts.join(" OR ")})`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

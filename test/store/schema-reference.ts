type Fields = { readonly [name: string]: unknown };

/**
 * A small validator written from the words of JSON Schema 2020-12 (validation, section 6; applicators,
 * section 10) on parsed values, as a second opinion on the SQL. Only the keywords that Aceso checks.
 */
export function keeps(value: unknown, schema: unknown): boolean {
  if (schema === true) return true;
  return Object.entries(schema as Fields).every(([keyword, rule]) =>
    holds(keyword, rule, value, schema as Fields),
  );
}

function holds(keyword: string, rule: unknown, value: unknown, schema: Fields): boolean {
  const limit = typeof rule === "number" ? rule : Number.NaN;
  const list = Array.isArray(rule) ? rule : [rule];
  switch (keyword) {
    case "type":
      return list.some((type) => isOfType(value, String(type)));
    case "const":
      return isEqual(value, rule);
    case "enum":
      return list.some((each) => isEqual(value, each));
    case "anyOf":
      return list.some((each) => keeps(value, each));
    case "minimum":
      return typeof value !== "number" || value >= limit;
    case "maximum":
      return typeof value !== "number" || value <= limit;
    case "exclusiveMinimum":
      return typeof value !== "number" || value > limit;
    case "exclusiveMaximum":
      return typeof value !== "number" || value < limit;
    case "minLength":
      return typeof value !== "string" || [...value].length >= limit;
    case "maxLength":
      return typeof value !== "string" || [...value].length <= limit;
    case "pattern":
      return typeof value !== "string" || new RegExp(String(rule), "u").test(value);
    case "minItems":
      return !Array.isArray(value) || value.length >= limit;
    case "maxItems":
      return !Array.isArray(value) || value.length <= limit;
    case "items":
      return !Array.isArray(value) || value.every((each) => keeps(each, rule));
    case "required":
      return !isObject(value) || list.every((name) => Object.hasOwn(value, String(name)));
    case "properties":
      return (
        !isObject(value) ||
        Object.entries(rule as Fields).every(
          ([name, each]) => !Object.hasOwn(value, name) || keeps(value[name], each),
        )
      );
    case "additionalProperties": {
      const known = Object.keys((schema["properties"] ?? {}) as Fields);
      return (
        rule === true || !isObject(value) || Object.keys(value).every((n) => known.includes(n))
      );
    }
    default:
      throw new Error(`no word on ${keyword}`);
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => isEqual(each, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
    );
  }
  // 0 and -0 are one number in JSON Schema.
  return one === other;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { describe, expect, it } from "vitest";
import { hasFormat } from "../../src/model/has-format.ts";

const schema = JSON.stringify({
  type: "object",
  required: ["name", "tags"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 2, pattern: "^[A-Z]" },
    tags: { type: "array", items: { enum: ["a", "b"] }, maxItems: 2 },
    age: { anyOf: [{ type: "integer", minimum: 0 }, { type: "null" }] },
  },
});

describe("the format of an output", () => {
  it.each([
    ["{}", "", null],
    ["{}", "json", true],
    ["Sure! {}", "json", false],
    ["yes, please", "^yes", true],
    ["no", "^yes", false],
    // A flag that RE2 knows and JavaScript does not.
    ["YES", "(?U)yes", null],
    ['{"name": "Ann", "tags": ["a"], "age": null}', schema, true],
    ['{"name": "Ann", "tags": ["a", "b"], "age": 3}', schema, true],
    ['{"name": "Ann", "tags": ["c"]}', schema, false],
    ['{"name": "Ann", "tags": ["a", "a", "b"]}', schema, false],
    ['{"name": "Ann", "tags": [], "age": 1.5}', schema, false],
    ['{"name": "ann", "tags": []}', schema, false],
    ['{"name": "A", "tags": []}', schema, false],
    ['{"name": "Ann"}', schema, false],
    ['{"name": "Ann", "tags": [], "more": 1}', schema, false],
    ["[]", schema, false],
    ["no JSON", schema, false],
  ])("%s as %s: %s", (output, format, expected) => {
    expect(hasFormat(output, format)).toBe(expected);
  });
});

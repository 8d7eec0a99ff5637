import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJsonSchema, type JsonSchema } from "../../src/model/json-schema.ts";
import type { EmbeddedConnection } from "../../src/store/embedded.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { schemaCondition } from "../../src/store/summaries/json-schema.ts";
import { keeps } from "./schema-reference.ts";

let dataDir: string;
let connection: EmbeddedConnection;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-schema-"));
  connection = await openEmbedded(dataDir);
});
afterAll(async () => {
  await connection.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Whether each text keeps the schema, as ClickHouse says: one query. */
async function verdicts(document: unknown, texts: readonly string[]): Promise<readonly boolean[]> {
  const { sql, parameters } = schemaCondition(read(document), "document", "s");
  const rows = await connection.rows(
    `SELECT ${sql} AS kept FROM (SELECT arrayJoin({texts:Array(String)}) AS document)`,
    { ...parameters, texts },
  );
  return rows.map((row) => Number(row["kept"]) === 1);
}

function read(document: unknown): JsonSchema {
  const found = readJsonSchema(document);
  if ("problem" in found) throw new Error(`${found.problem.path}: ${found.problem.reason}`);
  return found.schema;
}

const name = fc.constantFrom("a", "b", "it's", "", "名");
const shortText = fc.constantFrom("", "a", "ab", "b\nc", "😀", "it's", "1");
const someNumber = fc.constantFrom(-1, 0, 1, 2, 0.5, 1e300, 2 ** 53 + 2, -0);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), someNumber, shortText),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(name, tie("any"), { maxKeys: 3 }),
  ),
})).any;
const count = fc.nat(3);
const schema = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record(
      {
        type: fc.oneof(
          kindOfValue(),
          fc.uniqueArray(kindOfValue(), { minLength: 1, maxLength: 3 }),
        ),
        minLength: count,
        maxLength: count,
        minimum: someNumber,
        maximum: someNumber,
        exclusiveMinimum: someNumber,
        exclusiveMaximum: someNumber,
        pattern: fc.constantFrom("^a", "b$", ".c", "^[a-c]+$", "'"),
        enum: fc.array(value, { minLength: 1, maxLength: 4 }),
        const: value,
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        properties: fc.dictionary(name, tie("any"), { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.boolean(),
        items: tie("any"),
        minItems: count,
        maxItems: count,
        anyOf: fc.array(tie("any"), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  ),
})).any;

function kindOfValue() {
  return fc.constantFrom("object", "array", "string", "number", "integer", "boolean", "null");
}

describe("a JSON Schema as SQL", () => {
  it("agrees with a validator of its own on generated documents", async () => {
    await fc.assert(
      fc.asyncProperty(
        schema,
        fc.array(value, { minLength: 20, maxLength: 40 }),
        async (s, docs) => {
          const texts = docs.map((document) => JSON.stringify(document));
          const expected = docs.map((document) => keeps(JSON.parse(JSON.stringify(document)), s));
          expect(await verdicts(s, texts)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("what a model says around its JSON, or half of it, is not valid", async () => {
    const texts = ['{"a":1}', 'Here: {"a":1}', '{"a":1', "```json\n{}\n```", "", " {} ", "{}{}"];
    expect(await verdicts({}, texts)).toEqual([true, false, false, false, false, true, false]);
  });

  it("definitions are followed, as providers of structured outputs write them", async () => {
    const document = {
      type: "object",
      required: ["steps"],
      properties: { steps: { type: "array", items: { $ref: "#/$defs/step" }, minItems: 1 } },
      additionalProperties: false,
      $defs: {
        step: {
          type: "object",
          description: "one step",
          required: ["text", "done"],
          properties: {
            text: { type: "string", minLength: 1 },
            done: { anyOf: [{ type: "boolean" }, { type: "null" }] },
          },
        },
      },
    };
    const texts = [
      '{"steps":[{"text":"a","done":null},{"text":"b","done":true}]}',
      '{"steps":[{"text":"","done":true}]}',
      '{"steps":[{"text":"a","done":"yes"}]}',
      '{"steps":[{"text":"a"}]}',
      '{"steps":[]}',
      '{"steps":[{"text":"a","done":true}],"more":1}',
    ];
    expect(await verdicts(document, texts)).toEqual([true, false, false, false, false, false]);
  });
});

describe("a schema that cannot be checked is refused with the place", () => {
  const circle = { $ref: "#/$defs/a", $defs: { a: { items: { $ref: "#/$defs/a" } } } };
  it.each([
    [{ properties: { a: { format: "email" } } }, "#/properties/a/format"],
    [{ items: { uniqueItems: true } }, "#/items/uniqueItems"],
    [{ additionalProperties: { type: "string" } }, "#/additionalProperties"],
    [{ type: "text" }, "#/type"],
    [{ minLength: -1 }, "#/minLength"],
    [{ maximum: "1" }, "#/maximum"],
    [{ required: [1] }, "#/required"],
    [{ enum: [] }, "#/enum"],
    [{ $ref: "https://example.com/schema" }, "#/$ref"],
    [circle, "#/items/$ref"],
    [[], "#"],
    [{ properties: { a: 1 } }, "#/properties/a"],
  ])("%j", (document, path) => {
    expect(readJsonSchema(document)).toMatchObject({ problem: { path } });
  });

  it("patterns are checked by whoever knows the dialect", () => {
    const found = readJsonSchema(
      { properties: { a: { pattern: "(?=x)" } } },
      () => "no look-ahead",
    );
    expect(found).toEqual({
      problem: { path: "#/properties/a/pattern", reason: "no look-ahead" },
    });
  });

  it("any JSON is a schema or a problem, never a crash", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        const found = readJsonSchema(document);
        expect("schema" in found || found.problem.path.startsWith("#")).toBe(true);
      }),
    );
  });
});

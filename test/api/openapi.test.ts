import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorsPage, openApiText } from "../../scripts/generated-docs.ts";
import { requestSchemas } from "../../src/api/schemas.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("documents made from code", () => {
  it("the checked-in OpenAPI document is the one of the code (npm run docs)", () => {
    expect(read("openapi.json")).toBe(openApiText());
  });

  it("the page of errors lists exactly the codes of the table (npm run docs)", () => {
    expect(read("docs/errors.md")).toBe(errorsPage());
  });

  it("every route, path parameter and field that a release had is still there", () => {
    const released = JSON.parse(read("test/api/openapi-0.1.json")) as unknown;
    const current = JSON.parse(openApiText()) as unknown;
    expect(removedFrom(released, current, [])).toEqual([]);
  });

  it("a removed field is noticed", () => {
    const before = { paths: { "/a": { get: { parameters: [{ name: "x" }, { name: "y" }] } } } };
    const after = { paths: { "/a": { get: { parameters: [{ name: "y" }] } } } };
    expect(removedFrom(before, after, [])).toEqual(["paths./a.get.parameters.x"]);
  });

  it("a body may ask for less, an answer may not hold less", () => {
    const bodyOf = (required: readonly string[]) => ({ schema: { required } });
    const [more, less] = [bodyOf(["id", "detector"]), bodyOf(["id"])];
    expect(removedFrom({ requestBody: more }, { requestBody: less }, [])).toEqual([]);
    expect(removedFrom({ responses: more }, { responses: less }, [])).toEqual([
      "responses.schema.required.detector",
    ]);
  });

  it("every reference leads somewhere", () => {
    const document = JSON.parse(openApiText()) as unknown;
    const references = [...openApiText().matchAll(/"\$ref": "#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    expect(references.length).toBeGreaterThan(0);
    const known = new Set(pathsOf(document));
    expect(references.filter((path) => !known.has(path))).toEqual([]);
  });

  it("every route of the contract is described with its role", () => {
    const { paths } = JSON.parse(openApiText()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const key of Object.keys(requestSchemas)) {
      const [method = "", path = ""] = key.split(" ");
      const operation = paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
      expect(operation, key).toMatchObject({ operationId: key });
    }
  });
});

/** Names (object keys and named array elements) of the first document that the second does not have. */
function removedFrom(before: unknown, after: unknown, path: readonly string[]): readonly string[] {
  if (typeof before !== "object" || before === null) return [];
  return namesOf(before).flatMap(([name, value]) => {
    const found = namesOf(after).find(([other]) => other === name);
    // Texts may be reworded.
    if (name === "summary" || name === "description" || name === "version") return [];
    // What a request need not hold any more, callers may go on sending.
    if (name === "required" && path.includes("requestBody")) return [];
    if (found === undefined) return [[...path, name].join(".")];
    return removedFrom(value, found[1], [...path, name]);
  });
}

function namesOf(node: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(node)) {
    return node.map((item: unknown, index) => {
      const isNamed = typeof item === "object" && item !== null && "name" in item;
      return [isNamed ? String(item.name) : typeof item === "string" ? item : String(index), item];
    });
  }
  return typeof node === "object" && node !== null ? Object.entries(node) : [];
}

/** "a/b/c" of every object and array within a document. */
function pathsOf(node: unknown, path = ""): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  const prefix = path === "" ? "" : `${path}/`;
  return [
    path,
    ...Object.entries(node).flatMap(([name, value]) => pathsOf(value, `${prefix}${name}`)),
  ];
}

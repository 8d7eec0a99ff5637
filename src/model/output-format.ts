import { readJsonSchema, type JsonSchema } from "./json-schema.ts";

/**
 * What a text output must look like. As a text: `json`, a JSON Schema document (it begins with a
 * brace), or a regular expression in RE2 syntax that must match somewhere in the output.
 */
export type OutputFormat =
  | { readonly kind: "json" }
  | { readonly kind: "schema"; readonly schema: JsonSchema }
  | { readonly kind: "pattern"; readonly pattern: string };

/**
 * Reads a format as it is declared.
 *
 * @param checkPattern says what is wrong with a regular expression; undefined when nothing is
 * @returns the format, or what is wrong with it, with the place of the keyword in a schema
 */
export function readOutputFormat(
  text: string,
  checkPattern: (pattern: string) => string | undefined = () => undefined,
): { readonly format: OutputFormat } | { readonly problem: string } {
  if (text === "json") return { format: { kind: "json" } };
  if (text.trimStart().startsWith("{")) return readSchemaText(text, checkPattern);
  const problem = checkPattern(text);
  return problem === undefined ? { format: { kind: "pattern", pattern: text } } : { problem };
}

function readSchemaText(
  text: string,
  checkPattern: (pattern: string) => string | undefined,
): { readonly format: OutputFormat } | { readonly problem: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { problem: `the JSON Schema is not valid JSON: ${String(error)}` };
  }
  const read = readJsonSchema(document, checkPattern);
  if ("problem" in read) return { problem: `${read.problem.path}: ${read.problem.reason}` };
  return { format: { kind: "schema", schema: read.schema } };
}

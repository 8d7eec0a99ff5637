import type { z } from "zod";
import { AcesoError } from "../model/errors.ts";

/**
 * Checks a value that came from outside.
 *
 * @param place "query" or "body": names the thing where the schema refuses it as a whole
 * @throws AcesoError "missing-field" or "bad-field", naming the first field that is wrong
 */
export function validate<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  place: "query" | "body",
): Output {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const field = [...path, issue.keys[0] ?? ""].join(".").slice(0, 100);
    throw new AcesoError("bad-field", { field, expected: "absent: it is unknown", got: "a value" });
  }
  const field = path.length === 0 ? `the ${place}` : path.join(".").slice(0, 100);
  const expected =
    issue?.code === "invalid_type" ? issue.expected : (issue?.message ?? "another value");
  if (issue?.input === undefined) throw new AcesoError("missing-field", { field, expected });
  throw new AcesoError("bad-field", { field, expected, got: kindOf(issue.input) });
}

/** What came, told without repeating it. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

import { AcesoError } from "../model/errors.ts";
import {
  kindOf,
  readStructuredLabel,
  readStructuredOutput,
  structuredLimits,
  structuredText,
} from "../model/structured-value.ts";
import { isFields } from "./json-rows.ts";

/**
 * An output or label that says by its `kind` that it is a ranking, boxes, a forecast or a time to an event, as the text it
 * is kept as; null where it is anything else.
 *
 * @throws AcesoError "bad-field" where it is not what it says it is, or is too long
 */
export function readStructuredValue(value: unknown, field: "output" | "label"): string | null {
  const kind = kindOf(value);
  if (kind === null || !isFields(value)) return null;
  const text = structuredText(read(value, field, kind));
  if (text.length <= structuredLimits.characters) return text;
  throw new AcesoError("bad-field", {
    field,
    expected: `at most ${structuredLimits.characters} characters of JSON`,
    got: `${text.length} characters`,
  });
}

function read(
  value: { readonly [name: string]: unknown },
  field: "output" | "label",
  kind: NonNullable<ReturnType<typeof kindOf>>,
) {
  try {
    return field === "output"
      ? readStructuredOutput(value, kind)
      : readStructuredLabel(value, kind);
  } catch (error) {
    if (!(error instanceof AcesoError)) throw error;
    const { params } = error;
    // Within the output or label, of that kind.
    throw new AcesoError("bad-field", {
      ...params,
      field: `${field}.${String(params["field"])}`,
      expected: `${String(params["expected"])}, in a ${kind}`,
    });
  }
}

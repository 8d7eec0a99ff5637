/** A value bound to a `{name:Type}` place of a statement; never spliced into its text. */
export type Parameter = string | number | bigint | boolean | readonly Parameter[];
export type Parameters = { readonly [name: string]: Parameter };

/** A text as an SQL literal. Backslash, quote and control characters are escaped. */
export function quote(text: string): string {
  return `'${text.replace(/[\\'\n\r\t\0\b\f]/g, (character) => literalEscapes[character] ?? "")}'`;
}

/**
 * The text ClickHouse parses for a parameter's value: top-level texts are "escaped" as in TSV, nested
 * ones quoted. @throws RangeError on a name that is not a plain identifier.
 */
export function parameterText(value: Parameter): string {
  return typeof value === "string" ? escapeField(value) : nestedText(value);
}

/** The statements that bind parameters on a session, to be sent before the query that uses them. */
export function bindings(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      if (!/^[a-z][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`bad parameter name ${name}`);
      return `SET param_${name}=${quote(parameterText(value))}; `;
    })
    .join("");
}

const literalEscapes: { readonly [character: string]: string } = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
  "\b": "\\b",
  "\f": "\\f",
};

function escapeField(text: string): string {
  return text.replace(/[\\'\n\r\t\0\b\f]/g, (character) => literalEscapes[character] ?? "");
}

function nestedText(value: Parameter): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "nan";
    return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
  }
  return `[${value.map(nestedText).join(",")}]`;
}

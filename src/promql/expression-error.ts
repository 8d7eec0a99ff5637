import { AcesoError } from "../model/errors.ts";

/** "bad-expression" with the line and column (both from 1) of an offset into the text. */
export function expressionError(text: string, offset: number, reason: string): AcesoError {
  return new AcesoError("bad-expression", { where: positionOf(text, offset), reason });
}

/** Line and column, both from 1, as "line:column". */
export function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return `${line}:${offset - before.lastIndexOf("\n")}`;
}

import { expressionError } from "./expression-error.ts";
import { parseNumber } from "./parse-selector.ts";
import type { AtModifier, Expression, Selector, Subquery } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

/** Reads `[range]` after a selector, or `[range:step]` after any instant expression. */
export function readRange(reader: TokenReader, operand: Expression): Selector | Subquery {
  const open = reader.expectSign("[");
  const rangeMs = readPositive(reader);
  if (!reader.isSign(":")) {
    const end = reader.expectSign("]").end;
    if (operand.kind !== "selector") {
      throw expressionError(reader.text, open.start, "ranges only allowed for vector selectors");
    }
    if (operand.rangeMs !== null || operand.offsetMs !== 0 || operand.at !== null) {
      const reason = "no offset or @ modifiers allowed before range";
      throw expressionError(reader.text, open.start, reason);
    }
    return { ...operand, rangeMs, span: { start: operand.span.start, end } };
  }
  reader.expectSign(":");
  const stepMs = reader.isSign("]") ? null : readPositive(reader);
  const span = { start: operand.span.start, end: reader.expectSign("]").end };
  return { kind: "subquery", span, expression: operand, rangeMs, stepMs, offsetMs: 0, at: null };
}

/** Reads any `offset` and `@` after a selector or subquery, each at most once. */
export function readTimeShift<Shifted extends Selector | Subquery>(
  reader: TokenReader,
  operand: Shifted,
): Shifted {
  let offsetMs: number | null = null;
  let at: AtModifier | null = null;
  for (;;) {
    const token = reader.peek();
    if (reader.takeWord("offset")) {
      if (offsetMs !== null) {
        throw expressionError(reader.text, token.start, "offset may not be set multiple times");
      }
      offsetMs = readSigned(reader) * 1000;
    } else if (reader.isSign("@")) {
      reader.next();
      if (at !== null) {
        throw expressionError(reader.text, token.start, "@ may not be set multiple times");
      }
      at = readAt(reader);
    } else {
      const span = { start: operand.span.start, end: reader.previousEnd() };
      if (offsetMs === null && at === null) return operand;
      return { ...operand, span, offsetMs: Math.round(offsetMs ?? 0), at };
    }
  }
}

function readPositive(reader: TokenReader): number {
  const token = reader.next();
  if (token.kind !== "number" && token.kind !== "duration") {
    throw reader.unexpected(token, "a duration");
  }
  const ms = Math.round(parseNumber(reader.text, token) * 1000);
  if (ms > 0) return ms;
  throw expressionError(reader.text, token.start, "duration must be greater than 0");
}

function readSigned(reader: TokenReader): number {
  const sign = reader.isSign("-") ? -1 : 1;
  if (reader.isSign("-") || reader.isSign("+")) reader.next();
  const token = reader.next();
  if (token.kind === "number" || token.kind === "duration") {
    return sign * parseNumber(reader.text, token);
  }
  throw reader.unexpected(token, "a number or duration");
}

function readAt(reader: TokenReader): AtModifier {
  const kind = reader.takeWord("start") ? "start" : reader.takeWord("end") ? "end" : null;
  if (kind !== null) {
    reader.expectSign("(");
    reader.expectSign(")");
    return { kind };
  }
  const position = reader.peek().start;
  const timeMs = Math.round(readSigned(reader) * 1000);
  // Farther from 1970 than this, milliseconds are no whole doubles any more.
  if (Math.abs(timeMs) <= Number.MAX_SAFE_INTEGER) return { kind: "time", timeMs };
  throw expressionError(reader.text, position, "timestamp out of bounds for @ modifier");
}

import type { LabelMatcher } from "../model/series.ts";
import { parseDuration } from "./duration.ts";
import { expressionError } from "./expression-error.ts";
import type { Token } from "./lexer.ts";
import { compileRegex } from "./regex.ts";
import type { Selector } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

/** Reads `name`, `name{…}` or `{…}`. */
export function readSelector(reader: TokenReader): Selector {
  const first = reader.peek();
  const matchers: LabelMatcher[] = [];
  if (first.kind === "word") {
    reader.next();
    matchers.push({ name: "__name__", operator: "=", value: first.text });
  }
  if (reader.isSign("{")) readMatchers(reader, matchers);
  const end = reader.previousEnd();
  if (matchers.filter(isNameGiven).length > 1) {
    throw expressionError(reader.text, first.start, "metric name must not be set twice");
  }
  if (matchers.every(matchesEmpty)) {
    const reason = "vector selector must contain at least one non-empty matcher";
    throw expressionError(reader.text, first.start, reason);
  }
  const span = { start: first.start, end };
  return { kind: "selector", span, matchers, rangeMs: null, offsetMs: 0, at: null };
}

function isNameGiven({ name, operator }: LabelMatcher): boolean {
  return name === "__name__" && operator === "=";
}

function matchesEmpty({ operator, value }: LabelMatcher): boolean {
  switch (operator) {
    case "=":
      return value === "";
    case "!=":
      return value !== "";
    case "=~":
      return compileRegex(value)("") !== null;
    case "!~":
      return compileRegex(value)("") === null;
    default:
      return operator satisfies never;
  }
}

function readMatchers(reader: TokenReader, matchers: LabelMatcher[]): void {
  reader.expectSign("{");
  let isFirst = true;
  while (!reader.isSign("}")) {
    if (!isFirst) {
      reader.expectSign(",");
      if (reader.isSign("}")) break;
    }
    isFirst = false;
    matchers.push(readMatcher(reader));
  }
  reader.expectSign("}");
}

function readMatcher(reader: TokenReader): LabelMatcher {
  const name = reader.next();
  const isWord = name.kind === "word" && !name.text.includes(":");
  if (!isWord && !(name.kind === "string" && name.text !== "")) throw reader.unexpected(name);
  const isAlone = reader.isSign(",") || reader.isSign("}");
  // A quoted text without a condition is the metric's name.
  if (name.kind === "string" && isAlone) {
    return { name: "__name__", operator: "=", value: name.text };
  }
  const sign = reader.next();
  const operator = sign.kind === "sign" ? sign.text : "";
  if (operator !== "=" && operator !== "!=" && operator !== "=~" && operator !== "!~") {
    throw reader.unexpected(sign, "a label matching operator");
  }
  const value = reader.next();
  if (value.kind !== "string") throw reader.unexpected(value, "a string");
  if (operator === "=~" || operator === "!~") checkRegex(reader, value);
  return { name: name.text, operator, value: value.text };
}

function checkRegex(reader: TokenReader, value: Token): void {
  try {
    compileRegex(value.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw expressionError(reader.text, value.start, reason);
  }
}

/** The value of a number or duration token; a duration is a number of seconds. */
export function parseNumber(text: string, token: Token): number {
  const source = token.text;
  if (token.kind === "duration") {
    const ms = parseDuration(source);
    if (ms === null) throw expressionError(text, token.start, `bad duration ${source}`);
    return ms / 1000;
  }
  // As in Go: a leading zero before octal digits makes an octal number.
  const value = /^0[0-7_]+$/.test(source)
    ? Number.parseInt(source.replaceAll("_", ""), 8)
    : Number(source.replaceAll("_", ""));
  if (!Number.isFinite(value))
    throw expressionError(text, token.start, `number out of range ${source}`);
  return value;
}

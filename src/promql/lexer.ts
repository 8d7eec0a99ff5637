import { expressionError } from "./expression-error.ts";
import type { Span } from "./syntax.ts";

/** A word of an expression. `text` of a string is its decoded value, else the source text. */
export interface Token extends Span {
  readonly kind: "number" | "duration" | "string" | "word" | "sign" | "end";
  readonly text: string;
}

// Longest first, so that "==" is not read as two signs.
const signs = ["=~", "!~", "==", "!=", "<=", ">=", ..."(){}[],:=<>+-*/%^@"];
const space = /[ \t\r\n]/;

/**
 * The tokens of an expression, ended by one of kind "end".
 *
 * @throws AcesoError "bad-expression" on a character or a string that cannot stand in PromQL
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  // A colon is part of a metric name, except between brackets, where it divides range and step.
  let brackets = 0;
  let position = 0;
  while (position < text.length) {
    const char = text[position]!;
    if (space.test(char)) {
      position++;
    } else if (char === "#") {
      const end = text.indexOf("\n", position);
      position = end < 0 ? text.length : end;
    } else {
      const token = readToken(text, position, brackets > 0);
      if (token.text === "[" && token.kind === "sign") brackets++;
      if (token.text === "]" && token.kind === "sign") brackets--;
      tokens.push(token);
      position = token.end;
    }
  }
  tokens.push({ kind: "end", text: "", start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, start: number, insideBrackets: boolean): Token {
  const char = text[start]!;
  if (char === '"' || char === "'" || char === "`") return readString(text, start);
  const word = insideBrackets ? /[a-zA-Z_]\w*/y : /[a-zA-Z_:][\w:]*/y;
  word.lastIndex = start;
  const wordMatch = word.exec(text);
  if (wordMatch) {
    return { kind: "word", text: wordMatch[0], start, end: word.lastIndex };
  }
  if (/[0-9.]/.test(char)) return readNumber(text, start);
  const sign = signs.find((one) => text.startsWith(one, start));
  if (sign === undefined) {
    const shown = String.fromCodePoint(text.codePointAt(start) ?? 0);
    throw expressionError(text, start, `unexpected character ${JSON.stringify(shown)}`);
  }
  return { kind: "sign", text: sign, start, end: start + sign.length };
}

function readNumber(text: string, start: number): Token {
  // Everything that could belong to the number is taken, so that "5mx" is one bad word, not two good ones.
  const all = /(?:0[xX][0-9a-fA-F_]*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]+)?)[\w.]*/y;
  all.lastIndex = start;
  const source = all.exec(text)![0];
  const end = start + source.length;
  if (/^(?:\d+(?:ms|[smhdwy]))+$/.test(source)) {
    return { kind: "duration", text: source, start, end };
  }
  if (
    /^(?:0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|\d+(?:_\d+)*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/.test(
      source,
    )
  ) {
    return { kind: "number", text: source, start, end };
  }
  throw expressionError(text, start, `bad number or duration ${JSON.stringify(source)}`);
}

function readString(text: string, start: number): Token {
  const quote = text[start]!;
  let value = "";
  let position = start + 1;
  for (;;) {
    const char = text[position];
    if (char === undefined || (char === "\n" && quote !== "`")) {
      throw expressionError(text, start, "unterminated string");
    }
    if (char === quote) break;
    if (char === "\\" && quote !== "`") {
      const escape = readEscape(text, position, quote);
      value += escape.value;
      position = escape.end;
    } else {
      value += char;
      position++;
    }
  }
  return { kind: "string", text: value, start, end: position + 1 };
}

const simpleEscapes: { readonly [char: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

// Go's escapes: \x41, \101, \u0041, \U00000041 and the single letters. Bytes above 0x7f must form UTF-8.
function readEscape(text: string, start: number, quote: string): { value: string; end: number } {
  const char = text[start + 1] ?? "";
  const simple = char === quote ? quote : simpleEscapes[char];
  if (simple !== undefined) return { value: simple, end: start + 2 };
  const unicode = /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/y;
  unicode.lastIndex = start;
  const point = unicode.exec(text);
  if (point) {
    const code = Number.parseInt(point[1] ?? point[2]!, 16);
    if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) {
      return { value: String.fromCodePoint(code), end: unicode.lastIndex };
    }
  }
  const byte = /\\x([0-9a-fA-F]{2})|\\([0-7]{3})/y;
  const bytes: number[] = [];
  let end = start;
  for (byte.lastIndex = end; ; byte.lastIndex = end) {
    const one = byte.exec(text);
    if (!one) break;
    bytes.push(one[1] ? Number.parseInt(one[1], 16) : Number.parseInt(one[2]!, 8));
    end = byte.lastIndex;
  }
  const value = bytes.length > 0 ? decodeUtf8(bytes) : null;
  if (value === null) {
    const shown = text.slice(start, Math.max(end, start + 2));
    throw expressionError(text, start, `bad escape or invalid UTF-8: ${shown}`);
  }
  return { value, end };
}

// Strict UTF-8 without TextDecoder, which pure code does not have; null where it is not UTF-8.
function decodeUtf8(bytes: readonly number[]): string | null {
  try {
    return decodeURIComponent(
      bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    );
  } catch {
    return null;
  }
}

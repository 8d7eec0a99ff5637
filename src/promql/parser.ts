import { checkTypes } from "./check-types.ts";
import { expressionError } from "./expression-error.ts";
import { type Token, tokenize } from "./lexer.ts";
import { parseNumber, readSelector } from "./parse-selector.ts";
import { readTimeShift, readRange } from "./parse-time.ts";
import {
  type Aggregation,
  aggregateOperators,
  type AggregateOperator,
  type BinaryOperator,
  comparisonOperators,
  type Expression,
  setOperators,
  type VectorMatching,
} from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";

// How tightly each operator binds; a unary sign binds like "*".
const bindingPower: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["unless", 2],
  ...comparisonOperators.map((operator) => [operator, 3] as const),
  ["+", 4],
  ["-", 4],
  ["*", 5],
  ["/", 5],
  ["%", 5],
  ["atan2", 5],
  ["^", 6],
]);
const unaryPower = 5;

// A 100 kB expression of nothing but parentheses must not overflow the stack.
const depthMax = 250;

// Nor may a sum of many thousand terms, which is a tree as deep as it is long.
const tokensMax = 10_000;

/**
 * Parses and type-checks a PromQL expression (Prometheus 3, without experimental syntax).
 *
 * @throws AcesoError "bad-expression" with line:column and the reason
 * Source: the grammar of Prometheus 3, here as precedence climbing (Pratt 1973).
 */
export function parse(text: string): Expression {
  const tokens = tokenize(text);
  if (tokens.length > tokensMax) {
    throw expressionError(text, 0, `more than ${tokensMax} words`);
  }
  const reader = new TokenReader(text, tokens);
  const expression = readExpression(reader, 0, 0);
  const rest = reader.peek();
  if (rest.kind !== "end") throw reader.unexpected(rest);
  checkTypes(text, expression);
  return expression;
}

function readExpression(reader: TokenReader, powerMin: number, depth: number): Expression {
  if (depth > depthMax) {
    throw expressionError(reader.text, reader.peek().start, "nested too deeply");
  }
  let left = readOperand(reader, depth);
  for (;;) {
    const token = reader.peek();
    const operator = operatorOf(token);
    if (operator === null) return left;
    const power = bindingPower.get(operator)!;
    if (power <= powerMin) return left;
    reader.next();
    const { returnsBool, matching } = readModifiers(reader, operator);
    // "^" binds to the right: its right side may hold another "^".
    const right = readExpression(reader, operator === "^" ? power - 1 : power, depth + 1);
    const span = { start: left.span.start, end: right.span.end };
    left = { kind: "binary", span, operator, left, right, returnsBool, matching };
  }
}

function operatorOf(token: Token): BinaryOperator | null {
  const text = token.kind === "word" ? token.text.toLowerCase() : token.text;
  if (token.kind !== "word" && token.kind !== "sign") return null;
  // Every key of the table is an operator.
  return bindingPower.has(text) ? (text as BinaryOperator) : null;
}

function readModifiers(
  reader: TokenReader,
  operator: BinaryOperator,
): { readonly returnsBool: boolean; readonly matching: VectorMatching | null } {
  const isSetOperator = isOneOf(setOperators, operator);
  const boolToken = reader.takeWord("bool");
  if (boolToken && !isOneOf(comparisonOperators, operator)) {
    const reason = "the bool modifier may only follow a comparison operator";
    throw expressionError(reader.text, boolToken.start, reason);
  }
  const onOrIgnoring = reader.takeWord("on") ?? reader.takeWord("ignoring");
  const returnsBool = boolToken !== null;
  if (!onOrIgnoring) return { returnsBool, matching: null };
  const labels = readLabelList(reader);
  const on = onOrIgnoring.text.toLowerCase() === "on";
  const plain = { on, labels, include: [] };
  const group = reader.takeWord("group_left") ?? reader.takeWord("group_right");
  if (!group) {
    const cardinality = isSetOperator ? "many-to-many" : "one-to-one";
    return { returnsBool, matching: { ...plain, cardinality } };
  }
  if (isSetOperator) {
    const reason = `no grouping allowed for ${operator} operation`;
    throw expressionError(reader.text, group.start, reason);
  }
  const include = reader.isSign("(") ? readLabelList(reader) : [];
  const twice = on ? include.find((label) => labels.includes(label)) : undefined;
  if (twice !== undefined) {
    const reason = `label ${JSON.stringify(twice)} must not occur in ON and GROUP clause at once`;
    throw expressionError(reader.text, group.start, reason);
  }
  const isLeft = group.text.toLowerCase() === "group_left";
  const cardinality = isLeft ? "many-to-one" : "one-to-many";
  return { returnsBool, matching: { on, labels, include, cardinality } };
}

function readOperand(reader: TokenReader, depth: number): Expression {
  const token = reader.peek();
  if (token.kind === "sign" && (token.text === "-" || token.text === "+")) {
    reader.next();
    const expression = readExpression(reader, unaryPower, depth + 1);
    const span = { start: token.start, end: expression.span.end };
    return { kind: "unary", span, operator: token.text, expression };
  }
  let operand = readPrimary(reader, depth);
  // What follows an operand belongs to it alone: ranges, subqueries, offset and @.
  while (reader.isSign("[")) operand = readTimeShift(reader, readRange(reader, operand));
  return operand;
}

function readPrimary(reader: TokenReader, depth: number): Expression {
  const token = reader.peek();
  const span = { start: token.start, end: token.end };
  switch (token.kind) {
    case "number":
    case "duration":
      reader.next();
      return refuseShift(reader, { kind: "number", span, value: parseNumber(reader.text, token) });
    case "string":
      reader.next();
      return refuseShift(reader, { kind: "string", span, value: token.text });
    case "sign":
      if (token.text === "(") return readParenthesis(reader, depth);
      if (token.text === "{") return readTimeShift(reader, readSelector(reader));
      throw reader.unexpected(token);
    case "word":
      return readWord(reader, depth);
    case "end":
      throw reader.unexpected(token);
    default:
      return token.kind satisfies never;
  }
}

function readWord(reader: TokenReader, depth: number): Expression {
  const token = reader.peek();
  const lower = token.text.toLowerCase();
  const span = { start: token.start, end: token.end };
  if (lower === "inf" || lower === "nan") {
    reader.next();
    const value = lower === "inf" ? Number.POSITIVE_INFINITY : Number.NaN;
    return refuseShift(reader, { kind: "number", span, value });
  }
  const after = reader.peek(1);
  const opens = after.kind === "sign" && after.text === "(";
  const groups = after.kind === "word" && /^(by|without)$/i.test(after.text);
  if (isOneOf(aggregateOperators, lower) && (opens || groups)) {
    return refuseShift(reader, readAggregation(reader, lower, depth));
  }
  if (opens) return refuseShift(reader, readCall(reader, depth));
  return readTimeShift(reader, readSelector(reader));
}

function readParenthesis(reader: TokenReader, depth: number): Expression {
  const open = reader.expectSign("(");
  const expression = readExpression(reader, 0, depth + 1);
  const close = reader.expectSign(")");
  const span = { start: open.start, end: close.end };
  return refuseShift(reader, { kind: "parenthesis", span, expression });
}

function readCall(reader: TokenReader, depth: number): Expression {
  const name = reader.next();
  const { list, end } = readArguments(reader, depth);
  return { kind: "call", span: { start: name.start, end }, name: name.text, arguments: list };
}

function readArguments(
  reader: TokenReader,
  depth: number,
): { readonly list: readonly Expression[]; readonly end: number } {
  reader.expectSign("(");
  const list: Expression[] = [];
  while (!reader.isSign(")")) {
    if (list.length > 0) reader.expectSign(",");
    list.push(readExpression(reader, 0, depth + 1));
  }
  return { list, end: reader.expectSign(")").end };
}

function readAggregation(
  reader: TokenReader,
  operator: AggregateOperator,
  depth: number,
): Aggregation {
  const start = reader.next().start;
  const before = readGrouping(reader);
  const { list, end } = readArguments(reader, depth);
  const after = before ? null : readGrouping(reader);
  const grouping = before ?? after ?? { without: false, labels: [] };
  const takesParameter = aggregateParameters.has(operator);
  const expected = takesParameter ? 2 : 1;
  if (list.length !== expected) {
    const reason = `wrong number of arguments for ${operator}, expected ${expected}, got ${list.length}`;
    throw expressionError(reader.text, start, reason);
  }
  return {
    kind: "aggregation",
    span: { start, end: after ? reader.previousEnd() : end },
    operator,
    // The number of arguments was checked above.
    expression: list[expected - 1]!,
    parameter: takesParameter ? list[0]! : null,
    without: grouping.without,
    grouping: grouping.labels,
  };
}

/** Aggregations whose first argument is a parameter. */
const aggregateParameters: ReadonlySet<AggregateOperator> = new Set([
  "topk",
  "bottomk",
  "quantile",
  "count_values",
]);

function readGrouping(
  reader: TokenReader,
): { readonly without: boolean; readonly labels: readonly string[] } | null {
  const word = reader.takeWord("by") ?? reader.takeWord("without");
  if (!word) return null;
  return { without: word.text.toLowerCase() === "without", labels: readLabelList(reader) };
}

function readLabelList(reader: TokenReader): readonly string[] {
  reader.expectSign("(");
  const labels: string[] = [];
  while (!reader.isSign(")")) {
    if (labels.length > 0) reader.expectSign(",");
    // A trailing comma is allowed.
    if (labels.length > 0 && reader.isSign(")")) break;
    const token = reader.next();
    const isName = token.kind === "word" && !token.text.includes(":");
    if (!isName && !(token.kind === "string" && token.text !== "")) throw reader.unexpected(token);
    labels.push(token.text);
  }
  reader.expectSign(")");
  return labels;
}

// offset and @ may follow selectors and subqueries only.
function refuseShift(reader: TokenReader, expression: Expression): Expression {
  const token = reader.peek();
  const isOffset = token.kind === "word" && token.text.toLowerCase() === "offset";
  if (!isOffset && !(token.kind === "sign" && token.text === "@")) return expression;
  const what = isOffset ? "offset" : "@";
  const reason = `${what} must follow an instant vector selector, a range vector selector or a subquery`;
  throw expressionError(reader.text, token.start, reason);
}

function isOneOf<Text extends string>(list: readonly Text[], text: string): text is Text {
  return (list as readonly string[]).includes(text);
}

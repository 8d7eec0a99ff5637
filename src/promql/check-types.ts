import { expressionError } from "./expression-error.ts";
import { signatures } from "./signatures.ts";
import {
  type Aggregation,
  type Binary,
  type Call,
  comparisonOperators,
  type Expression,
  setOperators,
  type ValueType,
} from "./syntax.ts";

/**
 * The type of an expression, after checking that all its parts fit together.
 *
 * @throws AcesoError "bad-expression"
 */
export function checkTypes(text: string, expression: Expression): ValueType {
  switch (expression.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "parenthesis":
      return checkTypes(text, expression.expression);
    case "unary": {
      const type = checkTypes(text, expression.expression);
      if (type === "scalar" || type === "instant vector") return type;
      const reason = `unary expression only allowed on scalars or instant vectors, got ${type}`;
      throw expressionError(text, expression.span.start, reason);
    }
    case "selector":
      return expression.rangeMs === null ? "instant vector" : "range vector";
    case "subquery":
      expect(text, expression.expression, "instant vector", "subquery");
      return "range vector";
    case "call":
      return checkCall(text, expression);
    case "aggregation":
      return checkAggregation(text, expression);
    case "binary":
      return checkBinary(text, expression);
    default:
      return expression satisfies never;
  }
}

function checkCall(text: string, call: Call): ValueType {
  const signature = signatures.get(call.name);
  if (!signature) {
    throw expressionError(text, call.span.start, `unknown function ${JSON.stringify(call.name)}`);
  }
  const { takes, optional, gives } = signature;
  const given = call.arguments.length;
  const least = takes.length - Math.abs(optional);
  const most = optional < 0 ? Number.POSITIVE_INFINITY : takes.length;
  if (given < least || given > most) {
    const bound = given < least ? `at least ${least}` : `at most ${most}`;
    const expected = least === most ? String(least) : bound;
    const reason = `expected ${expected} argument(s) in call to ${call.name}, got ${given}`;
    throw expressionError(text, call.span.start, reason);
  }
  call.arguments.forEach((argument, index) => {
    const type = takes[Math.min(index, takes.length - 1)]!;
    expect(text, argument, type, `call to function ${call.name}`);
  });
  return gives;
}

function checkAggregation(text: string, aggregation: Aggregation): ValueType {
  expect(text, aggregation.expression, "instant vector", "aggregation expression");
  if (aggregation.parameter) {
    const type = aggregation.operator === "count_values" ? "string" : "scalar";
    expect(text, aggregation.parameter, type, "aggregation parameter");
  }
  return "instant vector";
}

function checkBinary(text: string, binary: Binary): ValueType {
  const left = checkTypes(text, binary.left);
  const right = checkTypes(text, binary.right);
  const fail = (reason: string) => expressionError(text, binary.span.start, reason);
  for (const type of [left, right]) {
    if (type !== "scalar" && type !== "instant vector") {
      throw fail(
        `binary expression must contain only scalar and instant vector types, got ${type}`,
      );
    }
  }
  const isVectorOnly = left === "instant vector" && right === "instant vector";
  if ((setOperators as readonly string[]).includes(binary.operator) && !isVectorOnly) {
    throw fail(`set operator ${binary.operator} not allowed in binary scalar expression`);
  }
  if (binary.matching && !isVectorOnly) {
    throw fail("vector matching only allowed between instant vectors");
  }
  const compares = (comparisonOperators as readonly string[]).includes(binary.operator);
  const isScalar = left === "scalar" && right === "scalar";
  if (compares && isScalar && !binary.returnsBool) {
    throw fail("comparisons between scalars must use the bool modifier");
  }
  return isScalar ? "scalar" : "instant vector";
}

function expect(text: string, expression: Expression, type: ValueType, where: string): void {
  const got = checkTypes(text, expression);
  if (got === type) return;
  throw expressionError(
    text,
    expression.span.start,
    `expected type ${type} in ${where}, got ${got}`,
  );
}

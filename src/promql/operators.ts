import type { ArithmeticOperator, BinaryOperator, ComparisonOperator } from "./syntax.ts";

const arithmetic: { readonly [Operator in ArithmeticOperator]: (a: number, b: number) => number } =
  {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
    "^": power,
    atan2: Math.atan2,
  };

const comparisons: {
  readonly [Operator in ComparisonOperator]: (a: number, b: number) => boolean;
} = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** The function of an arithmetic operator; null for the others. */
export function arithmeticOf(operator: BinaryOperator): ((a: number, b: number) => number) | null {
  return operator in arithmetic ? arithmetic[operator as ArithmeticOperator] : null;
}

/** The function of a comparison; null for the others. */
export function comparisonOf(operator: BinaryOperator): ((a: number, b: number) => boolean) | null {
  return operator in comparisons ? comparisons[operator as ComparisonOperator] : null;
}

// IEEE 754 pow as C and Go have it; JavaScript answers NaN in these two cases.
function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)) return 1;
  return base ** exponent;
}

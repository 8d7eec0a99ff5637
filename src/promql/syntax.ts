import type { LabelMatcher } from "../model/series.ts";

/** Where a piece of an expression stands: offsets into its text, `end` left out. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `@ 1234`, `@ start()` or `@ end()`. */
export type AtModifier =
  | { readonly kind: "time"; readonly timeMs: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

/** What may follow a selector or a subquery: where in time it looks. */
export interface TimeShift {
  /** Into the past; negative looks into the future. */
  readonly offsetMs: number;
  readonly at: AtModifier | null;
}

export const aggregateOperators = [
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "quantile",
  "count_values",
] as const;
export type AggregateOperator = (typeof aggregateOperators)[number];

export const arithmeticOperators = ["+", "-", "*", "/", "%", "^", "atan2"] as const;
export const comparisonOperators = ["==", "!=", "<", "<=", ">", ">="] as const;
export const setOperators = ["and", "or", "unless"] as const;
export type ArithmeticOperator = (typeof arithmeticOperators)[number];
export type ComparisonOperator = (typeof comparisonOperators)[number];
export type SetOperator = (typeof setOperators)[number];
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

/** How the elements of two vectors find each other. */
export interface VectorMatching {
  /** Whether `labels` are those that must agree (on), or those that need not (ignoring). */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** `many-to-one` is group_left, `one-to-many` group_right. */
  readonly cardinality: "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
  /** Labels that the result takes from the "one" side. */
  readonly include: readonly string[];
}

export interface Selector extends TimeShift {
  readonly kind: "selector";
  readonly span: Span;
  /** With the metric name, where given, as a matcher on __name__. */
  readonly matchers: readonly LabelMatcher[];
  /** null for an instant vector. */
  readonly rangeMs: number | null;
}

export interface Subquery extends TimeShift {
  readonly kind: "subquery";
  readonly span: Span;
  readonly expression: Expression;
  readonly rangeMs: number;
  /** null asks for the engine's default. */
  readonly stepMs: number | null;
}

export interface Call {
  readonly kind: "call";
  readonly span: Span;
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export interface Aggregation {
  readonly kind: "aggregation";
  readonly span: Span;
  readonly operator: AggregateOperator;
  readonly expression: Expression;
  readonly parameter: Expression | null;
  readonly without: boolean;
  readonly grouping: readonly string[];
}

export interface Binary {
  readonly kind: "binary";
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** A comparison that gives 0 or 1 instead of filtering. */
  readonly returnsBool: boolean;
  /** null unless both sides are instant vectors. */
  readonly matching: VectorMatching | null;
}

export type Expression =
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  | { readonly kind: "string"; readonly span: Span; readonly value: string }
  | { readonly kind: "parenthesis"; readonly span: Span; readonly expression: Expression }
  | {
      readonly kind: "unary";
      readonly span: Span;
      readonly operator: "+" | "-";
      readonly expression: Expression;
    }
  | Selector
  | Subquery
  | Call
  | Aggregation
  | Binary;

/** What an expression gives. */
export type ValueType = "scalar" | "string" | "instant vector" | "range vector";

/** The expression inside any number of parentheses. */
export function unwrap(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === "parenthesis") inner = inner.expression;
  return inner;
}

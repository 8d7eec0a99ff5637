import type { ValueType } from "./syntax.ts";

/** What a function takes and gives. */
export interface Signature {
  readonly takes: readonly ValueType[];
  /** The last `optional` arguments may be left out; -1 lets the last one repeat, or be absent. */
  readonly optional: number;
  readonly gives: ValueType;
}

const vector = "instant vector" as const;
const range = "range vector" as const;

const overRange: Signature = { takes: [range], optional: 0, gives: vector };
const overVector: Signature = { takes: [vector], optional: 0, gives: vector };
const overTime: Signature = { takes: [vector], optional: 1, gives: vector };
const nothing: Signature = { takes: [], optional: 0, gives: "scalar" };

/** Every function by name. A map, so that names such as "constructor" find nothing. */
export const signatures: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...[
    "rate",
    "increase",
    "delta",
    "irate",
    "idelta",
    "deriv",
    "changes",
    "resets",
    "avg_over_time",
    "count_over_time",
    "first_over_time",
    "last_over_time",
    "mad_over_time",
    "max_over_time",
    "min_over_time",
    "present_over_time",
    "absent_over_time",
    "stddev_over_time",
    "stdvar_over_time",
    "sum_over_time",
    "ts_of_first_over_time",
    "ts_of_last_over_time",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
  ].map((name) => [name, overRange] as const),
  ...[
    "abs",
    "absent",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "deg",
    "exp",
    "floor",
    "ln",
    "log10",
    "log2",
    "rad",
    "sgn",
    "sin",
    "sinh",
    "sort",
    "sort_desc",
    "sqrt",
    "tan",
    "tanh",
    "timestamp",
  ].map((name) => [name, overVector] as const),
  ...[
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "days_in_month",
    "hour",
    "minute",
    "month",
    "year",
  ].map((name) => [name, overTime] as const),
  ["time", nothing],
  ["pi", nothing],
  ["start", nothing],
  ["end", nothing],
  ["step", nothing],
  ["range", nothing],
  ["scalar", { takes: [vector], optional: 0, gives: "scalar" }],
  ["vector", { takes: ["scalar"], optional: 0, gives: vector }],
  ["clamp", { takes: [vector, "scalar", "scalar"], optional: 0, gives: vector }],
  ["clamp_max", { takes: [vector, "scalar"], optional: 0, gives: vector }],
  ["clamp_min", { takes: [vector, "scalar"], optional: 0, gives: vector }],
  ["round", { takes: [vector, "scalar"], optional: 1, gives: vector }],
  ["predict_linear", { takes: [range, "scalar"], optional: 0, gives: vector }],
  ["quantile_over_time", { takes: ["scalar", range], optional: 0, gives: vector }],
  [
    "double_exponential_smoothing",
    { takes: [range, "scalar", "scalar"], optional: 0, gives: vector },
  ],
  ["histogram_quantile", { takes: ["scalar", vector], optional: 0, gives: vector }],
  ["histogram_fraction", { takes: ["scalar", "scalar", vector], optional: 0, gives: vector }],
  [
    "label_replace",
    { takes: [vector, "string", "string", "string", "string"], optional: 0, gives: vector },
  ],
  ["label_join", { takes: [vector, "string", "string", "string"], optional: -1, gives: vector }],
  ["sort_by_label", { takes: [vector, "string"], optional: -1, gives: vector }],
  ["sort_by_label_desc", { takes: [vector, "string"], optional: -1, gives: vector }],
]);

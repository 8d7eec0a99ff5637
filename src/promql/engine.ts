import { AcesoError } from "../model/errors.ts";
import type { SeriesSource } from "../model/series.ts";
import type { Labels } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import { aggregate } from "./aggregate.ts";
import { evaluateBinary } from "./binary.ts";
import { evaluateCall } from "./calls.ts";
import {
  distinct,
  dropName,
  type EngineOptions,
  type Evaluation,
  failAt,
  type LoadedSeries,
} from "./evaluation.ts";
import { expressionError } from "./expression-error.ts";
import { withoutName } from "./label-set.ts";
import { parse } from "./parser.ts";
import { planNeeds, type PlanRange } from "./plan.ts";
import { loadSeries, selectInstant, selectRange } from "./selectors.ts";
import { type Expression, type Selector, unwrap } from "./syntax.ts";
import { type Grid, momentAt, type RangeVector, type Value, type VectorSeries } from "./value.ts";

/** Prometheus' own defaults, and a bound on what one query may hold in memory (8 bytes a sample). */
export const defaultOptions: EngineOptions = {
  lookbackMs: 300_000,
  subqueryStepMs: 60_000,
  dropsNamesLate: false,
  pointsMax: 11_000,
  samplesMax: 20_000_000,
};

/** The answer of a query. Values keep NaN and infinities. */
export type QueryData =
  | { readonly type: "scalar"; readonly time: TimeMs; readonly value: number }
  | { readonly type: "string"; readonly time: TimeMs; readonly value: string }
  | {
      readonly type: "vector";
      readonly samples: readonly {
        readonly labels: Labels;
        readonly time: TimeMs;
        readonly value: number;
      }[];
    }
  | {
      readonly type: "matrix";
      readonly series: readonly {
        readonly labels: Labels;
        readonly times: Float64Array;
        readonly values: Float64Array;
      }[];
    };

export interface QueryResult {
  readonly data: QueryData;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/**
 * Evaluates an expression at one moment, as Prometheus 3 does.
 *
 * @throws AcesoError "bad-expression" (with line:column) | "query-too-large", and what the source throws
 */
export async function evaluateInstant(
  expression: string,
  time: TimeMs,
  source: SeriesSource,
  options: Partial<EngineOptions> = {},
): Promise<QueryResult> {
  const node = parse(expression);
  const grid = { start: time, stepMs: 0, count: 1 };
  const evaluation = await prepare(
    { text: expression, node, query: { start: time, end: time }, stepMs: 0 },
    source,
    options,
  );
  const inner = unwrap(node);
  const isRange =
    inner.kind === "subquery" || (inner.kind === "selector" && inner.rangeMs !== null);
  const data = isRange
    ? rangeData(evaluation.evaluateRange(inner, grid))
    : instantData(evaluation, node, evaluation.evaluate(node, grid), time);
  return { data, ...notesOf(evaluation) };
}

/**
 * Evaluates an expression at start, start + step, … up to end, as Prometheus 3 does.
 *
 * @param range start and end in ms, both in; step in ms, above 0
 * @throws AcesoError as `evaluateInstant`
 */
export async function evaluateRange(
  expression: string,
  range: { readonly start: TimeMs; readonly end: TimeMs; readonly step: number },
  source: SeriesSource,
  options: Partial<EngineOptions> = {},
): Promise<QueryResult> {
  const node = parse(expression);
  const { start, end, step } = range;
  if (!(step > 0) || !(end >= start)) {
    throw expressionError(
      expression,
      0,
      "the step must be above 0 and the end not before the start",
    );
  }
  const count = Math.floor((end - start) / step) + 1;
  const pointsMax = options.pointsMax ?? defaultOptions.pointsMax;
  if (count > pointsMax)
    throw new AcesoError("query-too-large", { limit: pointsMax, unit: "points" });
  const grid = { start, stepMs: step, count };
  const evaluation = await prepare(
    { text: expression, node, query: { start, end }, stepMs: step },
    source,
    options,
  );
  const value = evaluation.evaluate(node, grid);
  if (value.kind === "string") {
    throw failAt(evaluation, node, "a range query gives scalars or instant vectors, got string");
  }
  const series =
    value.kind === "scalar"
      ? [{ labels: {}, times: momentsOf(grid), values: value.values }]
      : finished(evaluation, node, value.series).map((one) => compact(one, grid));
  const filled = series.filter(({ times }) => times.length > 0);
  return { data: { type: "matrix", series: filled.sort(byLabels) }, ...notesOf(evaluation) };
}

async function prepare(
  asked: {
    readonly text: string;
    readonly node: Expression;
    readonly query: PlanRange;
    readonly stepMs: number;
  },
  source: SeriesSource,
  given: Partial<EngineOptions>,
): Promise<Evaluation> {
  const { text, node, query, stepMs } = asked;
  const options = { ...defaultOptions, ...given };
  const samples = await fetchSamples(node, query, source, options);
  const evaluation: Evaluation = {
    text,
    query,
    queryStepMs: stepMs,
    options,
    samples,
    warnings: new Set(),
    infos: new Set(),
    evaluate: (inner, at) => evaluateNode(evaluation, inner, at),
    evaluateVector(inner, at) {
      const value = evaluateNode(evaluation, inner, at);
      if (value.kind === "vector") return value.series;
      throw failAt(evaluation, inner, `expected an instant vector, got ${value.kind}`);
    },
    evaluateScalar(inner, at) {
      const value = evaluateNode(evaluation, inner, at);
      if (value.kind === "scalar") return value.values;
      throw failAt(evaluation, inner, `expected a scalar, got ${value.kind}`);
    },
    evaluateRange: (inner, at) => selectRange(evaluation, inner, at),
  };
  return evaluation;
}

async function fetchSamples(
  node: Expression,
  query: PlanRange,
  source: SeriesSource,
  options: EngineOptions,
): Promise<ReadonlyMap<Selector, readonly LoadedSeries[]>> {
  const needs = planNeeds(node, query, options.lookbackMs);
  const answers = await Promise.all(
    needs.map(async ({ selector, start, end }) => {
      const found = await source.select({ matchers: selector.matchers, start, end });
      return [selector, found.map(loadSeries)] as const;
    }),
  );
  let total = 0;
  for (const [, series] of answers) for (const { times } of series) total += times.length;
  if (total > options.samplesMax) {
    throw new AcesoError("query-too-large", { limit: options.samplesMax, unit: "samples" });
  }
  return new Map(answers);
}

function evaluateNode(evaluation: Evaluation, node: Expression, grid: Grid): Value {
  switch (node.kind) {
    case "number":
      return { kind: "scalar", values: new Float64Array(grid.count).fill(node.value) };
    case "string":
      return { kind: "string", value: node.value };
    case "parenthesis":
      return evaluateNode(evaluation, node.expression, grid);
    case "unary":
      return evaluateUnary(evaluation, node, grid);
    case "selector":
      return { kind: "vector", series: selectInstant(evaluation, node, grid, "values") };
    case "subquery":
      throw failAt(evaluation, node, "a range vector can only be the argument of a function");
    case "call":
      return evaluateCall(evaluation, node, grid);
    case "aggregation":
      return { kind: "vector", series: aggregate(evaluation, node, grid) };
    case "binary":
      return evaluateBinary(evaluation, node, grid);
    default:
      return node satisfies never;
  }
}

function evaluateUnary(
  evaluation: Evaluation,
  node: Extract<Expression, { kind: "unary" }>,
  grid: Grid,
): Value {
  const value = evaluateNode(evaluation, node.expression, grid);
  if (node.operator === "+" || value.kind === "string") return value;
  const negate = (values: Float64Array) => values.map((one) => -one);
  if (value.kind === "scalar") return { kind: "scalar", values: negate(value.values) };
  const series = value.series.map((one) =>
    dropName(evaluation, { ...one, values: negate(one.values) }),
  );
  return { kind: "vector", series: distinct(evaluation, node, series) };
}

// Names that were to go at the end go now.
function finished(
  evaluation: Evaluation,
  node: Expression,
  series: readonly VectorSeries[],
): readonly VectorSeries[] {
  const named = series.map((one) =>
    one.dropsName ? { ...one, labels: withoutName(one.labels), dropsName: false } : one,
  );
  return distinct(evaluation, node, named);
}

function instantData(
  evaluation: Evaluation,
  node: Expression,
  value: Value,
  time: TimeMs,
): QueryData {
  switch (value.kind) {
    case "scalar":
      return { type: "scalar", time, value: value.values[0]! };
    case "string":
      return { type: "string", time, value: value.value };
    case "vector": {
      const present = finished(evaluation, node, value.series).filter(
        (one) => one.present[0] === 1,
      );
      const samples = present.map((one) => ({
        labels: Object.fromEntries(one.labels.pairs),
        time,
        value: one.values[0]!,
      }));
      return { type: "vector", samples };
    }
    default:
      return value satisfies never;
  }
}

// The raw samples of each window of a range vector at one moment.
function rangeData(vector: RangeVector): QueryData {
  const end = vector.endAt(0);
  const series = vector.series.map(({ labels, times, values }) => {
    const isInside = (index: number) =>
      times[index]! > end - vector.rangeMs && times[index]! <= end;
    return {
      labels: Object.fromEntries(labels.pairs),
      times: times.filter((_, index) => isInside(index)),
      values: values.filter((_, index) => isInside(index)),
    };
  });
  return { type: "matrix", series: series.filter(({ times }) => times.length > 0).sort(byLabels) };
}

function compact(series: VectorSeries, grid: Grid) {
  const isPresent = (_: number, index: number) => series.present[index] === 1;
  return {
    labels: Object.fromEntries(series.labels.pairs),
    times: momentsOf(grid).filter(isPresent),
    values: series.values.filter(isPresent),
  };
}

function momentsOf(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, index) => momentAt(grid, index));
}

function byLabels(a: { readonly labels: Labels }, b: { readonly labels: Labels }): number {
  const [first, second] = [a, b].map(({ labels }) => JSON.stringify(Object.entries(labels)));
  return first! < second! ? -1 : first! > second! ? 1 : 0;
}

function notesOf(evaluation: Evaluation) {
  return { warnings: [...evaluation.warnings], infos: [...evaluation.infos] };
}

import { distinct, dropName, type Evaluation, failAt } from "./evaluation.ts";
import { arithmeticOf, comparisonOf } from "./operators.ts";
import type { Binary } from "./syntax.ts";
import { emptySeries, type Grid, type Value, type VectorSeries } from "./value.ts";
import { combineSets, matchVectors } from "./vector-matching.ts";

/** An operator between scalars, vectors, or one of each. */
export function evaluateBinary(evaluation: Evaluation, node: Binary, grid: Grid): Value {
  const left = evaluation.evaluate(node.left, grid);
  const right = evaluation.evaluate(node.right, grid);
  if (left.kind === "scalar" && right.kind === "scalar") {
    return { kind: "scalar", values: betweenScalars(node, left.values, right.values) };
  }
  if (left.kind === "vector" && right.kind === "vector") {
    const isSet = node.operator === "and" || node.operator === "or" || node.operator === "unless";
    const series = isSet
      ? combineSets(node, left.series, right.series, grid)
      : matchVectors(evaluation, node, left.series, right.series, grid);
    return { kind: "vector", series: distinct(evaluation, node, series) };
  }
  if (left.kind === "vector" && right.kind === "scalar") {
    return withScalar(evaluation, node, left.series, right.values, false);
  }
  if (left.kind === "scalar" && right.kind === "vector") {
    return withScalar(evaluation, node, right.series, left.values, true);
  }
  throw failAt(evaluation, node, "operators take scalars and instant vectors");
}

function betweenScalars(node: Binary, left: Float64Array, right: Float64Array): Float64Array {
  const compute = arithmeticOf(node.operator);
  const compare = comparisonOf(node.operator);
  return left.map((value, index) => {
    const other = right[index]!;
    if (compute) return compute(value, other);
    return compare?.(value, other) ? 1 : 0;
  });
}

function withScalar(
  evaluation: Evaluation,
  node: Binary,
  vector: readonly VectorSeries[],
  scalars: Float64Array,
  isSwapped: boolean,
): Value {
  const compute = arithmeticOf(node.operator);
  const compare = comparisonOf(node.operator);
  const series = vector.map((one) => {
    const result = emptySeries(one.labels, one.values.length, one.dropsName);
    for (let index = 0; index < one.values.length; index++) {
      if (one.present[index] === 0) continue;
      const value = one.values[index]!;
      const [a, b] = isSwapped ? [scalars[index]!, value] : [value, scalars[index]!];
      const holds = compare?.(a, b) ?? true;
      if (!holds && !node.returnsBool) continue;
      result.present[index] = 1;
      result.values[index] = compute ? compute(a, b) : node.returnsBool ? (holds ? 1 : 0) : value;
    }
    return compute || node.returnsBool ? dropName(evaluation, result) : result;
  });
  return { kind: "vector", series: distinct(evaluation, node, series.filter(isAnywhere)) };
}

function isAnywhere(series: VectorSeries): boolean {
  return series.present.includes(1);
}

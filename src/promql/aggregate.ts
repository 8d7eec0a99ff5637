import { type Evaluation, failAt, warn } from "./evaluation.ts";
import { KahanMean, KahanSum } from "./kahan.ts";
import { type LabelSet, onlyLabels, withLabel, withoutLabels } from "./label-set.ts";
import { plainNumberText } from "./number-text.ts";
import { promQuantile } from "./prom-quantile.ts";
import type { Aggregation, AggregateOperator } from "./syntax.ts";
import { emptySeries, type Grid, type VectorSeries } from "./value.ts";

/** Series that are aggregated to one, or among which some are chosen. */
interface Group {
  readonly labels: LabelSet;
  readonly members: VectorSeries[];
}

/** An aggregation over the elements of a vector, moment by moment. */
export function aggregate(
  evaluation: Evaluation,
  node: Aggregation,
  grid: Grid,
): readonly VectorSeries[] {
  const groups = groupSeries(node, evaluation.evaluateVector(node.expression, grid));
  switch (node.operator) {
    case "topk":
    case "bottomk":
      return choose(evaluation, node, grid, groups);
    case "count_values":
      return countValues(evaluation, node, grid, groups);
    case "quantile": {
      const probabilities = parameterOf(evaluation, node, grid);
      warnOfQuantile(evaluation, node, probabilities);
      return reduceGroups(groups, grid, (values, index) =>
        promQuantile(probabilities[index]!, values),
      );
    }
    default:
      return reduceGroups(groups, grid, reducers[node.operator]);
  }
}

function groupSeries(node: Aggregation, series: readonly VectorSeries[]): readonly Group[] {
  const names = new Set(node.grouping);
  if (node.without) names.add("__name__");
  const groups = new Map<string, Group>();
  for (const one of series) {
    const labels = node.without ? withoutLabels(one.labels, names) : onlyLabels(one.labels, names);
    const group = groups.get(labels.key);
    if (group) group.members.push(one);
    else groups.set(labels.key, { labels, members: [one] });
  }
  return [...groups.values()];
}

type Reducer = (values: Float64Array, index: number) => number;

const reducers: {
  readonly [
    Operator in Exclude<AggregateOperator, "topk" | "bottomk" | "count_values" | "quantile">
  ]: Reducer;
} = {
  sum: (values) => {
    const total = new KahanSum();
    for (const value of values) total.add(value);
    return total.total;
  },
  avg: (values) => {
    const average = new KahanMean();
    for (const value of values) average.add(value);
    return average.mean;
  },
  count: (values) => values.length,
  group: () => 1,
  // NaN only where there is nothing else.
  min: (values) =>
    values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best)),
  max: (values) =>
    values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best)),
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
};

// Of the population, after Welford.
function variance(values: Float64Array): number {
  let mean = 0;
  let squares = 0;
  values.forEach((value, index) => {
    const delta = value - mean;
    mean += delta / (index + 1);
    squares += delta * (value - mean);
  });
  // One value varies by nothing, unless it is no finite number.
  if (!values.every(Number.isFinite)) return Number.NaN;
  return squares / values.length;
}

function reduceGroups(
  groups: readonly Group[],
  grid: Grid,
  reduce: Reducer,
): readonly VectorSeries[] {
  return groups.map(({ labels, members }) => {
    const dropsName = members.every((member) => member.dropsName);
    const result = emptySeries(labels, grid.count, dropsName);
    const gathered = new Float64Array(members.length);
    for (let index = 0; index < grid.count; index++) {
      let count = 0;
      for (const { present, values } of members) {
        if (present[index] === 1) gathered[count++] = values[index]!;
      }
      if (count === 0) continue;
      result.values[index] = reduce(gathered.subarray(0, count), index);
      result.present[index] = 1;
    }
    return result;
  });
}

// topk and bottomk: elements of the vector itself, the best first; NaN is worse than any number.
function choose(
  evaluation: Evaluation,
  node: Aggregation,
  grid: Grid,
  groups: readonly Group[],
): readonly VectorSeries[] {
  const limits = parameterOf(evaluation, node, grid);
  if (limits.some(Number.isNaN)) throw failAt(evaluation, node, "Parameter value is NaN");
  const sign = node.operator === "topk" ? 1 : -1;
  const chosen: VectorSeries[] = [];
  for (const { members } of groups) {
    const results = members.map((member) =>
      emptySeries(member.labels, grid.count, member.dropsName),
    );
    // The order of the last moment; of an instant query, the only one.
    let order: readonly number[] = [];
    for (let index = 0; index < grid.count; index++) {
      const limit = limits[index]!;
      const best = bestOf(members, index, sign).slice(0, Math.max(0, Math.trunc(limit)));
      for (const at of best) {
        results[at]!.values[index] = members[at]!.values[index]!;
        results[at]!.present[index] = 1;
      }
      order = best;
    }
    const inOrder = grid.count === 1 ? order : results.keys();
    for (const at of inOrder) if (results[at]!.present.includes(1)) chosen.push(results[at]!);
  }
  return chosen;
}

function bestOf(members: readonly VectorSeries[], index: number, sign: number): readonly number[] {
  const present = [...members.keys()].filter((at) => members[at]!.present[index] === 1);
  const valueAt = (at: number) => members[at]!.values[index]!;
  return present.sort((a, b) => {
    const [first, second] = [valueAt(a), valueAt(b)];
    if (Number.isNaN(first)) return Number.isNaN(second) ? a - b : 1;
    if (Number.isNaN(second)) return -1;
    // Infinities of one sign are equal, though their difference is not a number.
    return first === second ? a - b : first < second ? sign : -sign;
  });
}

function countValues(
  evaluation: Evaluation,
  node: Aggregation,
  grid: Grid,
  groups: readonly Group[],
): readonly VectorSeries[] {
  const parameter = evaluation.evaluate(node.parameter!, grid);
  const label = parameter.kind === "string" ? parameter.value : "";
  if (label === "") throw failAt(evaluation, node, 'invalid label name ""');
  const results = new Map<string, VectorSeries>();
  for (const { labels, members } of groups) {
    for (const { values, present } of members) {
      for (let index = 0; index < grid.count; index++) {
        if (present[index] === 0) continue;
        const own = withLabel(labels, label, plainNumberText(values[index]!));
        const series = results.get(own.key) ?? emptySeries(own, grid.count);
        results.set(own.key, series);
        series.values[index]!++;
        series.present[index] = 1;
      }
    }
  }
  return [...results.values()];
}

function parameterOf(evaluation: Evaluation, node: Aggregation, grid: Grid): Float64Array {
  // The parser gives a parameter to every operator that takes one.
  return evaluation.evaluateScalar(node.parameter!, grid);
}

function warnOfQuantile(
  evaluation: Evaluation,
  node: Aggregation,
  probabilities: Float64Array,
): void {
  for (const p of probabilities) {
    if (p >= 0 && p <= 1) continue;
    const shown = plainNumberText(p);
    warn(evaluation, node.parameter!, `quantile value should be between 0 and 1, got ${shown}`);
  }
}

import { distinct, dropName, type Evaluation, failAt, inform, warn } from "./evaluation.ts";
import { absentLabels } from "./label-functions.ts";
import { labelValue } from "./label-set.ts";
import { plainNumberText } from "./number-text.ts";
import { keepsName, rangeFunctions } from "./range-functions.ts";
import { type Call, type Expression, type Selector, type Subquery, unwrap } from "./syntax.ts";
import {
  emptySeries,
  type Grid,
  momentAt,
  type RangeSeries,
  type RangeVector,
  type VectorSeries,
} from "./value.ts";

/** A function of a range vector: one value per series and moment, from the samples of its window. */
export function evaluateOverRange(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): readonly VectorSeries[] {
  const node = rangeArgument(call);
  const vector = evaluation.evaluateRange(node, grid);
  if (call.name === "absent_over_time") return absentOverTime(node, vector, grid);
  const compute = rangeFunctions.get(call.name)!;
  const parameters = parametersOf(evaluation, call, grid);
  const results: VectorSeries[] = [];
  for (const series of vector.series) {
    const result = emptySeries(series.labels, grid.count, series.dropsName);
    let isPresent = false;
    let hasSamples = false;
    eachWindow(vector, series, grid, (index, from, to) => {
      hasSamples = true;
      const endMs = vector.endAt(index);
      const own = parameters.length === 0 ? noParameters : parameters.map((list) => list[index]!);
      const { times, values } = series;
      const startMs = endMs - vector.rangeMs;
      const momentMs = momentAt(grid, index);
      const value = compute({ times, values, from, to, startMs, endMs, momentMs }, own);
      if (value === undefined) return;
      result.values[index] = value;
      result.present[index] = 1;
      isPresent = true;
    });
    if (hasSamples) adviseCounter(evaluation, call, series);
    if (isPresent) results.push(keepsName.has(call.name) ? result : dropName(evaluation, result));
  }
  return distinct(evaluation, call, results);
}

// Most functions take none: one list serves all their windows.
const noParameters: readonly number[] = [];

/** Calls back for every moment whose window holds a sample: `from` in, `to` out. */
function eachWindow(
  vector: RangeVector,
  series: RangeSeries,
  grid: Grid,
  visit: (index: number, from: number, to: number) => void,
): void {
  const { times } = series;
  let from = 0;
  let to = 0;
  for (let index = 0; index < grid.count; index++) {
    const end = vector.endAt(index);
    while (to < times.length && times[to]! <= end) to++;
    while (from < to && times[from]! <= end - vector.rangeMs) from++;
    if (from < to) visit(index, from, to);
  }
}

function rangeArgument(call: Call): Selector | Subquery {
  const inner = call.arguments.map(unwrap).find(isRange);
  if (inner) return inner;
  throw new Error(`${call.name} has no range vector: the type check lets none such pass`);
}

function isRange(node: Expression): node is Selector | Subquery {
  return node.kind === "subquery" || (node.kind === "selector" && node.rangeMs !== null);
}

function parametersOf(evaluation: Evaluation, call: Call, grid: Grid): readonly Float64Array[] {
  const nodes = call.arguments.filter((node) => !isRange(unwrap(node)));
  const parameters = nodes.map((node) => evaluation.evaluateScalar(node, grid));
  if (call.name === "quantile_over_time") {
    for (const p of parameters[0] ?? []) {
      if (p >= 0 && p <= 1) continue;
      const shown = plainNumberText(p);
      warn(evaluation, nodes[0]!, `quantile value should be between 0 and 1, got ${shown}`);
    }
  }
  if (call.name === "double_exponential_smoothing") {
    const names = ["smoothing", "trend"];
    parameters.forEach((values, at) => {
      const bad = values.find((factor) => !(factor > 0 && factor < 1));
      if (bad === undefined) return;
      throw failAt(
        evaluation,
        call,
        `invalid ${names[at]} factor. Expected: 0 < factor < 1, got: ${bad}`,
      );
    });
  }
  return parameters;
}

const counterFunctions: ReadonlySet<string> = new Set(["rate", "increase", "irate"]);
const counterName = /_(?:total|sum|count|bucket)$/;

function adviseCounter(evaluation: Evaluation, call: Call, series: RangeSeries): void {
  const name = labelValue(series.labels, "__name__");
  if (!counterFunctions.has(call.name) || name === "" || counterName.test(name)) return;
  const hint = `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`;
  inform(evaluation, call.arguments[0]!, hint);
}

function absentOverTime(
  node: Selector | Subquery,
  vector: RangeVector,
  grid: Grid,
): readonly VectorSeries[] {
  const result = emptySeries(absentLabels(node), grid.count);
  result.values.fill(1);
  result.present.fill(1);
  for (const series of vector.series) {
    eachWindow(vector, series, grid, (index) => {
      result.present[index] = 0;
    });
  }
  return result.present.includes(1) ? [result] : [];
}

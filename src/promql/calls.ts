import { absentLabels, joinLabels, replaceLabels, sortByLabels } from "./label-functions.ts";
import { calendarFunctions, elementFunctions } from "./element-functions.ts";
import { distinct, dropName, type Evaluation, failAt } from "./evaluation.ts";
import { histogramCall } from "./histogram-functions.ts";
import { noLabels } from "./label-set.ts";
import { evaluateOverRange } from "./over-range.ts";
import { rangeFunctions } from "./range-functions.ts";
import { selectInstant } from "./selectors.ts";
import { type Call, unwrap } from "./syntax.ts";
import { emptySeries, type Grid, momentAt, type Value, type VectorSeries } from "./value.ts";

/** A function call. The parser has checked names, numbers and types of arguments. */
export function evaluateCall(evaluation: Evaluation, call: Call, grid: Grid): Value {
  if (rangeFunctions.has(call.name) || call.name === "absent_over_time") {
    return vector(evaluateOverRange(evaluation, call, grid));
  }
  if (elementFunctions.has(call.name)) return vector(overElements(evaluation, call, grid));
  if (calendarFunctions.has(call.name)) return vector(overDates(evaluation, call, grid));
  const argument = (index: number) => call.arguments[index]!;
  const elements = (index: number) => evaluation.evaluateVector(argument(index), grid);
  switch (call.name) {
    case "time":
      return { kind: "scalar", values: secondsOf(grid) };
    case "pi":
      return constant(Math.PI, grid);
    case "start":
      return constant(evaluation.query.start / 1000, grid);
    case "end":
      return constant(evaluation.query.end / 1000, grid);
    case "step":
      return constant(evaluation.queryStepMs / 1000, grid);
    case "range":
      return constant((evaluation.query.end - evaluation.query.start) / 1000, grid);
    case "scalar":
      return { kind: "scalar", values: scalarOf(elements(0), grid) };
    case "vector":
      return vector([everywhere(evaluation.evaluateScalar(argument(0), grid))]);
    case "timestamp":
      return vector(timestamps(evaluation, call, grid));
    case "absent":
      return vector(absent(call, elements(0), grid));
    case "sort":
    case "sort_desc":
      return vector(sortByValue(elements(0), call.name === "sort" ? 1 : -1));
    case "sort_by_label":
    case "sort_by_label_desc":
      return vector(sortByLabels(evaluation, call, elements(0)));
    case "label_replace":
      return vector(replaceLabels(evaluation, call, elements(0)));
    case "label_join":
      return vector(joinLabels(evaluation, call, elements(0)));
    case "histogram_quantile":
    case "histogram_fraction":
      return vector(histogramCall(evaluation, call, grid));
    default:
      throw failAt(evaluation, call, `unknown function ${JSON.stringify(call.name)}`);
  }
}

function vector(series: readonly VectorSeries[]): Value {
  return { kind: "vector", series };
}

function constant(value: number, grid: Grid): Value {
  return { kind: "scalar", values: new Float64Array(grid.count).fill(value) };
}

function everywhere(values: Float64Array): VectorSeries {
  const present = new Uint8Array(values.length).fill(1);
  return { labels: noLabels, dropsName: false, values, present };
}

function secondsOf(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, index) => momentAt(grid, index) / 1000);
}

function scalarOf(series: readonly VectorSeries[], grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, index) => {
    const present = series.filter((one) => one.present[index] === 1);
    return present.length === 1 ? present[0]!.values[index]! : Number.NaN;
  });
}

function overElements(evaluation: Evaluation, call: Call, grid: Grid): readonly VectorSeries[] {
  const compute = elementFunctions.get(call.name)!;
  const [first, ...rest] = call.arguments;
  const parameters = rest.map((node) => evaluation.evaluateScalar(node, grid));
  const results = evaluation.evaluateVector(first!, grid).map((one) => {
    const series = emptySeries(one.labels, grid.count, one.dropsName);
    for (let index = 0; index < grid.count; index++) {
      const own = parameters.map((values) => values[index]!);
      // A clamp whose limits cross has no value at all.
      const isEmpty = call.name === "clamp" && own[0]! > own[1]!;
      if (one.present[index] === 0 || isEmpty) continue;
      series.values[index] = compute(one.values[index]!, own);
      series.present[index] = 1;
    }
    return dropName(evaluation, series);
  });
  return distinct(evaluation, call, results);
}

function overDates(evaluation: Evaluation, call: Call, grid: Grid): readonly VectorSeries[] {
  const compute = calendarFunctions.get(call.name)!;
  const of = (seconds: number) => compute(new Date(Math.trunc(seconds) * 1000));
  const [argument] = call.arguments;
  if (!argument) return [everywhere(secondsOf(grid).map(of))];
  const results = evaluation
    .evaluateVector(argument, grid)
    .map((one) => dropName(evaluation, { ...one, values: one.values.map(of) }));
  return distinct(evaluation, call, results);
}

// Of a bare selector the samples' own times, of anything else the moments of evaluation.
function timestamps(evaluation: Evaluation, call: Call, grid: Grid): readonly VectorSeries[] {
  const inner = unwrap(call.arguments[0]!);
  const series =
    inner.kind === "selector"
      ? selectInstant(evaluation, inner, grid, "times")
      : evaluation.evaluateVector(inner, grid).map((one) => ({ ...one, values: secondsOf(grid) }));
  return distinct(
    evaluation,
    call,
    series.map((one) => dropName(evaluation, one)),
  );
}

function absent(call: Call, series: readonly VectorSeries[], grid: Grid): readonly VectorSeries[] {
  const result = emptySeries(absentLabels(call.arguments[0]!), grid.count);
  for (let index = 0; index < grid.count; index++) {
    if (series.some((one) => one.present[index] === 1)) continue;
    result.values[index] = 1;
    result.present[index] = 1;
  }
  return result.present.includes(1) ? [result] : [];
}

// Only the order of an instant query can be seen; NaN comes last either way.
function sortByValue(series: readonly VectorSeries[], sign: number): readonly VectorSeries[] {
  return [...series].sort((a, b) => {
    const [first, second] = [a.values[0]!, b.values[0]!];
    if (Number.isNaN(first)) return Number.isNaN(second) ? 0 : 1;
    if (Number.isNaN(second)) return -1;
    return first === second ? 0 : first < second ? -sign : sign;
  });
}

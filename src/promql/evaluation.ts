import type { AcesoError } from "../model/errors.ts";
import { expressionError, positionOf } from "./expression-error.ts";
import { type LabelSet, showLabels, withoutName } from "./label-set.ts";
import type { PlanRange } from "./plan.ts";
import type { Expression, Selector, Subquery } from "./syntax.ts";
import type { Grid, RangeVector, Value, VectorSeries } from "./value.ts";

/** How the engine differs from query to query. */
export interface EngineOptions {
  /** How far an instant selector looks back for a sample. */
  readonly lookbackMs: number;
  /** Step of a subquery that names none. */
  readonly subqueryStepMs: number;
  /** Keeps metric names until the whole expression is computed (a feature flag of Prometheus 3). */
  readonly dropsNamesLate: boolean;
  /** Most moments of a range query. */
  readonly pointsMax: number;
  /** Most samples that may be read, and most values that one step of the computation may hold. */
  readonly samplesMax: number;
}

/** A series as it was read, with what its stale markers hide. */
export interface LoadedSeries {
  readonly labels: LabelSet;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 where the sample is a stale marker; null where none is. */
  readonly stale: Uint8Array | null;
}

/** One run of one expression: its data, and the parts of the evaluator that call each other. */
export interface Evaluation {
  readonly text: string;
  readonly query: PlanRange;
  /** Of the whole query; 0 of an instant query. */
  readonly queryStepMs: number;
  readonly options: EngineOptions;
  readonly samples: ReadonlyMap<Selector, readonly LoadedSeries[]>;
  readonly warnings: Set<string>;
  readonly infos: Set<string>;
  evaluate(node: Expression, grid: Grid): Value;
  evaluateVector(node: Expression, grid: Grid): readonly VectorSeries[];
  evaluateScalar(node: Expression, grid: Grid): Float64Array;
  evaluateRange(node: Selector | Subquery, grid: Grid): RangeVector;
}

/** A warning at a place of the expression, as Prometheus words it. */
export function warn(evaluation: Evaluation, node: Expression, message: string): void {
  const where = positionOf(evaluation.text, node.span.start);
  evaluation.warnings.add(`PromQL warning: ${message} (${where})`);
}

/** A hint at a place of the expression, as Prometheus words it. */
export function inform(evaluation: Evaluation, node: Expression, message: string): void {
  const where = positionOf(evaluation.text, node.span.start);
  evaluation.infos.add(`PromQL info: ${message} (${where})`);
}

/** The error of an evaluation that cannot go on. */
export function failAt(evaluation: Evaluation, node: Expression, reason: string): AcesoError {
  return expressionError(evaluation.text, node.span.start, reason);
}

/** A series that has lost its metric name, now or at the end. */
export function dropName(evaluation: Evaluation, series: VectorSeries): VectorSeries {
  if (evaluation.options.dropsNamesLate) return { ...series, dropsName: true };
  return { ...series, labels: withoutName(series.labels) };
}

/**
 * Series with equal labels made one. They may take turns, but where two have a value at the same moment
 * the expression is at fault.
 */
export function distinct(
  evaluation: Evaluation,
  node: Expression,
  series: readonly VectorSeries[],
): readonly VectorSeries[] {
  const byKey = new Map<string, VectorSeries>();
  let isDistinct = true;
  for (const one of series) {
    const other = byKey.get(one.labels.key);
    if (other === undefined) {
      byKey.set(one.labels.key, one);
      continue;
    }
    isDistinct = false;
    byKey.set(one.labels.key, merge(evaluation, node, other, one));
  }
  return isDistinct ? series : [...byKey.values()];
}

function merge(
  evaluation: Evaluation,
  node: Expression,
  first: VectorSeries,
  second: VectorSeries,
): VectorSeries {
  const values = first.values.slice();
  const present = first.present.slice();
  for (let index = 0; index < values.length; index++) {
    if (second.present[index] === 0) continue;
    if (present[index] === 1) {
      const labels = showLabels(first.labels);
      const reason = `vector cannot contain metrics with the same labelset: ${labels}`;
      throw failAt(evaluation, node, reason);
    }
    values[index] = second.values[index]!;
    present[index] = 1;
  }
  return { ...first, dropsName: first.dropsName && second.dropsName, values, present };
}

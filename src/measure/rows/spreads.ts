import type { PredictionRow } from "../../model/signals.ts";
import type { Spread } from "../../model/summary.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { sortNumbers } from "../../stats/sort-numbers.ts";
import type { Score } from "../quality/score.ts";

/** Features of drawn rows whose spread is told; of more the first by name. */
const featuresMax = 200;
/** Classes whose scores are told; of more the first by name. */
const classesMax = 10;
/** Probabilities of the quantiles that are told, and their names. */
const levels = [
  ["p05", 0.05],
  ["p50", 0.5],
  ["p95", 0.95],
] as const;
// Half the width of a 95 % interval, in standard errors of a normal value.
const intervalZ = 1.959963984540054;

/** Quantiles and mean of every numeric feature, of numeric outputs, and of the scores of each class. */
export function spreadsOf(rows: readonly PredictionRow[]): readonly Spread[] {
  const features = new Map<string, number[]>();
  const scores = new Map<string, number[]>();
  const outputs: number[] = [];
  for (const { featuresNumber, scores: own, outputNumber } of rows) {
    for (const [name, value] of featuresNumber) push(features, name, value);
    for (const [name, value] of own) push(scores, name, value);
    if (outputNumber !== null) outputs.push(outputNumber);
  }
  return [
    ...first(features, featuresMax).map(([name, values]) => spreadOf("feature", name, values)),
    ...(outputs.length > 0 ? [spreadOf("output", "", outputs)] : []),
    ...first(scores, classesMax).map(([name, values]) => spreadOf("score", name, values)),
  ].filter(({ count }) => count > 0);
}

function push(into: Map<string, number[]>, name: string, value: number | null): void {
  if (value === null) return;
  const values = into.get(name);
  if (values === undefined) into.set(name, [value]);
  else values.push(value);
}

function first(of: ReadonlyMap<string, number[]>, most: number) {
  return [...of].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, most);
}

function spreadOf(part: Spread["part"], name: string, values: readonly number[]): Spread {
  const sorted = sortNumbers(Float64Array.from(values.filter((value) => Number.isFinite(value))));
  const count = sorted.length;
  const quantiles = levels.map(([level, p]) => ({ level, ...quantileWithError(sorted, p) }));
  return { part, name, count, quantiles, mean: meanWithError(sorted) };
}

/**
 * A quantile with its standard error from order statistics: half the width of the 95 % interval between the values at
 * ranks n p -+ 1.96 sqrt(n p (1 - p)), rounded outward, divided by 1.96; null where either rank lies outside of 1 to n.
 *
 * @param sorted ascending, no NaN
 * Cost O(1). Source: David and Nagaraja 2003, section 7.1.
 * @example quantileWithError(Float64Array.of(1, 2, 3), 0.5) // { value: 2, standardError: null }
 */
export function quantileWithError(
  sorted: Float64Array,
  p: number,
): { readonly value: number; readonly standardError: number | null } {
  const count = sorted.length;
  const value = quantileSorted(sorted, p);
  const margin = intervalZ * Math.sqrt(count * p * (1 - p));
  const low = sorted[Math.floor(count * p - margin) - 1];
  const high = sorted[Math.ceil(count * p + margin)];
  if (low === undefined || high === undefined) return { value, standardError: null };
  return { value, standardError: (high - low) / 2 / intervalZ };
}

function meanWithError(values: Float64Array): Pick<Score, "value" | "standardError"> {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}

import type { Finding } from "../../model/report.ts";
import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { cholesky, mahalanobisSquared } from "../../stats/linear/cholesky.ts";
import { covariance } from "../../stats/linear/covariance.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { quantile } from "../../stats/quantile.ts";
import { twoProportionTest } from "../../stats/test/two-proportion-test.ts";
import { type ColumnPair, findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";
import { sampleRows } from "./sample-rows.ts";

const columnsMax = 40;
const rowsMax = 10_000;
const rowsMin = 200;
// A row is far out where it is farther than all but one in two hundred of the reference.
const usualShare = 0.995;

/**
 * How many rows the reference does not cover. Each number becomes a normal score by its rank in the
 * reference (beyond the ends it grows on); a row's distance is Mahalanobis' over these scores, learned
 * from one half of the reference. Uncovered are rows farther out than the limit that the other half
 * keeps but for one row in 200, and rows with a category that the reference does not have. Of these so many are
 * usual as reference rows have a category that stands in no other row (Good 1953). It sees values and linear
 * combinations never met, not every gap in a curved cloud.
 */
export function checkCoverage(pairs: readonly ColumnPair[], limits: CheckLimits): Finding {
  const { uncoveredShareMax: limit, significance } = limits;
  const features = pairs.filter(({ role }) => role === "feature");
  const numbers = features.filter(isUsable).slice(0, columnsMax);
  const size = features[0]?.reference.rowCount ?? 0;
  const newSize = features[0]?.current.rowCount ?? 0;
  if (numbers.length < 2 || size < rowsMin || newSize < 1) {
    return findingOf("coverage", "skip", "too-few");
  }
  const rows = sampleRows(size, rowsMax);
  const half = (parity: number) => rows.filter((_, index) => index % 2 === parity);
  const keptRows = half(1);
  const learned = scoresOf(numbers, "reference", half(0));
  const kept = scoresOf(numbers, "reference", keptRows);
  const newRows = sampleRows(newSize, rowsMax);
  const scores = scoresOf(numbers, "current", newRows);
  const middle = new Float64Array(numbers.length);
  // A missing value stands in the middle while learning; rows that miss one are not judged.
  const whole = {
    ...learned,
    values: learned.values.map((score) => (Number.isNaN(score) ? 0 : score)),
  };
  const factor = cholesky(withRidge(covariance(whole, middle)));
  if (factor === undefined) return findingOf("coverage", "skip", "too-few");
  const keptDistances = mahalanobisSquared(kept, middle, factor);
  const known = keptDistances.filter((distance) => !Number.isNaN(distance));
  if (known.length < rowsMin / 2) return findingOf("coverage", "skip", "missing");
  const distances = mahalanobisSquared(scores, middle, factor);
  const far = quantile(known, usualShare);
  const count = (own: Int32Array, away: Float64Array, isOdd: (row: number) => boolean) =>
    own.filter((row, index) => isOdd(row) || (away[index] ?? 0) > far).length;
  const uncovered = count(newRows, distances, rowsWith(features, "current", 0));
  const usual = count(keptRows, keptDistances, rowsWith(features, "reference", 1));
  const now = { successes: uncovered, trials: newRows.length };
  const before = { successes: usual, trials: keptRows.length };
  const share = uncovered / newRows.length;
  const value = share - usual / keptRows.length;
  const isSure = twoProportionTest(now, before).pValueGreater < significance;
  const isFailed = value > limit && isSure;
  const params = { share, usual: usual / keptRows.length, columns: numbers.length };
  const details = { params, value, limit };
  return findingOf(
    "coverage",
    isFailed ? "fail" : "pass",
    isFailed ? "uncovered" : "covered",
    details,
  );
}

/** Numbers that vary; a constant one would make the covariance singular, and has a check of its own. */
function isUsable({ reference, current }: ColumnPair): boolean {
  const isNumber = reference.column.type === "number" && current.column.type === "number";
  return isNumber && reference.distinctCount > 2 && reference.deviation > 0;
}

/** Rows × columns of normal scores. */
function scoresOf(
  pairs: readonly ColumnPair[],
  side: "reference" | "current",
  rows: Int32Array,
): Matrix {
  const values = new Float64Array(rows.length * pairs.length);
  for (const [index, pair] of pairs.entries()) {
    const { column } = pair[side];
    const { sorted, deviation } = pair.reference;
    if (column.type === "text" || sorted === null) continue;
    const score = normalScore(sorted, deviation);
    for (const [place, row] of rows.entries()) {
      values[place * pairs.length + index] = score(column.values[row] ?? NaN);
    }
  }
  return { values, rows: rows.length, columns: pairs.length };
}

/** Normal score of a value by its rank; NaN for a missing one. */
function normalScore(sorted: Float64Array, deviation: number): (value: number) => number {
  const size = sorted.length;
  // A table of 1,000 ranks spares most of the searching and all of the quantile's cost.
  const grid = Math.min(size, 1_000);
  const knots = Float64Array.from(
    { length: grid },
    (_, index) => sorted[Math.floor((index * (size - 1)) / Math.max(1, grid - 1))] ?? NaN,
  );
  const scores = Float64Array.from(knots, (_, index) => normalQuantile((index + 0.5) / grid));
  const low = knots[0] ?? 0;
  const high = knots[grid - 1] ?? 0;
  return (value) => {
    if (Number.isNaN(value)) return NaN;
    if (value < low) return (scores[0] ?? 0) - Math.min(1e3, (low - value) / deviation);
    if (value > high) return (scores[grid - 1] ?? 0) + Math.min(1e3, (value - high) / deviation);
    let first = 0;
    let last = grid - 1;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if ((knots[middle] ?? Infinity) < value) first = middle + 1;
      else last = middle;
    }
    return scores[first] ?? 0;
  };
}

/** A ridge keeps the covariance of columns that say the same positive definite. */
function withRidge(matrix: Matrix): Matrix {
  const values = matrix.values.map((value, place) => {
    const isDiagonal = Math.floor(place / matrix.columns) === place % matrix.columns;
    return isDiagonal ? value + 0.01 : value;
  });
  return { ...matrix, values };
}

/**
 * Tells the rows of one side that have a category which stands so often in the reference: never, or, for rows of the
 * reference itself, only in that row.
 */
function rowsWith(
  pairs: readonly ColumnPair[],
  side: "reference" | "current",
  times: 0 | 1,
): (row: number) => boolean {
  const texts = pairs.flatMap((pair) => {
    const { column } = pair[side];
    const { counts } = pair.reference;
    if (column.type !== "text" || counts === null) return [];
    const isRare = column.dictionary.map((text) => (counts.get(text) ?? 0) === times);
    return [{ codes: column.codes, isRare }];
  });
  return (row) => texts.some(({ codes, isRare }) => isRare[codes[row] ?? -1] === true);
}

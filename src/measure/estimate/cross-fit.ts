import {
  type BoostedTrees,
  boostedScores,
  type BoostingLoss,
  fitBoosting,
} from "../../stats/learn/gradient-boosting.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { takeRows } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";

/** Models that were each fitted without one part of the rows. */
export interface CrossFit {
  readonly models: readonly BoostedTrees[];
  /** For each row the raw score of the model that has not seen it. */
  readonly unseen: Float64Array;
}

const parts = 5;

/**
 * Fits boosted trees five times, each without a fifth of the rows, so that every row has a score from a
 * model that has not seen it: what such scores miss is what the models will miss on new rows.
 *
 * @param of.offsets raw scores to start from, for the logistic loss
 * Cost five times that of `fitBoosting`.
 */
export function crossFit(
  of: {
    readonly rows: Matrix;
    readonly targets: Float64Array;
    readonly offsets?: Float64Array;
  },
  options: { readonly loss: BoostingLoss; readonly trees: number; readonly random: Random },
): CrossFit {
  const { rows, targets, offsets } = of;
  const unseen = new Float64Array(rows.rows);
  const models = Array.from({ length: parts }, (_, part) => {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let row = 0; row < rows.rows; row++) (row % parts === part ? outside : inside).push(row);
    const pick = (values: Float64Array, from: readonly number[]): Float64Array =>
      Float64Array.from(from, (row) => values[row] ?? 0);
    const model = fitBoosting(
      {
        rows: takeRows(rows, inside),
        targets: pick(targets, inside),
        offsets: offsets === undefined ? undefined : pick(offsets, inside),
      },
      { ...options, depth: 3, leafMin: 30 },
    );
    const left = takeRows(rows, outside);
    const scores =
      offsets === undefined
        ? boostedScores(model, left)
        : boostedScores(model, left, pick(offsets, outside));
    outside.forEach((row, index) => {
      unseen[row] = scores[index] ?? 0;
    });
    return model;
  });
  return { models, unseen };
}

/** Mean raw score of the models for new rows. */
export function crossFitScores(fit: CrossFit, rows: Matrix, offsets?: Float64Array): Float64Array {
  const sums = new Float64Array(rows.rows);
  for (const model of fit.models) {
    boostedScores(model, rows, offsets).forEach((score, row) => {
      sums[row] = (sums[row] ?? 0) + score / fit.models.length;
    });
  }
  return sums;
}

/** Rows with one more column. */
export function withColumn(rows: Matrix, column: ArrayLike<number>): Matrix {
  const columns = rows.columns + 1;
  const values = new Float64Array(rows.rows * columns);
  for (let row = 0; row < rows.rows; row++) {
    const start = row * rows.columns;
    values.set(rows.values.subarray(start, start + rows.columns), row * columns);
    values[row * columns + rows.columns] = column[row] ?? Number.NaN;
  }
  return { values, rows: rows.rows, columns };
}

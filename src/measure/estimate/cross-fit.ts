import {
  type BoostedTrees,
  boostedScores,
  type BoostingLoss,
  fitBoosting,
} from "../../stats/learn/gradient-boosting.ts";
import { treeValue } from "../../stats/learn/regression-tree.ts";
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
 * model that has not seen it: what such scores miss is what the models will miss on new rows. As many of
 * the trees are kept as help on these rows, none where nothing can be learned.
 *
 * @param of.offsets raw scores to start from, for the logistic loss
 * @param options.trees at most so many
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
  const folds = Array.from({ length: parts }, (_, part) => {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let row = 0; row < of.rows.rows; row++)
      (row % parts === part ? outside : inside).push(row);
    const model = fitBoosting(takeAll(of, inside), { ...options, depth: 3, leafMin: 30 });
    return { model, outside, left: takeAll(of, outside) };
  });
  // Number of trees → loss of all rows by the models that have not seen them.
  const losses = new Float64Array(options.trees + 1);
  for (const { model, left } of folds) addLosses(losses, model, left);
  const best = losses.indexOf(Math.min(...losses));
  const unseen = new Float64Array(of.rows.rows);
  const models = folds.map(({ model, outside, left }) => {
    const kept = { ...model, trees: model.trees.slice(0, best) };
    const scores = boostedScores(kept, left.rows, left.offsets);
    outside.forEach((row, index) => {
      unseen[row] = scores[index] ?? 0;
    });
    return kept;
  });
  return { models, unseen };
}

interface TargetRows {
  readonly rows: Matrix;
  readonly targets: Float64Array;
  readonly offsets?: Float64Array | undefined;
}

function takeAll({ rows, targets, offsets }: TargetRows, from: readonly number[]): TargetRows {
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(from, (row) => values[row] ?? 0);
  return {
    rows: takeRows(rows, from),
    targets: pick(targets),
    offsets: offsets === undefined ? undefined : pick(offsets),
  };
}

function addLosses(losses: Float64Array, model: BoostedTrees, left: TargetRows): void {
  const { rows, targets } = left;
  const scores = boostedScores({ ...model, trees: [] }, rows, left.offsets);
  for (let count = 0; count < losses.length; count++) {
    const tree = model.trees[count - 1];
    let sum = 0;
    for (let row = 0; row < scores.length; row++) {
      const before = scores[row] ?? 0;
      const score =
        tree === undefined ? before : before + treeValue(tree, rows.values, row * rows.columns);
      scores[row] = score;
      const target = targets[row] ?? 0;
      sum +=
        model.loss === "squared"
          ? (target - score) ** 2
          : // The log loss of a logit, without overflow.
            Math.max(score, 0) - target * score + Math.log1p(Math.exp(-Math.abs(score)));
    }
    losses[count] = (losses[count] ?? 0) + sum;
  }
}

/** Raw scores of new rows by each of the models. */
export function crossFitScores(
  fit: CrossFit,
  rows: Matrix,
  offsets?: Float64Array,
): readonly Float64Array[] {
  return fit.models.map((model) => boostedScores(model, rows, offsets));
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

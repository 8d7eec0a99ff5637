import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { learnRobustDistance } from "./covariance-distance.ts";
import { learnMixture } from "./gaussian-mixture.ts";
import { learnHistogram } from "./histogram.ts";
import { forestModel } from "./isolation-forest.ts";
import { growForest } from "./isolation-trees.ts";
import { distanceModel } from "./nearest-neighbours.ts";
import type { ScaledModel } from "./scaled-detector.ts";
import { tailSurprise } from "./tail-surprise.ts";

/** Unsupervised surprises as features: of the rows they were learned from, each left out, and of any others. */
export interface SurpriseFeatures {
  readonly ofLearned: readonly Float64Array[];
  of(rows: Matrix): readonly Float64Array[];
}

/**
 * Five detectors that stand anomalies, learned from all rows, and two close ones learned from the rows not judged
 * anomalous. Rows are scaled; at least one of them has label 0.
 */
export function learnSurpriseFeatures(
  rows: Matrix,
  labels: Uint8Array,
  random: Random,
): SurpriseFeatures {
  const usual = Int32Array.from(labels.keys()).filter((row) => labels[row] === 0);
  const all = Int32Array.from(labels.keys());
  const reference = takeRows(rows, usual);
  const features = [
    feature(
      forestModel(
        growForest(rows, { trees: 100, rowsPerTree: 256, seed: random.integer(2 ** 32) }),
      ),
      rows,
      all,
    ),
    feature(learnHistogram(rows, 10), rows, all),
    feature(learnRobustDistance(rows, { support: 0.75, random }), rows, all),
    feature(distanceModel(rows, { count: 20, isMean: true }), rows, all),
    feature(distanceModel(rows, { count: 3, isMean: true }), rows, all),
    feature(distanceModel(reference, { count: 2, isMean: true }), rows, usual),
    feature(learnMixture(reference, { components: 8, groupsTogether: 1, random }), rows, usual),
  ];
  return {
    ofLearned: features.map(({ ofLearned }) => ofLearned),
    of: (given) => features.map(({ model, surprise }) => model.score(given).map(surprise)),
  };
}

// `own` are the rows the model learned from, in its order.
function feature(
  model: ScaledModel,
  rows: Matrix,
  own: Int32Array,
): {
  readonly model: ScaledModel;
  readonly surprise: (score: number) => number;
  readonly ofLearned: Float64Array;
} {
  const fitted = model.fittedScores?.() ?? model.score(takeRows(rows, own));
  const surprise = tailSurprise(fitted);
  const isAll = own.length === rows.rows;
  const ofLearned = isAll ? Float64Array.from(fitted) : model.score(rows);
  own.forEach((row, place) => (ofLearned[row] = fitted[place]!));
  return { model, surprise, ofLearned: ofLearned.map(surprise) };
}

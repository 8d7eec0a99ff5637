import { areaUnderRoc } from "../../stats/area-under-roc.ts";
import { boostedScores, fitBoosting } from "../../stats/learn/gradient-boosting.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { scoreGroupsOf } from "../quality/score-groups.ts";

/** How much each reference row stands for in a window. */
export interface ImportanceWeights {
  /** One per reference row, mean 1. */
  readonly weights: Float64Array;
  /** Rows of equal weight that would be as sure: (Σ w)² / Σ w². */
  readonly effectiveRows: number;
  /** Area under the ROC curve of telling window from reference, on the rows fitted: 0.5 for no shift. */
  readonly separation: number;
}

/**
 * Weighs reference rows so that they look like a window: by the odds of a classifier that tells the two
 * apart. Log odds are kept within four of none, so that no row stands for more than fifty.
 *
 * Cost that of 40 shallow trees over both. Source: Shimodaira 2000; Bickel, Brückner and Scheffer 2007.
 */
export function importanceWeights(
  of: { readonly reference: Matrix; readonly window: Matrix },
  random: Random,
): ImportanceWeights {
  const { reference, window } = of;
  const total = reference.rows + window.rows;
  const values = new Float64Array(reference.values.length + window.values.length);
  values.set(reference.values);
  values.set(window.values, reference.values.length);
  const rows: Matrix = { values, rows: total, columns: reference.columns };
  const targets = Float64Array.from({ length: total }, (_, row) => (row < reference.rows ? 0 : 1));
  const model = fitBoosting(
    { rows, targets },
    { loss: "logistic", trees: 40, depth: 2, leafMin: 30, random },
  );
  const scores = boostedScores(model, rows);
  const { auc } = areaUnderRoc(scoreGroupsOf({ positives: targets, scores }));
  const odds = scores
    .subarray(0, reference.rows)
    .map((score) => Math.exp(Math.max(-4, Math.min(4, score))));
  let [sum, squares] = [0, 0];
  for (const weight of odds) {
    sum += weight;
    squares += weight * weight;
  }
  return {
    weights: odds.map((weight) => (weight * odds.length) / sum),
    effectiveRows: (sum * sum) / squares,
    separation: auc,
  };
}

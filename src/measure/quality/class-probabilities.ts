import { calibrationScore, scoreGroupsOf } from "./score-groups.ts";
import { meanScore, type Score } from "./score.ts";

/** Rows of a model that gives a probability to each of several classes. */
export interface ProbabilityRows {
  /** Index of the true class of each row; rows with a negative or missing index are left out. */
  readonly truths: ArrayLike<number>;
  /** Probabilities by row, then class: length rows × classes. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
  /** How often each row counts, >= 0; once where absent. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * Mean negative log-likelihood of the true classes in nats; rows are made to add to 1 after probabilities
 * were kept within 2.2e-16 of 0 and 1. Source: scikit-learn 1.2 `log_loss`.
 */
export function classLogLossScore(rows: ProbabilityRows): Score {
  return meanOverRows(rows, (probabilities, truth) => {
    let sum = 0;
    for (const p of probabilities) sum += kept(p);
    return -Math.log(kept(probabilities[truth] ?? 0) / sum);
  });
}

/**
 * Mean, over rows, of the squared distance between the probabilities and the truth's (1 for the true
 * class, 0 for the others), summed over classes: 0 to 2. Source: Brier 1950.
 */
export function classBrierScore(rows: ProbabilityRows): Score {
  return meanOverRows(rows, (probabilities, truth) => {
    let sum = 0;
    probabilities.forEach((p, index) => {
      sum += (p - (index === truth ? 1 : 0)) ** 2;
    });
    return sum;
  });
}

/**
 * Expected calibration error of the likeliest class: how far its probability is from the share of rows
 * in which it is right. Source: Guo et al. 2017.
 */
export function confidenceCalibrationScore(rows: ProbabilityRows, bins = 10): Score {
  const positives: number[] = [];
  const scores: number[] = [];
  const weights: number[] = [];
  eachRow(rows, (probabilities, truth, weight) => {
    let best = 0;
    probabilities.forEach((p, index) => {
      if (p > (probabilities[best] ?? 0)) best = index;
    });
    positives.push(best === truth ? 1 : 0);
    scores.push(probabilities[best] ?? 0);
    weights.push(weight);
  });
  return calibrationScore(scoreGroupsOf({ positives, scores, weights }), bins);
}

function kept(p: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));
}

function meanOverRows(
  rows: ProbabilityRows,
  lossOf: (probabilities: readonly number[], truth: number) => number,
): Score {
  let [count, sum, squareSum] = [0, 0, 0];
  eachRow(rows, (probabilities, truth, weight) => {
    const loss = lossOf(probabilities, truth);
    count += weight;
    sum += weight * loss;
    squareSum += weight * loss * loss;
  });
  return meanScore({ count, sum, squareSum });
}

function eachRow(
  { truths, probabilities, classes, weights }: ProbabilityRows,
  take: (probabilities: readonly number[], truth: number, weight: number) => void,
): void {
  for (let row = 0; row < truths.length; row++) {
    const truth = truths[row] ?? -1;
    if (!(truth >= 0 && truth < classes)) continue;
    const own = Array.from({ length: classes }, (_, index) => probabilities[row * classes + index]);
    if (own.some((p) => p === undefined || Number.isNaN(p))) continue;
    take(own as readonly number[], truth, weights?.[row] ?? 1); // no undefined is left
  }
}

import type { Score } from "./score.ts";
import { meanScore, noScore } from "./score.ts";

/** Rows that share one score of the positive class. Lists are ascending by score, each score once. */
export interface ScoreGroup {
  readonly score: number;
  /** Rows (or their weights) of the positive class, and of the others. */
  readonly positive: number;
  readonly negative: number;
}

/**
 * Groups rows by score. Rows whose score or truth is NaN are left out.
 *
 * @param rows.positives 1 (or true) where the truth is the positive class
 * @param rows.weights how often each row counts, >= 0; once where absent
 * Cost O(n log n).
 */
export function scoreGroupsOf(rows: {
  readonly positives: ArrayLike<number | boolean>;
  readonly scores: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}): readonly ScoreGroup[] {
  const { positives, scores, weights } = rows;
  const order: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (!Number.isNaN(scores[row]) && !Number.isNaN(positives[row])) order.push(row);
  }
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const groups: { score: number; positive: number; negative: number }[] = [];
  for (const row of order) {
    const score = scores[row] ?? 0;
    const weight = weights?.[row] ?? 1;
    let group = groups.at(-1);
    if (group === undefined || group.score !== score) {
      group = { score, positive: 0, negative: 0 };
      groups.push(group);
    }
    if (Number(positives[row]) > 0) group.positive += weight;
    else group.negative += weight;
  }
  return groups;
}

/** Rows of both classes together. */
export function classTotals(groups: readonly ScoreGroup[]): {
  readonly positives: number;
  readonly negatives: number;
} {
  let [positives, negatives] = [0, 0];
  for (const group of groups) {
    positives += group.positive;
    negatives += group.negative;
  }
  return { positives, negatives };
}

// scikit-learn keeps scores this far from 0 and 1 before it takes their logarithm.
const scoreMin = Number.EPSILON;

/**
 * Mean negative log-likelihood of the truths in nats, scores being probabilities of the positive class.
 * Source: scikit-learn 1.2 `log_loss` with eps="auto".
 */
export function logLossScore(groups: readonly ScoreGroup[]): Score {
  return meanOverRows(groups, (score, isPositive) => {
    const kept = Math.min(1 - scoreMin, Math.max(scoreMin, score));
    return isPositive ? -Math.log(kept) : -Math.log1p(-kept);
  });
}

/** Mean squared difference of score and truth (1 or 0). Source: Brier 1950, in scikit-learn's form. */
export function brierScore(groups: readonly ScoreGroup[]): Score {
  return meanOverRows(groups, (score, isPositive) => (score - (isPositive ? 1 : 0)) ** 2);
}

/**
 * Mean score less the share of positives: calibration in the large. Above 0 the model expects more positives than come.
 * Standard error of a mean. Source: Steyerberg 2019, section 15.3.
 */
export function scoreBiasScore(groups: readonly ScoreGroup[]): Score {
  return meanOverRows(groups, (score, isPositive) => score - (isPositive ? 1 : 0));
}

function meanOverRows(
  groups: readonly ScoreGroup[],
  lossOf: (score: number, isPositive: boolean) => number,
): Score {
  let [count, sum, squareSum] = [0, 0, 0];
  for (const { score, positive, negative } of groups) {
    const [ofPositive, ofNegative] = [lossOf(score, true), lossOf(score, false)];
    if (positive > 0) {
      sum += positive * ofPositive;
      squareSum += positive * ofPositive * ofPositive;
    }
    if (negative > 0) {
      sum += negative * ofNegative;
      squareSum += negative * ofNegative * ofNegative;
    }
    count += positive + negative;
  }
  return meanScore({ count, sum, squareSum });
}

/** Rows whose score falls into one bin, beside how often they were positive. */
export interface ReliabilityBin {
  readonly count: number;
  readonly meanScore: number;
  readonly positiveShare: number;
}

/** Equal bins of the scores 0 to 1 that hold rows, each closed above; the first holds 0 too. */
export function reliabilityBins(
  groups: readonly ScoreGroup[],
  bins = 10,
): readonly ReliabilityBin[] {
  const counts = new Float64Array(bins);
  const scoreSums = new Float64Array(bins);
  const positives = new Float64Array(bins);
  for (const { score, positive, negative } of groups) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(score * bins) - 1));
    counts[bin] = (counts[bin] ?? 0) + positive + negative;
    scoreSums[bin] = (scoreSums[bin] ?? 0) + score * (positive + negative);
    positives[bin] = (positives[bin] ?? 0) + positive;
  }
  return Array.from(counts, (count, bin) => ({
    count,
    meanScore: (scoreSums[bin] ?? 0) / count,
    positiveShare: (positives[bin] ?? 0) / count,
  })).filter(({ count }) => count > 0);
}

/**
 * Expected calibration error: mean distance of score and share of positives over the bins, by rows.
 * Standard error: of independent shares, sqrt(Σ (n_b / n)² p_b (1 - p_b) / n_b). A well calibrated model
 * does not show 0 but what chance leaves in the bins. Source: Naeini et al. 2015; Guo et al. 2017.
 */
export function calibrationScore(groups: readonly ScoreGroup[], bins = 10): Score {
  const found = reliabilityBins(groups, bins);
  const count = found.reduce((sum, bin) => sum + bin.count, 0);
  if (!(count > 0)) return noScore;
  let [value, variance] = [0, 0];
  for (const bin of found) {
    const share = bin.count / count;
    value += share * Math.abs(bin.meanScore - bin.positiveShare);
    variance += (share * share * bin.positiveShare * (1 - bin.positiveShare)) / bin.count;
  }
  return { value, count, standardError: Math.sqrt(variance) };
}

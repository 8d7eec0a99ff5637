import { areaUnderRoc } from "../../stats/area-under-roc.ts";
import { classTotals, type ScoreGroup } from "./score-groups.ts";
import { noScore, type Score } from "./score.ts";

// Scores of a ranking of positives above negatives, from rows grouped by score. Undefined where a class is
// missing.

/** Area under the ROC curve, ties half, with DeLong's standard error. */
export function aucRocScore(groups: readonly ScoreGroup[]): Score {
  const { positives, negatives } = classTotals(groups);
  const { auc, standardError } = areaUnderRoc(groups);
  return { value: auc, count: positives + negatives, standardError };
}

/**
 * Average precision: the precision at each threshold, weighed by the recall it adds. What people call the
 * area under the precision-recall curve, without interpolation. Needs positives only.
 * Standard error: logit-normal, of a share of the positives (Boyd, Eng and Page 2013). Source:
 * scikit-learn `average_precision_score`.
 */
export function averagePrecisionScore(groups: readonly ScoreGroup[]): Score {
  const { positives, negatives } = classTotals(groups);
  const count = positives + negatives;
  if (!(positives > 0)) return { ...noScore, count };
  let [value, above, all] = [0, 0, 0];
  for (let index = groups.length - 1; index >= 0; index--) {
    const group = groups[index];
    if (group === undefined || group.positive + group.negative === 0) continue;
    above += group.positive;
    all += group.positive + group.negative;
    value += (group.positive / positives) * (above / all);
  }
  return { value, count, standardError: Math.sqrt(Math.max(0, value * (1 - value)) / positives) };
}

/**
 * Kolmogorov-Smirnov separation of the classes: the largest gap between the share of positives and the
 * share of negatives above a threshold. Standard error: of the two shares at that threshold.
 */
export function separationScore(groups: readonly ScoreGroup[]): Score {
  const { positives, negatives } = classTotals(groups);
  const count = positives + negatives;
  if (!(positives > 0 && negatives > 0)) return { ...noScore, count };
  let [below, belowNegative, value, variance] = [0, 0, 0, 0];
  for (const { positive, negative } of groups) {
    below += positive;
    belowNegative += negative;
    const [p, q] = [below / positives, belowNegative / negatives];
    if (Math.abs(p - q) <= value) continue;
    value = Math.abs(p - q);
    variance = (p * (1 - p)) / positives + (q * (1 - q)) / negatives;
  }
  return { value, count, standardError: Math.sqrt(variance) };
}

/**
 * Gain: share of all positives among the rows that score highest; a group of ties that the limit cuts
 * gives its rows in proportion.
 * @param share of the rows looked at, above 0 and at most 1
 */
export function gainScore(groups: readonly ScoreGroup[], share: number): Score {
  const { positives, negatives } = classTotals(groups);
  const count = positives + negatives;
  if (!(positives > 0)) return { ...noScore, count };
  let left = share * count;
  let found = 0;
  for (let index = groups.length - 1; index >= 0 && left > 0; index--) {
    const { positive = 0, negative = 0 } = groups[index] ?? {};
    const rows = positive + negative;
    if (rows === 0) continue;
    found += positive * Math.min(1, left / rows);
    left -= rows;
  }
  const value = found / positives;
  const standardError = Math.sqrt(Math.max(0, value * (1 - value)) / positives);
  return { value, count, standardError };
}

/** Lift: how many times more positives the highest rows hold than as many drawn by chance. */
export function liftScore(groups: readonly ScoreGroup[], share: number): Score {
  const { value, count, standardError } = gainScore(groups, share);
  return { value: value / share, count, standardError: standardError / share };
}

import { shareStandardError } from "../../stats/share-standard-error.ts";
import {
  averageOverClasses,
  type Averaging,
  type ClassScore,
  type ScoreClass,
} from "./class-average.ts";
import type { ConfusionCounts } from "./confusion-counts.ts";
import { noScore, type Score } from "./score.ts";

// Scores of each class of a confusion matrix and their averages: precision, recall, F-beta, specificity.
// `averaging` names one class as { positive }, or macro (classes alike), weighted (by true rows) or micro
// (all rows pooled), as scikit-learn has them; a class whose score is 0/0 counts as 0 in an average and is
// undefined alone. Standard errors by the delta method, see `averageOverClasses`.

/** Share of the rows called a class that are of it. */
export function precisionScore(counts: ConfusionCounts, averaging: Averaging): Score {
  return averageOverClasses(counts, averaging, precisionOfClass);
}

/** Share of the rows of a class that are called it; also named sensitivity. */
export function recallScore(counts: ConfusionCounts, averaging: Averaging): Score {
  return averageOverClasses(counts, averaging, recallOfClass);
}

/**
 * Weighted harmonic mean of precision and recall, recall counting beta times as much.
 * @param beta > 0
 */
export function fBetaScore(counts: ConfusionCounts, averaging: Averaging, beta: number): Score {
  return averageOverClasses(counts, averaging, fBetaOfClass(beta));
}

/** Share of the rows that are not of a class that are not called it. */
export function specificityScore(counts: ConfusionCounts, averaging: Averaging): Score {
  if (averaging !== "micro") return averageOverClasses(counts, averaging, specificityOfClass);
  const { total, classes, hits, truths, outputs } = counts;
  let [right, all] = [0, 0];
  classes.forEach((_, index) => {
    const [hit, truth, output] = [hits[index] ?? 0, truths[index] ?? 0, outputs[index] ?? 0];
    right += total - truth - output + hit;
    all += total - truth;
  });
  if (!(all > 0)) return { ...noScore, count: total };
  return { value: right / all, count: total, standardError: shareStandardError(right, all) };
}

/** Score of each class on its own, in order of name. */
export function scoreByClass(
  counts: ConfusionCounts,
  score: (counts: ConfusionCounts, averaging: Averaging) => Score,
): ReadonlyMap<string, Score> {
  return new Map(counts.classes.map((name) => [name, score(counts, { positive: name })]));
}

/** Precision of a class with its slopes. */
export const precisionOfClass: ScoreClass = (hit, _truth, output) => ({
  value: hit / output,
  byHit: 1 / output,
  byTruth: 0,
  byOutput: -hit / (output * output),
});

/** Recall of a class with its slopes. */
export const recallOfClass: ScoreClass = (hit, truth) => ({
  value: hit / truth,
  byHit: 1 / truth,
  byTruth: -hit / (truth * truth),
  byOutput: 0,
});

/** F-beta of a class with its slopes. */
export function fBetaOfClass(beta: number): ScoreClass {
  const square = beta * beta;
  return (hit, truth, output) => {
    const both = square * truth + output;
    const top = (1 + square) * hit;
    const bySize = -top / (both * both);
    return {
      value: top / both,
      byHit: (1 + square) / both,
      byTruth: square * bySize,
      byOutput: bySize,
    };
  };
}

function specificityOfClass(hit: number, truth: number, output: number): ClassScore {
  const others = 1 - truth;
  const right = others - output + hit;
  return {
    value: others > 0 ? right / others : Number.NaN,
    byHit: 1 / others,
    byTruth: (right - others) / (others * others),
    byOutput: -1 / others,
  };
}

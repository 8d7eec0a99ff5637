import { shareStandardError } from "../../stats/share-standard-error.ts";
import { type ClassSlopes, deltaError } from "./class-average.ts";
import type { ConfusionCounts } from "./confusion-counts.ts";
import { noScore, type Score } from "./score.ts";

// Scores of a whole confusion matrix.

/** Share of the rows whose output is the truth. */
export function accuracyScore({ hits, total }: ConfusionCounts): Score {
  if (!(total > 0)) return noScore;
  const right = hits.reduce((sum, hit) => sum + hit, 0);
  return { value: right / total, count: total, standardError: shareStandardError(right, total) };
}

/**
 * Mean of the recalls of the classes that occur as truths.
 * Standard error: of independent shares, sqrt(Σ SE²) / classes. Source: scikit-learn
 * `balanced_accuracy_score`.
 */
export function balancedAccuracyScore(counts: ConfusionCounts): Score {
  let [sum, squares, classes] = [0, 0, 0];
  counts.truths.forEach((truth, index) => {
    if (!(truth > 0)) return;
    const hit = counts.hits[index] ?? 0;
    sum += hit / truth;
    squares += shareStandardError(hit, truth) ** 2;
    classes++;
  });
  if (classes === 0) return noScore;
  const standardError = Math.sqrt(squares) / classes;
  return { value: sum / classes, count: counts.total, standardError };
}

/**
 * Matthews correlation of truth and output over any number of classes: 1 perfect, 0 chance.
 * Undefined where truths or outputs are all of one class (scikit-learn says 0). Standard error by the
 * delta method. Source: Gorodkin 2004; scikit-learn `matthews_corrcoef`.
 */
export function matthewsScore(counts: ConfusionCounts): Score {
  const { right, chance, truths, outputs } = sharesOf(counts);
  const freeOutputs = 1 - sumOfSquares(outputs);
  const freeTruths = 1 - sumOfSquares(truths);
  // Where all rows are of one class rounding may leave a hair more than nothing.
  const isOneClass = truths.some((share) => share === 1) || outputs.some((share) => share === 1);
  if (!(counts.total > 0) || isOneClass) return { ...noScore, count: counts.total };
  const scale = Math.sqrt(freeOutputs * freeTruths);
  const value = (right - chance) / scale;
  const slopes = counts.classes.map((_, index) => {
    const [truth, output] = [truths[index] ?? 0, outputs[index] ?? 0];
    return {
      byHit: 1 / scale,
      byTruth: -output / scale + (value * truth) / freeTruths,
      byOutput: -truth / scale + (value * output) / freeOutputs,
    };
  });
  return { value, count: counts.total, standardError: errorOf(counts, slopes, value) };
}

/**
 * Cohen's kappa: agreement of truth and output beyond chance, 1 perfect, 0 chance.
 * Undefined where both are all of one class. Standard error by the delta method, which is Fleiss, Cohen
 * and Everitt's of 1969. Source: scikit-learn `cohen_kappa_score`.
 */
export function kappaScore(counts: ConfusionCounts): Score {
  const { right, chance, truths, outputs } = sharesOf(counts);
  const isOneClass = truths.some((share, index) => share === 1 && outputs[index] === 1);
  if (!(counts.total > 0) || isOneClass) return { ...noScore, count: counts.total };
  const free = 1 - chance;
  const value = (right - chance) / free;
  const byChance = -(1 - right) / (free * free);
  const slopes = counts.classes.map((_, index) => ({
    byHit: 1 / free,
    byTruth: byChance * (outputs[index] ?? 0),
    byOutput: byChance * (truths[index] ?? 0),
  }));
  return { value, count: counts.total, standardError: errorOf(counts, slopes, value) };
}

/** truth → output → what one such row is worth, in any unit; 0 where nothing is said. */
export type CostMatrix = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Mean worth of a row under a matrix of costs and gains.
 * Standard error: of a mean over the cells.
 */
export function costMatrixScore(counts: ConfusionCounts, worth: CostMatrix): Score {
  const { classes, cells, total } = counts;
  if (!(total > 0)) return noScore;
  let [sum, squares] = [0, 0];
  for (const [truth, output, count] of cells) {
    const each = worth.get(classes[truth] ?? "")?.get(classes[output] ?? "") ?? 0;
    sum += count * each;
    squares += count * each * each;
  }
  const variance = Math.max(0, squares - (sum * sum) / total) / (total - 1);
  return { value: sum / total, count: total, standardError: Math.sqrt(variance / total) };
}

function errorOf(counts: ConfusionCounts, slopes: readonly ClassSlopes[], value: number): number {
  // A correlation of +-1 has no spread of its own: its error is that of the share (1 + value) / 2.
  const fallback = (1 + value) / 2;
  return deltaError(counts, slopes, fallback);
}

function sharesOf(counts: ConfusionCounts): {
  readonly right: number;
  readonly chance: number;
  readonly truths: readonly number[];
  readonly outputs: readonly number[];
} {
  const { total } = counts;
  const truths = counts.truths.map((count) => count / total);
  const outputs = counts.outputs.map((count) => count / total);
  const right = counts.hits.reduce((sum, hit) => sum + hit, 0) / total;
  const chance = truths.reduce((sum, share, index) => sum + share * (outputs[index] ?? 0), 0);
  return { right, chance, truths, outputs };
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

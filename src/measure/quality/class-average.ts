import { shareStandardError } from "../../stats/share-standard-error.ts";
import type { ConfusionCounts } from "./confusion-counts.ts";
import type { Score } from "./score.ts";

/**
 * The score of one class with its slopes, from shares of all rows: `hit` (truth and output), `truth` and
 * `output`. Undefined (0/0) is NaN.
 */
export interface ClassScore extends ClassSlopes {
  readonly value: number;
}

/** Slopes of a score of a class by the class's shares of hits, truths and outputs. */
export interface ClassSlopes {
  readonly byHit: number;
  readonly byTruth: number;
  readonly byOutput: number;
}

export type ScoreClass = (hit: number, truth: number, output: number) => ClassScore;

/** How class scores become one: a single class, or the average over all that occur. */
export type Averaging = { readonly positive: string } | "macro" | "weighted" | "micro";

/**
 * Precision, recall or F1 of a confusion matrix with its standard error by the multivariate delta method:
 * for a score S of the cell shares p_ij of n rows, Var S = (Σ p_ij g_ij² - (Σ p_ij g_ij)²) / n with
 * g_ij = ∂S/∂p_ij. Where the method gives 0 (every row in one kind of cell) the score is taken for a share
 * of n rows. Source: Takahashi, Yamamoto, Kuchiba and Koyama 2022, "Confidence interval for
 * micro-averaged F1 and macro-averaged F1 scores". Averages as scikit-learn takes them: over the classes
 * that occur as truth or output, undefined class scores as 0.
 */
export function averageOverClasses(
  counts: ConfusionCounts,
  averaging: Averaging,
  scoreClass: ScoreClass,
): Score {
  const { total, classes } = counts;
  if (total === 0) return { value: Number.NaN, count: 0, standardError: Number.NaN };
  if (averaging === "micro") return shareOfHits(counts);
  const shareOf = (row: readonly number[], index: number): number => (row[index] ?? 0) / total;

  let value = 0;
  const slopes = classes.map((name, index) => {
    const truth = shareOf(counts.truths, index);
    const score = scoreClass(shareOf(counts.hits, index), truth, shareOf(counts.outputs, index));
    const isWanted = typeof averaging === "string" || averaging.positive === name;
    if (!isWanted) return noSlopes;
    if (Number.isNaN(score.value)) {
      if (typeof averaging !== "string") value = Number.NaN;
      return noSlopes;
    }
    const weight =
      averaging === "macro" ? 1 / classes.length : averaging === "weighted" ? truth : 1;
    value += weight * score.value;
    // The weight of a class is itself a share that varies: its slope is the score.
    const byWeight = averaging === "weighted" ? score.value : 0;
    return {
      byHit: weight * score.byHit,
      byTruth: weight * score.byTruth + byWeight,
      byOutput: weight * score.byOutput,
    };
  });
  if (typeof averaging !== "string" && !classes.includes(averaging.positive)) value = Number.NaN;
  return { value, count: total, standardError: deltaError(counts, slopes, value) };
}

const noSlopes = { byHit: 0, byTruth: 0, byOutput: 0 };

function shareOfHits(counts: ConfusionCounts): Score {
  const hits = counts.hits.reduce((sum, count) => sum + count, 0);
  const { total } = counts;
  return { value: hits / total, count: total, standardError: shareStandardError(hits, total) };
}

/**
 * Standard error of a score of cell shares by the delta method.
 * @param slopes of each class
 * @param value  where the method gives 0, the share the score is taken for
 */
export function deltaError(
  counts: ConfusionCounts,
  slopes: readonly ClassSlopes[],
  value: number,
): number {
  let mean = 0;
  let square = 0;
  for (const [truth, output, count] of counts.cells) {
    const share = count / counts.total;
    const ofTruth = slopes[truth] ?? noSlopes;
    const ofOutput = slopes[output] ?? noSlopes;
    const slope = ofTruth.byTruth + ofOutput.byOutput + (truth === output ? ofTruth.byHit : 0);
    mean += share * slope;
    square += share * slope * slope;
  }
  const variance = (square - mean * mean) / counts.total;
  if (variance > 1e-24) return Math.sqrt(variance);
  return shareStandardError(value * counts.total, counts.total);
}

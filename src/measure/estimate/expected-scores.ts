/** Rows of a classifier whose truths are not known, beside how likely each is to be positive. */
export interface UncertainRows {
  /** Scores of the positive class; any scale, only their order counts. */
  readonly scores: ArrayLike<number>;
  /** 1 where the model called the row positive. */
  readonly outputs: ArrayLike<number>;
  /** Chance that the row truly is positive, 0 to 1. */
  readonly chances: ArrayLike<number>;
  /** How often each row counts; once where absent. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** Names of the scores that are estimated. */
export const estimatedScores = ["auc-roc", "f1", "precision", "recall", "accuracy"] as const;
export type EstimatedScore = (typeof estimatedScores)[number];

/**
 * Scores that the chances lead to expect; NaN where undefined. With chances of 0 and 1 they are the
 * scores themselves. Means of ratios are taken for ratios of means, which differ by O(1 / n).
 * Cost O(n log n). Source: confidence-based performance estimation, as NannyML documents it.
 */
export function expectedScores(rows: UncertainRows): { readonly [Name in EstimatedScore]: number } {
  const { outputs, chances, weights } = rows;
  let [hits, called, positives, total] = [0, 0, 0, 0];
  for (let row = 0; row < chances.length; row++) {
    const weight = weights?.[row] ?? 1;
    const [chance, output] = [chances[row] ?? 0, outputs[row] ?? 0];
    hits += weight * chance * output;
    called += weight * output;
    positives += weight * chance;
    total += weight;
  }
  return {
    "auc-roc": expectedAuc(rows),
    f1: (2 * hits) / (called + positives),
    precision: hits / called,
    recall: hits / positives,
    accuracy: (total - called - positives + 2 * hits) / total,
  };
}

// Chance that a positive row scores above a negative one over pairs of different rows, ties half.
function expectedAuc({ scores, chances, weights }: UncertainRows): number {
  const order = orderOf(scores);
  const count = scores.length;
  let [positives, negatives, ordered, own] = [0, 0, 0, 0];
  for (let from = 0; from < count;) {
    const score = scores[order?.[from] ?? from];
    let [up, down, to] = [0, 0, from];
    for (; to < count; to++) {
      const row = order?.[to] ?? to;
      // NaN equals nothing, not even itself.
      if (to > from && scores[row] !== score) break;
      const weight = weights?.[row] ?? 1;
      const chance = chances[row] ?? 0;
      up += weight * chance;
      down += weight * (1 - chance);
      own += weight * weight * chance * (1 - chance);
    }
    ordered += up * (negatives + down / 2);
    positives += up;
    negatives += down;
    from = to;
  }
  // A row is never compared with itself.
  return (ordered - own / 2) / (positives * negatives - own);
}

// Rows by ascending score; null where they stand so already: most callers ask many times over one order.
function orderOf(scores: ArrayLike<number>): Uint32Array | null {
  let place = 1;
  while (place < scores.length && (scores[place - 1] ?? 0) <= (scores[place] ?? 0)) place++;
  if (place >= scores.length) return null;
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
}

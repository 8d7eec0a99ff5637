/** Rows that share one score. */
interface ScoreGroup {
  readonly score: number;
  readonly positive: number;
  readonly negative: number;
}

/**
 * Area under the ROC curve with DeLong's standard error, from scores grouped by value.
 *
 * @param groups by ascending score, each score once, counts >= 0
 * @returns `auc`: the chance that a positive scores above a negative, ties half; NaN where one class is
 *   missing. `standardError`: NaN with fewer than two rows of a class. Where every pair is in order (area
 *   0 or 1) DeLong's is 0 whatever the sample; then Hanley and McNeil's at (k A + 1) / (k + 2), k being the
 *   smaller class.
 * Cost O(groups). Source: DeLong, DeLong and Clarke-Pearson 1988; Hanley and McNeil 1982.
 * @example areaUnderRoc([{ score: 0.1, positive: 0, negative: 2 }, { score: 0.4, positive: 1, negative: 1 }, { score: 0.8, positive: 2, negative: 0 }]) // { auc: 0.94444444, standardError: 0.07856742 }
 */
export function areaUnderRoc(groups: readonly ScoreGroup[]): {
  readonly auc: number;
  readonly standardError: number;
} {
  let positives = 0;
  let negatives = 0;
  for (const group of groups) {
    positives += group.positive;
    negatives += group.negative;
  }
  if (positives === 0 || negatives === 0) return { auc: Number.NaN, standardError: Number.NaN };

  // Placement of a positive: share of the negatives below it. Of a negative: share of the positives above.
  let auc = 0;
  let below = 0;
  for (const { positive, negative } of groups) {
    auc += positive * ((below + negative / 2) / negatives);
    below += negative;
  }
  auc /= positives;

  let positiveSquares = 0;
  let negativeSquares = 0;
  let negativesBelow = 0;
  let positivesAbove = positives;
  for (const { positive, negative } of groups) {
    const ofPositive = (negativesBelow + negative / 2) / negatives - auc;
    const ofNegative = (positivesAbove - positive / 2) / positives - auc;
    positiveSquares += positive * ofPositive * ofPositive;
    negativeSquares += negative * ofNegative * ofNegative;
    negativesBelow += negative;
    positivesAbove -= positive;
  }
  if (positives < 2 || negatives < 2) return { auc, standardError: Number.NaN };
  if (auc <= 0 || auc >= 1) return { auc, standardError: atTheEdge(auc, positives, negatives) };
  const variance =
    positiveSquares / (positives - 1) / positives + negativeSquares / (negatives - 1) / negatives;
  return { auc, standardError: Math.sqrt(variance) };
}

function atTheEdge(auc: number, positives: number, negatives: number): number {
  const smaller = Math.min(positives, negatives);
  const a = (smaller * auc + 1) / (smaller + 2);
  const q1 = a / (2 - a) - a * a;
  const q2 = (2 * a * a) / (1 + a) - a * a;
  const pairs = positives * negatives;
  return Math.sqrt((a * (1 - a) + (positives - 1) * q1 + (negatives - 1) * q2) / pairs);
}

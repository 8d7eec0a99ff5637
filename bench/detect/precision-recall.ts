/**
 * Average precision and the best F1 over all thresholds, point by point, never adjusted to events. The best F1 chooses
 * its threshold with the labels in hand, so it is an upper bound.
 *
 * @param scores a score a row, larger is stranger; no NaN; equal scores pass together
 * @param labels 1 for anomalous rows, else 0, as many
 * @returns both within 0 and 1; NaN without any anomalous row
 * Cost O(n log n). Source: scikit-learn's `average_precision_score`.
 */
export function precisionRecall(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { readonly aucPr: number; readonly bestF1: number } {
  const order = Int32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => scores[b]! - scores[a]!,
  );
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += labels[row]!;
  if (positives === 0) return { aucPr: Number.NaN, bestF1: Number.NaN };
  let [hits, before, aucPr, bestF1] = [0, 0, 0, 0];
  order.forEach((row, place) => {
    hits += labels[row]!;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    aucPr += ((hits - before) / positives) * (hits / (place + 1));
    before = hits;
    bestF1 = Math.max(bestF1, (2 * hits) / (place + 1 + positives));
  });
  return { aucPr, bestF1 };
}

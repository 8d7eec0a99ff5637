/**
 * P values adjusted so that rejecting those at most α keeps the expected share of false rejections among
 * all rejections at α or below.
 *
 * @param pValues each within 0 and 1; NaN (no test) stays NaN and does not count
 * @returns in the order given, each at least as large as before, at most 1
 * Cost O(n log n). Source: Benjamini and Hochberg 1995 (independent or positively dependent tests).
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const { adjusted, order } = prepared(pValues);
  let least = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1]!;
    least = Math.min(least, (pValues[index]! * order.length) / rank);
    adjusted[index] = least;
  }
  return adjusted;
}

/**
 * P values adjusted so that rejecting those at most α keeps the chance of any false rejection at α or
 * below, whatever the dependence.
 *
 * @param pValues each within 0 and 1; NaN (no test) stays NaN and does not count
 * @returns in the order given, each at least as large as before, at most 1
 * Cost O(n log n). Source: Holm 1979.
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const { adjusted, order } = prepared(pValues);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, pValues[index]! * (order.length - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}

function prepared(pValues: ArrayLike<number>): {
  readonly adjusted: Float64Array;
  readonly order: readonly number[];
} {
  const adjusted = Float64Array.from(pValues);
  const order = [...adjusted.keys()]
    .filter((index) => !Number.isNaN(adjusted[index]!))
    .sort((a, b) => adjusted[a]! - adjusted[b]!);
  return { adjusted, order };
}

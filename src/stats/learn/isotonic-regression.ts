/** A rising function: constant beyond its ends, linear between its knots. */
export interface IsotonicFit {
  /** Ascending. */
  readonly xs: Float64Array;
  /** Rising, one per x. */
  readonly ys: Float64Array;
}

/**
 * The rising function that fits points best in squares.
 *
 * @param xs any order, no NaN
 * @param ys as many
 * @param weights as many, > 0; every point once where absent
 * @returns the knots where the value changes; none for no points
 * Cost O(n log n). Source: Ayer et al. 1955, pool adjacent violators; scikit-learn `IsotonicRegression`.
 * @example isotonicRegression([1, 2, 3], [1, 3, 2]).ys // [1, 2.5, 2.5]
 */
export function isotonicRegression(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  weights?: ArrayLike<number>,
): IsotonicFit {
  const order = Uint32Array.from({ length: xs.length }, (_, index) => index);
  order.sort((a, b) => xs[a]! - xs[b]!);
  // Blocks of pooled points: weight, mean, first and last x.
  const blocks: { weight: number; mean: number; first: number; last: number }[] = [];
  for (const index of order) {
    const x = xs[index]!;
    const weight = weights?.[index] ?? 1;
    const before = blocks.at(-1);
    if (before !== undefined && before.last === x && before.first === x) {
      before.mean += (ys[index]! - before.mean) * (weight / (before.weight + weight));
      before.weight += weight;
    } else {
      settle(blocks);
      blocks.push({ weight, mean: ys[index]!, first: x, last: x });
    }
  }
  settle(blocks);
  const knots = blocks.flatMap(({ first, last, mean }) =>
    first === last ? [[first, mean] as const] : [[first, mean] as const, [last, mean] as const],
  );
  return {
    xs: Float64Array.from(knots, ([x]) => x),
    ys: Float64Array.from(knots, ([, y]) => y),
  };
}

/**
 * Value of the fitted function.
 *
 * @returns NaN without knots or for NaN
 * Cost O(log knots).
 * @example isotonicValue({ xs: [0, 1], ys: [2, 4] }, 0.5) // 3
 */
export function isotonicValue({ xs, ys }: IsotonicFit, x: number): number {
  if (xs.length === 0 || Number.isNaN(x)) return Number.NaN;
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return ys[0]!;
  if (low === xs.length) return ys[xs.length - 1]!;
  const share = (x - xs[low - 1]!) / (xs[low]! - xs[low - 1]!);
  return ys[low - 1]! + share * (ys[low]! - ys[low - 1]!);
}

// Pools the last block with those before it while it lies below them.
function settle(blocks: { weight: number; mean: number; first: number; last: number }[]): void {
  while (blocks.length > 1 && blocks[blocks.length - 1]!.mean <= blocks[blocks.length - 2]!.mean) {
    const upper = blocks.pop()!;
    const lower = blocks[blocks.length - 1]!;
    const weight = lower.weight + upper.weight;
    lower.mean = (lower.mean * lower.weight + upper.mean * upper.weight) / weight;
    lower.weight = weight;
    lower.last = upper.last;
  }
}

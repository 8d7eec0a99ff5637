import { sortNumbers } from "../sort-numbers.ts";
import { kolmogorovTailOf } from "../distribution/kolmogorov-tail.ts";

/** How a p value is found: "auto" is exact where that is cheap and asked of small samples. */
export type PValueMethod = "auto" | "exact" | "asymptotic";

/**
 * Whether two samples come from one distribution: the largest gap between their distribution functions.
 *
 * @param first  any numbers; NaN is left out
 * @param second likewise
 * @param method "auto": exact where both samples hold at most 10,000 values, else by the distribution of
 *   one sample of n m / (n + m) values
 * @returns `statistic` within 0 and 1; `pValue` two-sided (exact: ties taken as broken at random, which
 *   makes it too large rather than too small). An empty side: statistic 0, p 1.
 * Cost O(n log n); exact O(n m statistic) more, for equal sizes O(n). Source: Smirnov 1939; Hodges 1958 for
 * the exact recursion; SciPy `ks_2samp`.
 * @example kolmogorovSmirnovTest([1, 2, 3, 4], [3, 4, 5, 6]) // { statistic: 0.5, pValue: 0.77142857 }
 */
export function kolmogorovSmirnovTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  method: PValueMethod = "auto",
): { readonly statistic: number; readonly pValue: number } {
  return kolmogorovSmirnovSorted(sortNumbers(first), sortNumbers(second), method);
}

/**
 * The test of two samples that are sorted already.
 *
 * @param a ascending, no NaN
 * @param b ascending, no NaN
 * @returns as `kolmogorovSmirnovTest`
 * Cost O(n), more where exact.
 * @example kolmogorovSmirnovSorted(new Float64Array([1, 2]), new Float64Array([3, 4])) // { statistic: 1, pValue: 0.33333333 }
 */
export function kolmogorovSmirnovSorted(
  a: Float64Array,
  b: Float64Array,
  method: PValueMethod = "auto",
): { readonly statistic: number; readonly pValue: number } {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return { statistic: 0, pValue: 1 };
  const statistic = largestGap(a, b);
  const isExact = method === "exact" || (method === "auto" && Math.max(n, m) <= 10_000);
  if (!isExact) {
    return { statistic, pValue: kolmogorovTailOf(equalSize(n, m), statistic) };
  }
  const pValue =
    n === m ? exactEqualTail(Math.round(statistic * n), n) : exactTail(statistic, n, m);
  return { statistic, pValue: Math.min(1, pValue) };
}

// Size of the one sample that stands for two; halves are rounded to even, as NumPy does.
function equalSize(n: number, m: number): number {
  const size = (n * m) / (n + m);
  const below = Math.floor(size);
  const isHalf = size - below === 0.5;
  return Math.max(1, isHalf ? below + (below % 2) : Math.round(size));
}

function largestGap(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}

// Share of the lattice paths from (0, 0) to (n, n) that touch the lines x - y = +-h, by reflection.
function exactEqualTail(h: number, n: number): number {
  if (h === 0) return 1;
  let tail = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    tail = ratio * (1 - tail);
  }
  return 2 * tail;
}

// Share of the lattice paths from (0, 0) to (m, n) that leave the band |i/m - j/n| < statistic.
function exactTail(statistic: number, m: number, n: number): number {
  // Gaps are multiples of 1/(mn): half a step below the statistic keeps rounding out of the comparison.
  const limit = (Math.round(statistic * m * n) - 0.5) / (m * n);
  if (limit < 0) return 1;
  // column[j]: chance that a random path through (i, j) has left the band by then; 1 outside it.
  const column = new Float64Array(n + 1).fill(1);
  for (let i = 0; i <= m; i++) {
    const low = Math.max(0, Math.ceil((i / m - limit) * n));
    const high = Math.min(n, Math.floor((i / m + limit) * n));
    if (low > 0) column[low - 1] = 1;
    for (let j = low; j <= high; j++) {
      if (j === 0) column[j] = 0;
      else if (i === 0) column[j] = column[j - 1]!;
      else column[j] = (i * column[j]! + j * column[j - 1]!) / (i + j);
    }
  }
  return column[n]!;
}

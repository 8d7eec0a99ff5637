/**
 * Whether two samples come from one distribution: the largest gap between their distribution functions.
 *
 * @param first  no NaN
 * @param second no NaN
 * @returns `statistic` within 0 and 1; `pValue` exact (ties taken as broken at random) up to 10,000 pairs
 *   of values, by Kolmogorov's limit above. An empty side: statistic 0, p 1.
 * Cost O(n log n), plus O(pairs) where exact. Source: Smirnov 1939; the exact recursion as in R `psmirnov`
 * and SciPy `ks_2samp(method="exact")`; the limit as SciPy `special.kolmogorov`.
 * @example kolmogorovSmirnovTest([1, 2, 3, 4], [3, 4, 5, 6]) // { statistic: 0.5, pValue: 0.77142857 }
 */
export function kolmogorovSmirnovTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { readonly statistic: number; readonly pValue: number } {
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  if (a.length === 0 || b.length === 0) return { statistic: 0, pValue: 1 };
  const statistic = largestGap(a, b);
  const pairs = a.length * b.length;
  if (pairs <= 10_000) return { statistic, pValue: exactTail(statistic, a.length, b.length) };
  const size = pairs / (a.length + b.length);
  return { statistic, pValue: kolmogorovTail(Math.sqrt(size) * statistic) };
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

// Share of the lattice paths from (0, 0) to (m, n) that leave the band |i/m - j/n| < statistic.
function exactTail(statistic: number, m: number, n: number): number {
  // Gaps are multiples of 1/(mn): half a step below the statistic keeps rounding out of the comparison.
  const limit = (Math.round(statistic * m * n) - 0.5) / (m * n);
  const outside = (i: number, j: number) => Math.abs(i / m - j / n) > limit;
  // column[j]: chance that a random path through (i, j) has left the band by then.
  const column = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      if (outside(i, j)) column[j] = 1;
      else if (i === 0) column[j] = j === 0 ? 0 : column[j - 1]!;
      else if (j > 0) column[j] = (i * column[j]! + j * column[j - 1]!) / (i + j);
    }
  }
  return column[n]!;
}

/**
 * Upper tail of Kolmogorov's distribution: the limit of P(sqrt(n) D > x).
 *
 * @param x >= 0
 * @returns within 0 and 1
 * Cost O(1). Source: Kolmogorov 1933; Marsaglia, Tsang and Wang 2003 for the form below x = 1.
 * @example kolmogorovTail(1) // 0.26999967167735456
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  if (x < 1) {
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let tail = 0;
  for (let k = 1; k <= 10; k++) tail += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return tail;
}

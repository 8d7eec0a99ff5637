import { sortNumbers } from "../sort-numbers.ts";
import { normalCdf } from "../distribution/normal-cdf.ts";
import type { PValueMethod } from "./kolmogorov-smirnov-test.ts";

/**
 * Whether values of one sample tend to be larger than those of another, by ranks.
 *
 * @param first  any numbers; NaN is left out
 * @param second likewise
 * @param method "auto": exact where one side has at most eight values and nothing is tied, else
 *   asymptotic; "exact" takes ties for broken in favour of the smaller p value
 * @returns `u`: pairs in which the first is larger, ties counted half; `pValue` two-sided, asymptotic with
 *   corrections for ties and continuity. An empty side or all values equal: p 1.
 * Cost O(n log n); exact O(n² m) more. Source: Mann and Whitney 1947; SciPy `mannwhitneyu`.
 * @example mannWhitneyTest([1, 2, 3, 4], [3, 5, 6, 7]) // { u: 1.5, z: -1.8876580760, pValue: 0.0814291024 }
 */
export function mannWhitneyTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  method: PValueMethod = "auto",
): { readonly u: number; readonly z: number; readonly pValue: number } {
  const a = sortNumbers(first);
  const b = sortNumbers(second);
  const pairs = a.length * b.length;
  if (pairs === 0) return { u: 0, z: 0, pValue: 1 };
  const { u, ties } = countPairs(a, b);
  const n = a.length + b.length;
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  const difference = u - pairs / 2;
  const z = variance > 0 ? difference / Math.sqrt(variance) : 0;
  const isSmall = Math.min(a.length, b.length) <= 8 && ties === 0;
  if (method === "exact" || (method === "auto" && isSmall)) {
    const larger = Math.floor(Math.max(u, pairs - u));
    return { u, z, pValue: Math.min(1, 2 * exactTail(pairs - larger, a.length, b.length)) };
  }
  if (!(variance > 0)) return { u, z: 0, pValue: 1 };
  const corrected = Math.max(0, Math.abs(difference) - 0.5) / Math.sqrt(variance);
  // SciPy corrects without the maximum, which gives a p value above 1 that it then cuts to 1: the same.
  return { u, z, pValue: Math.min(1, 2 * normalCdf(-corrected)) };
}

// Share of the arrangements of m and n values in which U is at most k: the coefficients of the Gaussian
// binomial Π (1 - q^(n + i)) / (1 - q^i), kept as shares so that nothing overflows.
function exactTail(k: number, m: number, n: number): number {
  const small = Math.min(m, n);
  const large = Math.max(m, n);
  const shares = new Float64Array(k + 1);
  shares[0] = 1;
  for (let i = 1; i <= small; i++) {
    for (let u = k; u >= large + i; u--) shares[u]! -= shares[u - large - i]!;
    for (let u = i; u <= k; u++) shares[u]! += shares[u - i]!;
    for (let u = 0; u <= k; u++) shares[u]! *= i / (large + i);
  }
  let sum = 0;
  for (const share of shares) sum += share;
  return sum;
}

// One walk over both sorted samples; `ties` is Σ t³ - t over groups of equal values.
function countPairs(a: Float64Array, b: Float64Array): { u: number; ties: number } {
  let u = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    const fromA = i;
    const fromB = j;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const inA = i - fromA;
    const inB = j - fromB;
    u += inA * (fromB + inB / 2);
    const size = inA + inB;
    ties += size * size * size - size;
  }
  return { u, ties };
}

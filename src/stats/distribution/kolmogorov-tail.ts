import { deviance } from "./deviance.ts";
import { stirlingError } from "./log-gamma.ts";
import { pelzGoodCdf, durbinMatrixCdf } from "./kolmogorov-cdf.ts";

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

/**
 * Probability that the largest gap D between the distribution function of n values and their true one is
 * above x, for finite n.
 *
 * @param n whole, >= 1
 * @param x any number
 * @returns within 0 and 1; relative error about 1e-10 where the tail is below 1/2
 * Cost O((n x)³ log n) for the body below n = 100,000, else O(n) at worst. Source: Simard and L'Ecuyer
 * 2011, with the thresholds of SciPy `kstwo.sf`: Ruben and Gambino at both ends, Durbin's matrix and Pelz
 * and Good's expansion in the body, twice the one-sided tail beyond.
 * @example kolmogorovTailOf(10, 0.4) // 0.05898924519999926
 */
export function kolmogorovTailOf(n: number, x: number): number {
  const t = n * x;
  if (!(t > 0.5)) return Number.isNaN(x) ? x : 1;
  if (x >= 1) return 0;
  if (t <= 1) return 1 - Math.exp(logFactorialOverPower(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * Math.exp(n * Math.log1p(-x));
  const square = t * x;
  if (x >= 0.5 || square > (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovTail(n, x));
  const isNarrow = n <= 140 || (n <= 100_000 && n * x * Math.sqrt(x) <= 1.4);
  const cdf = isNarrow ? durbinMatrixCdf(n, x) : pelzGoodCdf(n, x);
  return Math.min(1, Math.max(0, 1 - cdf));
}

// ln(n! / n^n)
function logFactorialOverPower(n: number): number {
  return Math.log(2 * Math.PI * n) / 2 - n + stirlingError(n);
}

/**
 * Probability that the largest excess of the distribution function of n values over their true one is
 * above x.
 *
 * @param n whole, >= 1
 * @param x any number
 * @returns within 0 and 1; above a million values by Maag and Dicaire's limit
 * Cost O(n) at worst. Source: Birnbaum and Tingey 1951: x Σ C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j),
 * each term as a binomial probability; summed outward from the largest. SciPy `special.smirnov`.
 * @example smirnovTail(5, 0.4) // 0.15456
 */
export function smirnovTail(n: number, x: number): number {
  if (Number.isNaN(x)) return x;
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  if (n > 1_000_000) return Math.exp(-((6 * n * x + 1) ** 2) / (18 * n));
  const last = Math.floor(n * (1 - x));
  const middle = Math.max(0, Math.min(last, Math.round((n * (1 - x)) / 2)));
  let sum = 0;
  for (let j = middle; j >= 0; j--) {
    const term = smirnovTerm(n, x, j);
    sum += term;
    if (j > 0 && term < sum * 1e-18) {
      // The first term, (1 - x)^n, is no part of the falling row.
      sum += smirnovTerm(n, x, 0);
      break;
    }
  }
  for (let j = middle + 1; j <= last; j++) {
    const term = smirnovTerm(n, x, j);
    sum += term;
    if (term < sum * 1e-18) break;
  }
  return Math.min(1, x * sum);
}

function smirnovTerm(n: number, x: number, j: number): number {
  const p = x + j / n;
  if (j === 0) return Math.exp(n * Math.log1p(-x)) / x;
  if (j === n || p >= 1) return 0;
  const errors = stirlingError(n) - stirlingError(j) - stirlingError(n - j);
  const exponent = errors - deviance(j, n * p) - deviance(n - j, n * (1 - p));
  return (Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * j * (n - j)))) / p;
}

import { NumericError } from "../numeric-error.ts";

/**
 * How far two distributions over the same bins are apart: the square root of their Jensen-Shannon
 * divergence in bits. A metric; 0 for equal shares, 1 for shares without a common bin.
 *
 * @param p counts or shares per bin, >= 0; need not add to 1
 * @param q the same number of bins
 * @returns within 0 and 1; NaN where either has no mass
 * @throws NumericError "unequal-lengths"
 * Cost O(bins). Source: Lin 1991; Endres and Schindelin 2003; SciPy `jensenshannon(p, q, base=2)`.
 * @example jensenShannonDistance([10, 0], [5, 5]) // 0.5579230452841438
 */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [pTotal, qTotal] = totals(p, q);
  if (!(pTotal > 0 && qTotal > 0)) return Number.NaN;
  let divergence = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const a = p[bin]! / pTotal;
    const b = q[bin]! / qTotal;
    const middle = (a + b) / 2;
    if (a > 0) divergence += a * Math.log2(a / middle);
    if (b > 0) divergence += b * Math.log2(b / middle);
  }
  // Rounding can leave equal shares a hair below 0.
  return Math.sqrt(Math.min(1, Math.max(0, divergence / 2)));
}

/**
 * Standard error of the Jensen-Shannon distance between two samples, from their counts.
 *
 * @param p counts per bin
 * @param q counts per bin, the same number of bins
 * @returns >= 0; NaN where either is empty
 * @throws NumericError "unequal-lengths"
 * Cost O(bins). Source: the delta method on the divergence D (∂D/∂p_i = log2(p_i / m_i) / 2), divided by
 * 2 sqrt(D); where D vanishes that is 0/0, so it is never below the limit for equal distributions, where
 * 8 ln2 D / (1/n + 1/m) is chi-squared and the distance has the variance (1/n + 1/m) / (16 ln 2).
 * Near equality it is up to half too large (seen in repeated sampling), never too small.
 * @example jensenShannonStandardError([10, 90], [90, 10]) // 0.0461398509
 */
export function jensenShannonStandardError(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [n, m] = totals(p, q);
  if (!(n > 0 && m > 0)) return Number.NaN;
  const distance = jensenShannonDistance(p, q);
  const atEqual = (1 / n + 1 / m) / (16 * Math.LN2);
  const variance = varianceOfSide(p, n, q, m) + varianceOfSide(q, m, p, n);
  const byDelta = distance > 0 ? variance / (4 * distance * distance) : 0;
  return Math.sqrt(Math.max(atEqual, byDelta));
}

// Variance of Σ g_i p_i for multinomial shares p of n, with g_i = log2(p_i / m_i) / 2.
function varianceOfSide(p: ArrayLike<number>, n: number, q: ArrayLike<number>, m: number): number {
  let mean = 0;
  let square = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const share = p[bin]! / n;
    if (share === 0) continue;
    const slope = Math.log2(share / ((share + q[bin]! / m) / 2)) / 2;
    mean += share * slope;
    square += share * slope * slope;
  }
  return Math.max(0, square - mean * mean) / n;
}

function totals(p: ArrayLike<number>, q: ArrayLike<number>): readonly [number, number] {
  if (p.length !== q.length) {
    throw new NumericError("unequal-lengths", `${p.length} bins against ${q.length}`);
  }
  let pTotal = 0;
  let qTotal = 0;
  for (let bin = 0; bin < p.length; bin++) {
    pTotal += p[bin]!;
    qTotal += q[bin]!;
  }
  return [pTotal, qTotal];
}

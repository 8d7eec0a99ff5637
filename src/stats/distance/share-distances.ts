import { NumericError } from "../numeric-error.ts";

// Distances between two distributions over the same bins. Each takes counts or shares per bin, >= 0, that
// need not add to 1, throws NumericError "unequal-lengths", and is NaN where a side has no mass.

/**
 * Kullback-Leibler divergence of q from p: the expected surprise in nats at p for one who believed q.
 *
 * @param p     what is seen now
 * @param q     what was believed: the reference
 * @param floor share that an empty bin counts as on either side; with 0 a bin empty only in q gives Infinity
 * @returns >= 0 where `floor` is 0
 * Cost O(bins). Source: Kullback and Leibler 1951; SciPy `entropy(p, q)`.
 * @example kullbackLeibler([1, 1], [3, 1]) // 0.14384103622589042
 */
export function kullbackLeibler(p: ArrayLike<number>, q: ArrayLike<number>, floor = 0): number {
  return sumOverBins(p, q, (a, b) => relativeEntropy(a || floor, b || floor));
}

/**
 * Population stability index: the Kullback-Leibler divergences both ways, added.
 *
 * @param floor share that an empty bin counts as on either side
 * @returns >= 0; by custom below 0.1 is stable and above 0.25 has moved
 * Cost O(bins). Source: Jeffreys 1946; Siddiqi 2006 for the custom and the floor.
 * @example populationStability([1, 1], [3, 1]) // 0.27465307216702745
 */
export function populationStability(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  floor = 1e-4,
): number {
  return sumOverBins(p, q, (a, b) => {
    const [own, other] = [a || floor, b || floor];
    return own === other ? 0 : (own - other) * Math.log(own / other);
  });
}

/**
 * Hellinger distance: the Euclidean distance of the square roots of the shares, divided by sqrt 2.
 *
 * @returns within 0 and 1; a metric
 * Cost O(bins). Source: Hellinger 1909.
 * @example hellingerDistance([1, 1], [3, 1]) // 0.18459191128251448
 */
export function hellingerDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const sum = sumOverBins(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2);
  return Math.sqrt(Math.min(1, sum / 2));
}

/**
 * Total variation distance: the largest difference in probability that any set of bins can show.
 *
 * @returns within 0 and 1; a metric
 * Cost O(bins). Source: half of the L1 distance.
 * @example totalVariation([1, 1], [3, 1]) // 0.25
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  return sumOverBins(p, q, (a, b) => Math.abs(a - b)) / 2;
}

/**
 * L-infinity distance: the largest difference of one bin's share.
 *
 * @returns within 0 and 1; a metric
 * Cost O(bins). Source: Chebyshev distance.
 * @example largestShareGap([1, 1], [3, 1]) // 0.25
 */
export function largestShareGap(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let largest = 0;
  const sum = sumOverBins(p, q, (a, b) => {
    largest = Math.max(largest, Math.abs(a - b));
    return 0;
  });
  return sum + largest;
}

function relativeEntropy(a: number, b: number): number {
  if (a === 0) return 0;
  return a * Math.log(a / b);
}

function sumOverBins(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  term: (a: number, b: number) => number,
): number {
  if (p.length !== q.length) {
    throw new NumericError("unequal-lengths", `${p.length} bins against ${q.length}`);
  }
  let pTotal = 0;
  let qTotal = 0;
  for (let bin = 0; bin < p.length; bin++) {
    pTotal += p[bin]!;
    qTotal += q[bin]!;
  }
  if (!(pTotal > 0 && qTotal > 0)) return Number.NaN;
  let sum = 0;
  for (let bin = 0; bin < p.length; bin++) sum += term(p[bin]! / pTotal, q[bin]! / qTotal);
  return sum;
}

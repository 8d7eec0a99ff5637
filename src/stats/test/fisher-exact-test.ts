import {
  hypergeometricProbability,
  hypergeometricTails,
  type Urn,
} from "../distribution/hypergeometric.ts";

/**
 * Whether the two rows of a 2 x 2 table share one proportion, exactly.
 *
 * @param table [[a, b], [c, d]], whole counts >= 0
 * @returns `oddsRatio` a d / (b c), NaN where a margin is empty; `pValue` two-sided: the chance of all
 *   tables with these margins that are no likelier than this one. An empty margin: p 1.
 * Cost O(sqrt(n)) terms, O(log n) steps to find the other side. Source: Fisher 1934; SciPy `fisher_exact`.
 * @example fisherExactTest([[8, 2], [1, 5]]) // { oddsRatio: 20, pValue: 0.03496503 }
 */
export function fisherExactTest(
  table: readonly [readonly [number, number], readonly [number, number]],
): { readonly oddsRatio: number; readonly pValue: number } {
  const [[a, b], [c, d]] = table;
  if (a + b === 0 || c + d === 0 || a + c === 0 || b + d === 0) {
    return { oddsRatio: Number.NaN, pValue: 1 };
  }
  const oddsRatio = b * c === 0 ? Number.POSITIVE_INFINITY : (a * d) / (b * c);
  const urn: Urn = { good: a + b, bad: c + d, drawn: a + c };
  return { oddsRatio, pValue: Math.min(1, twoSided(a, urn)) };
}

function twoSided(k: number, urn: Urn): number {
  const { good, bad, drawn } = urn;
  const mode = Math.floor(((drawn + 1) * (good + 1)) / (good + bad + 2));
  // Equal probabilities that differ by rounding count as equal.
  const limit = hypergeometricProbability(k, urn) * (1 + 1e-10);
  if (hypergeometricProbability(mode, urn) <= limit) return 1;
  const isLow = k < mode;
  const own = hypergeometricTails(k, urn);
  const end = isLow ? Math.min(good, drawn) : Math.max(0, drawn - bad);
  // On the other side of the mode probabilities only fall: the first that is no larger than the limit.
  let inside = mode;
  let outside = end + (isLow ? 1 : -1);
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (hypergeometricProbability(middle, urn) <= limit) outside = middle;
    else inside = middle;
  }
  const other = hypergeometricTails(outside, urn);
  const otherTail = outside === end + (isLow ? 1 : -1) ? 0 : isLow ? other.upper : other.lower;
  return (isLow ? own.lower : own.upper) + otherTail;
}

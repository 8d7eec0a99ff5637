/**
 * What was computed from rows. NaN stands for undefined (0/0, one class only, no rows), never 0; an error
 * that is not known is NaN too.
 */
export interface Score {
  readonly value: number;
  /** Rows it rests on, or the sum of their weights. */
  readonly count: number;
  readonly standardError: number;
}

/** Nothing to compute from. */
export const noScore: Score = { value: Number.NaN, count: 0, standardError: Number.NaN };

/**
 * The mean of values and its standard error, from their sums.
 * Source: sqrt(s² / n) with the unbiased variance s².
 */
export function meanScore(of: {
  readonly count: number;
  readonly sum: number;
  readonly squareSum: number;
}): Score {
  const { count, sum, squareSum } = of;
  if (!(count > 0)) return noScore;
  const variance = Math.max(0, squareSum - (sum * sum) / count) / (count - 1);
  return { value: sum / count, count, standardError: Math.sqrt(variance / count) };
}

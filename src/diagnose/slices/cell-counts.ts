/**
 * Sums over the rows of many cells (one cell is one slice), one element per cell. Rows during count in `seen`
 * and `expected`, rows before in `markedBefore` and `expectedBefore`.
 */
export interface CellCounts {
  /** Rows during, plus 2^26 for each marked one: both sums in one addition. */
  readonly seen: Float64Array;
  readonly expected: Float64Array;
  readonly markedBefore: Float64Array;
  readonly expectedBefore: Float64Array;
}

/** Weight of a marked row in `seen`; rows up to this many are told apart from it. */
export const markedWeight = 67_108_864;

/** Counts of no rows. */
export function cellCounts(size: number): CellCounts {
  return {
    seen: new Float64Array(size),
    expected: new Float64Array(size),
    markedBefore: new Float64Array(size),
    expectedBefore: new Float64Array(size),
  };
}

/** What is known of one cell. */
export interface Cell {
  readonly rows: number;
  readonly marked: number;
  readonly expected: number;
  readonly markedBefore: number;
  readonly expectedBefore: number;
}

/** Reads one cell. */
export function cellAt(counts: CellCounts, index: number): Cell {
  const seen = counts.seen[index]!;
  const marked = Math.floor(seen / markedWeight);
  return {
    rows: seen - marked * markedWeight,
    marked,
    expected: counts.expected[index]!,
    markedBefore: counts.markedBefore[index]!,
    expectedBefore: counts.expectedBefore[index]!,
  };
}

/**
 * Marked rows to expect during: what the columns predict, corrected by what the same rows showed before.
 *
 * @param belief marked rows the prediction counts for against those seen before
 */
export function expectedMarked(cell: Cell, belief: number): number {
  const factor = (cell.markedBefore + belief) / (cell.expectedBefore + belief);
  return Math.min(Math.max(cell.expected * factor, 1e-6), cell.rows - 1e-6);
}

/**
 * Deviance of the marked rows from what was expected, lessened by the noise of the expectation: about
 * chi-squared with one degree of freedom where nothing changed. 0 where no more are marked than expected.
 *
 * Source: signed likelihood ratio of a binomial; the variance of the expectation added by the delta method.
 */
export function excessDeviance(cell: Cell, belief: number): number {
  if (cell.rows < 1) return 0;
  const expected = expectedMarked(cell, belief);
  const noise = expected / ((cell.expectedBefore + belief) * (1 - expected / cell.rows));
  return binomialDeviance(cell, expected) / (1 + noise);
}

/** Deviance of the marked rows from a known expectation; 0 where no more are marked than expected. */
export function binomialDeviance({ rows, marked }: Cell, expected: number): number {
  if (marked <= expected) return 0;
  const good = rows - marked;
  return (
    2 *
    (marked * Math.log(marked / expected) +
      (good > 0 ? good * Math.log(good / (rows - expected)) : 0))
  );
}

import type { SliceRows } from "./slice-rows.ts";

// Sweeps over all columns: on 13 columns of real data the fourth moves no rate by more than a percent.
const sweeps = 4;
// Log-odds: no value of a column counts for more than a factor of 20, however pure its rows were.
const effectMax = 3;

/**
 * The share of marked rows to expect of every row, learned from the rows before: logistic regression on all
 * values of all columns, column by column, each column's effects drawn towards 0 as far as its own spread
 * says (empirical Bayes), so that columns without effect add no noise. Smoother than the shares of single
 * slices, which in the rows before are as noisy as in the rows during.
 *
 * @returns one share per row, in (0, 1)
 * Cost O(rows x columns), some 0.4 µs a row for 13 columns. Source: penalised iteratively reweighted least
 * squares, one block of effects at a time; Efron and Morris 1973 for the shrinkage.
 */
export function expectedRates(rows: SliceRows): Float64Array {
  const { codes, sizes, marked, duringCount, rowCount } = rows;
  let sum = 0;
  for (let row = duringCount; row < rowCount; row++) sum += marked[row]!;
  const overall = (sum + 0.5) / (rowCount - duringCount + 1);
  const odds = new Float64Array(rowCount).fill(overall / (1 - overall));
  const effects = sizes.map((size) => new Float64Array(size));
  // The factors found last, which the odds have not been multiplied with: the next column's pass does it.
  let pending: Factors | undefined;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let index = 0; index < codes.length; index++) {
      const column = codes[index]!;
      const sums = columnSums(rows, { column, odds, size: sizes[index]!, pending });
      pending = { column, factors: movedFactors(sums, effects[index]!) };
    }
  }
  if (pending) multiply(odds, pending, { start: duringCount, end: rowCount });
  // The rows during are told at last; nothing is fitted to them.
  for (let index = 0; index < codes.length; index++) {
    const factors = effects[index]!.map(Math.exp);
    multiply(odds, { column: codes[index]!, factors }, { start: 0, end: duringCount });
  }
  for (let row = 0; row < rowCount; row++) odds[row] = odds[row]! / (1 + odds[row]!);
  return odds;
}

/** What the odds of every row are multiplied with, by its code. */
interface Factors {
  readonly column: Uint8Array;
  readonly factors: Float64Array;
}

function multiply(
  odds: Float64Array,
  { column, factors }: Factors,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  for (let row = start; row < end; row++) odds[row]! *= factors[column[row]!]!;
}

interface ColumnSums {
  /** Marked rows beyond what the odds say, by code. */
  readonly excess: Float64Array;
  /** Sum of the variances of the rows, by code. */
  readonly information: Float64Array;
}

/** Brings the odds of the rows before up to date and sums what they leave unexplained by a column's codes. */
function columnSums(
  { marked, duringCount, rowCount }: SliceRows,
  {
    column,
    odds,
    size,
    pending = { column, factors: new Float64Array(size).fill(1) },
  }: { column: Uint8Array; odds: Float64Array; size: number; pending: Factors | undefined },
): ColumnSums {
  const excess = new Float64Array(size);
  const information = new Float64Array(size);
  const { column: lastColumn, factors } = pending;
  for (let row = duringCount; row < rowCount; row++) {
    const own = odds[row]! * factors[lastColumn[row]!]!;
    const rate = own / (1 + own);
    const code = column[row]!;
    odds[row] = own;
    excess[code]! += marked[row]! - rate;
    information[code]! += rate * (1 - rate);
  }
  return { excess, information };
}

/** Moves a column's effects one step; returns what each code's odds are to be multiplied with. */
function movedFactors({ excess, information }: ColumnSums, effects: Float64Array): Float64Array {
  const size = effects.length;
  // Spread of the true effects: that of the estimates beyond what their noise explains.
  let spread = 0;
  let weights = 0;
  let codesSeen = 0;
  for (let code = 0; code < size; code++) {
    const known = information[code]!;
    if (known === 0) continue;
    const estimate = effects[code]! + excess[code]! / known;
    spread += known * estimate * estimate;
    weights += known;
    codesSeen++;
  }
  const variance = Math.max(spread - codesSeen, 1e-3 * codesSeen) / Math.max(weights, 1e-9);
  const factors = new Float64Array(size);
  for (let code = 0; code < size; code++) {
    const known = information[code]!;
    const before = effects[code]!;
    const moved = (known * before + excess[code]!) / (known + 1 / variance);
    const after = Math.min(Math.max(moved, -effectMax), effectMax);
    effects[code] = after;
    factors[code] = Math.exp(after - before);
  }
  return factors;
}

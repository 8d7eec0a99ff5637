import { expectedMarked } from "./cell-counts.ts";
import type { CodedTable } from "./coded-table.ts";
import { expectedRates } from "./expected-rates.ts";
import { rowsWhere } from "./rows-where.ts";
import {
  bestCandidate,
  refined,
  startSearch,
  takeOut,
  type Candidate,
  type SliceSearch,
} from "./slice-search.ts";
import { sliceRows } from "./slice-rows.ts";
import type { Slice } from "./slice.ts";

/** Rows to look for slices in: those marked during, against those marked before. */
export interface SliceQuestion {
  readonly table: CodedTable;
  /** 1 where the model was wrong (or the call failed), else 0; one per row. */
  readonly marked: Uint8Array;
  /** 1 for rows of the later window, 0 for rows of the earlier one. */
  readonly during: Uint8Array;
  /** At most this many slices. */
  readonly slicesMax?: number;
}

// Chance of naming any slice where nothing changed. Of 70 planted cases, 0.002 gives two false slices and
// 0.0001 misses two.
const falseSliceChance = 0.0005;
// Marked rows that the prediction from single columns counts for against a slice's own past: so many that
// a small slice's noisy past hardly counts, few enough that a large slice is compared with itself.
const belief = 200;

/**
 * The slices in which rows became marked more often than before: conjunctions of at most three predicates,
 * none where nothing changed. One after the other: the one that least can be chance, its predicates
 * exchanged, added and dropped while that makes it clearer; then its rows are taken out and the next sought.
 *
 * @returns most striking first; counts are of the rows that no earlier slice holds
 * Cost O(rows x columns squared): 48,842 rows x 13 columns in some 40 ms. Never throws; empty tables and
 * windows without rows give no slices.
 */
export function findSlices(question: SliceQuestion): readonly Slice[] {
  const rows = sliceRows(question.table, question);
  if (rows.duringCount === 0 || rows.duringCount === rows.rowCount) return [];
  const rates = expectedRates(rows);
  const search = startSearch(rows, { rates, belief, falseSliceChance });
  return peel(search, question);
}

/**
 * What sets chosen rows apart from the rest: the slices in which rows are chosen more often than elsewhere.
 * For any selection: spans of a bump in a chart, failing calls, the points of a cluster.
 *
 * @param chosen 1 for chosen rows, else 0
 * @returns most striking first; `rateDuring` is the share of the slice that was chosen
 * Cost and limits as {@link findSlices}.
 */
export function findDifferences(question: {
  readonly table: CodedTable;
  readonly chosen: Uint8Array;
  readonly slicesMax?: number;
}): readonly Slice[] {
  const { table, chosen } = question;
  const during = new Uint8Array(table.rowCount).fill(1);
  const rows = sliceRows(table, { marked: chosen, during });
  const share = rows.marked.reduce((sum, value) => sum + value, 0) / rows.rowCount;
  if (!(share > 0 && share < 1)) return [];
  const rates = new Float64Array(rows.rowCount).fill(share);
  // No row lies before: the overall share is all there is to compare with, and it is known.
  const search = startSearch(rows, { rates, belief: 1e12, falseSliceChance });
  return peel(search, question);
}

function peel(
  search: SliceSearch,
  { table, slicesMax = 5 }: { readonly table: CodedTable; readonly slicesMax?: number },
): readonly Slice[] {
  const slices: Slice[] = [];
  while (slices.length < slicesMax) {
    const best = bestCandidate(search);
    if (!best || best.score <= 0) break;
    const candidate = refined(search, best);
    slices.push(sliceOf(search, candidate, table));
    takeOut(search, candidate.predicates);
  }
  return slices;
}

function sliceOf(
  { rows, active, belief }: SliceSearch,
  { cell, predicates, deviance }: Candidate,
  { columns }: CodedTable,
): Slice {
  const rowsBefore = rowsWhere(rows, { predicates, active, window: "before" }).length;
  return {
    predicates: predicates.map(({ column, code }) => ({
      column: columns[column]?.name ?? "",
      value: columns[column]?.values[code] ?? "",
    })),
    rowsBefore,
    rowsDuring: cell.rows,
    rateBefore: rowsBefore === 0 ? Number.NaN : cell.markedBefore / rowsBefore,
    rateDuring: cell.marked / cell.rows,
    rateExpected: expectedMarked(cell, belief) / cell.rows,
    z: Math.sqrt(deviance),
  };
}

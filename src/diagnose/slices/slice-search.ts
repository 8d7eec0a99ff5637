import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { addToPairs, addToValues, type CellSums, type CountedRows } from "./add-rows.ts";
import {
  binomialDeviance,
  cellAt,
  cellCounts,
  excessDeviance,
  markedWeight,
  type Cell,
  type CellCounts,
} from "./cell-counts.ts";
import { rowsWhere, type CodePredicate } from "./rows-where.ts";
import type { SliceRows } from "./slice-rows.ts";

/** A slice that may have become worse. */
export interface Candidate {
  /** In the order of columns. */
  readonly predicates: readonly CodePredicate[];
  readonly cell: Cell;
  readonly deviance: number;
  /** Deviance above what chance reaches among all slices of as many predicates; above 0 it is real. */
  readonly score: number;
}

/** Everything a search holds; `active` and the counts change as slices are taken out. */
export interface SliceSearch {
  readonly rows: SliceRows;
  /** Marked share to expect, per row. */
  readonly rates: Float64Array;
  /** What a row adds to `CellCounts.seen` (rows during) or `CellCounts.markedBefore` (rows before). */
  readonly weights: Float64Array;
  /** Marked rows the expectation counts for against those seen before. */
  readonly belief: number;
  /** 0 for rows of slices that were taken out. */
  readonly active: Uint8Array;
  /** Counts of every pair of values, where `SliceRows.pairStarts` says. */
  readonly pairCounts: CellCounts;
  /** Predicates → deviance that chance alone reaches with the allowed probability. */
  readonly bars: readonly number[];
}

// Rows below which a slice is nothing to report, in either window.
const rowsMin = 20;
// Pairs that are extended to triples; on planted slices 300 find no more than 40.
const beam = 40;
const predicatesMax = 3;

/**
 * Counts everything once.
 *
 * @param rates marked share to expect, per row
 * @param belief marked rows that `rates` count for against the rows before
 * @param falseSliceChance of naming any slice where nothing changed
 * Cost O(rows x columns squared).
 */
export function startSearch(
  rows: SliceRows,
  {
    rates,
    belief,
    falseSliceChance,
  }: {
    readonly rates: Float64Array;
    readonly belief: number;
    readonly falseSliceChance: number;
  },
): SliceSearch {
  const { rowCount, duringCount, marked } = rows;
  const weights = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    weights[row] = row < duringCount ? 1 + marked[row]! * markedWeight : marked[row]!;
  }
  const active = new Uint8Array(rowCount).fill(1);
  const pairCounts = cellCounts(rows.pairCount);
  const search = { rows, rates, weights, belief, active, pairCounts };
  addPairs(search, activeRows(search, []), 1);
  return { ...search, bars: barsOf(rows, pairCounts, falseSliceChance) };
}

/** Rows of both windows, apart. */
interface FoundRows {
  readonly during: Uint32Array;
  readonly before: Uint32Array;
}

function activeRows(
  { rows, active }: Pick<SliceSearch, "rows" | "active">,
  predicates: readonly CodePredicate[],
): FoundRows {
  return {
    during: rowsWhere(rows, { predicates, active, window: "during" }),
    before: rowsWhere(rows, { predicates, active, window: "before" }),
  };
}

function addPairs(
  {
    rows,
    weights,
    rates,
    pairCounts,
  }: Pick<SliceSearch, "rows" | "weights" | "rates" | "pairCounts">,
  { during, before }: FoundRows,
  sign: 1 | -1,
): void {
  const counted = { seen: weights, rates, sign };
  addToPairs(rows, { ...counted, rows: during }, duringSums(pairCounts));
  addToPairs(rows, { ...counted, rows: before }, beforeSums(pairCounts));
}

const duringSums = ({ seen, expected }: CellCounts): CellSums => ({ seen, rates: expected });
const beforeSums = ({ markedBefore, expectedBefore }: CellCounts): CellSums => ({
  seen: markedBefore,
  rates: expectedBefore,
});

/** Deviances that the best of all slices with 1, 2, 3 predicates passes only with the allowed chance. */
function barsOf(rows: SliceRows, pairCounts: CellCounts, chance: number): readonly number[] {
  const values = rows.sizes.reduce((sum, size) => sum + size - 1, 0);
  let pairs = 0;
  for (let cell = 0; cell < pairCounts.seen.length; cell++) {
    if (pairCounts.seen[cell]! % markedWeight >= rowsMin) pairs++;
  }
  const single = Math.max(values, 1);
  const pair = Math.max(pairs, 1);
  return [1, single, pair, pair * Math.max(1, pair / single)].map((count) => {
    const z = normalQuantile(1 - chance / (predicatesMax + 1) / count);
    return z * z;
  });
}

/** Takes a slice's rows out of all counts. */
export function takeOut(search: SliceSearch, predicates: readonly CodePredicate[]): void {
  const found = activeRows(search, predicates);
  for (const rows of [found.during, found.before]) {
    for (let index = 0; index < rows.length; index++) search.active[rows[index]!] = 0;
  }
  addPairs(search, found, -1);
}

/** The best slice of the active rows, by exact counts of all singles and pairs and a beam of triples. */
export function bestCandidate(search: SliceSearch): Candidate | undefined {
  const pairs = allPairs(search);
  let best: Candidate | undefined;
  const consider = (candidate: Candidate): void => {
    if (candidate.score > (best?.score ?? -Infinity)) best = candidate;
  };
  singles(search).forEach(consider);
  pairs.forEach(consider);
  for (const pair of pairs.toSorted((a, b) => b.deviance - a.deviance).slice(0, beam)) {
    longer(search, pair.predicates).forEach(consider);
  }
  return best;
}

// Columns that stand second in the outer loop: of two pairs that tell the same rows apart the first is named.
function allPairs(search: SliceSearch): readonly Candidate[] {
  const { sizes } = search.rows;
  const found: Candidate[] = [];
  for (let second = 1; second < sizes.length; second++) {
    for (let first = 0; first < second; first++) {
      for (let code = 1; code < sizes[first]!; code++) {
        found.push(...pairsWith(search, { column: first, code }, second));
      }
    }
  }
  return found;
}

/** All slices with one predicate more, within the active rows; columns already named are left out. */
export function extensions(
  search: SliceSearch,
  base: readonly CodePredicate[],
): readonly Candidate[] {
  const [only] = base;
  if (!only) return singles(search);
  if (base.length > 1) return longer(search, base);
  const found: Candidate[] = [];
  for (let other = 0; other < search.rows.sizes.length; other++) {
    if (other !== only.column) found.push(...pairsWith(search, only, other));
  }
  return found;
}

function singles(search: SliceSearch): readonly Candidate[] {
  const found: Candidate[] = [];
  search.rows.sizes.forEach((size, column) => {
    for (let code = 1; code < size; code++) found.push(single(search, { column, code }));
  });
  return found;
}

// Summed from the pairs with another column, where there is one.
function single(search: SliceSearch, predicate: CodePredicate): Candidate {
  const other = predicate.column === 0 ? 1 : 0;
  const size = search.rows.sizes[other];
  if (size === undefined) return candidateFor(search, [predicate]);
  const sum = { rows: 0, marked: 0, expected: 0, markedBefore: 0, expectedBefore: 0 };
  for (let code = 0; code < size; code++) {
    const part = cellAt(
      search.pairCounts,
      pairCell(search.rows, predicate, { column: other, code }),
    );
    sum.rows += part.rows;
    sum.marked += part.marked;
    sum.expected += part.expected;
    sum.markedBefore += part.markedBefore;
    sum.expectedBefore += part.expectedBefore;
  }
  return candidateOf(search, sum, [predicate]);
}

function pairCell(
  { pairStarts, pairWidths, offsets }: SliceRows,
  one: CodePredicate,
  other: CodePredicate,
): number {
  const isFirst = one.column < other.column;
  const first = isFirst ? one : other;
  const second = isFirst ? other : one;
  const start = pairStarts[first.column]! + first.code * pairWidths[first.column]!;
  return start + offsets[second.column]! + second.code;
}

// Pairs of a predicate and the values of another column that are marked more often than expected.
function pairsWith(
  search: SliceSearch,
  predicate: CodePredicate,
  column: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let code = 1; code < search.rows.sizes[column]!; code++) {
    const other = { column, code };
    const cell = cellAt(search.pairCounts, pairCell(search.rows, predicate, other));
    if (cell.rows < rowsMin || cell.marked <= cell.expected) continue;
    const predicates = predicate.column < column ? [predicate, other] : [other, predicate];
    found.push(candidateOf(search, cell, predicates));
  }
  return found;
}

// Counts the rows themselves; those before only where the rows during say that it may matter.
function longer(search: SliceSearch, base: readonly CodePredicate[]): readonly Candidate[] {
  const { rows, weights, rates, active } = search;
  const during = rowsWhere(rows, { predicates: base, active, window: "during" });
  if (during.length < rowsMin) return [];
  const counted: Omit<CountedRows, "rows"> = { seen: weights, rates, sign: 1 };
  const counts = cellCounts(rows.offsets.at(-1)!);
  const columns = rows.codes
    .map((_, column) => column)
    .filter((column) => !base.some((predicate) => predicate.column === column));
  addToValues(rows, { ...counted, rows: during }, { columns, sums: duringSums(counts) });
  const bar = search.bars[base.length + 1]! / 2;
  const clear = columns.flatMap((column) =>
    clearCodes(counts, { offset: rows.offsets[column]!, size: rows.sizes[column]!, bar }).map(
      (code) => ({ column, code }),
    ),
  );
  if (clear.length === 0) return [];
  const before = rowsWhere(rows, { predicates: base, active, window: "before" });
  addToValues(
    rows,
    { ...counted, rows: before },
    { columns: [...new Set(clear.map(({ column }) => column))], sums: beforeSums(counts) },
  );
  return clear.map((predicate) =>
    candidateOf(
      search,
      cellAt(counts, rows.offsets[predicate.column]! + predicate.code),
      [...base, predicate].toSorted((a, b) => a.column - b.column),
    ),
  );
}

/** Codes of a column whose rows during are marked more often than chance is likely to explain. */
function clearCodes(
  counts: CellCounts,
  { offset, size, bar }: { readonly offset: number; readonly size: number; readonly bar: number },
): readonly number[] {
  const codes: number[] = [];
  for (let code = 1; code < size; code++) {
    const cell = cellAt(counts, offset + code);
    if (cell.rows >= rowsMin && binomialDeviance(cell, cell.expected) >= bar) codes.push(code);
  }
  return codes;
}

/** The slice itself, counted over the active rows; at least one predicate. */
export function candidateFor(search: SliceSearch, predicates: readonly CodePredicate[]): Candidate {
  const { rows, weights, rates } = search;
  const counts = cellCounts(rows.offsets.at(-1)!);
  const { during, before } = activeRows(search, predicates);
  const { column, code } = predicates[0]!;
  const counted = { seen: weights, rates, sign: 1 } as const;
  const columns = [column];
  addToValues(rows, { ...counted, rows: during }, { columns, sums: duringSums(counts) });
  addToValues(rows, { ...counted, rows: before }, { columns, sums: beforeSums(counts) });
  return candidateOf(search, cellAt(counts, rows.offsets[column]! + code), predicates);
}

function candidateOf(
  search: SliceSearch,
  cell: Cell,
  predicates: readonly CodePredicate[],
): Candidate {
  const deviance = excessDeviance(cell, search.belief);
  return { predicates, cell, deviance, score: deviance - search.bars[predicates.length]! };
}

/** Walks to better neighbours: one predicate more, one less, one replaced. At most a dozen steps. */
export function refined(search: SliceSearch, start: Candidate): Candidate {
  let best = start;
  for (let step = 0; step < 12; step++) {
    let next = best;
    const bases = best.predicates.map((out) => best.predicates.filter((kept) => kept !== out));
    const options = [
      ...(best.predicates.length < predicatesMax ? extensions(search, best.predicates) : []),
      ...bases.flatMap((base) => [
        ...(base.length > 0 ? [candidateFor(search, base)] : []),
        ...extensions(search, base),
      ]),
    ];
    for (const option of options) if (option.score > next.score) next = option;
    if (next === best) return best;
    best = next;
  }
  return best;
}

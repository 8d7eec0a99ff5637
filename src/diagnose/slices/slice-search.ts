import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import {
  binomialDeviance,
  cellAt,
  cellCounts,
  excessDeviance,
  markedWeight,
  type Cell,
  type CellCounts,
} from "./cell-counts.ts";
import { rowIndex, rowsWhere, type CodePredicate, type RowIndex } from "./row-index.ts";
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
  readonly index: RowIndex;
  /** Marked share to expect, per row. */
  readonly rates: Float64Array;
  /** Marked rows the expectation counts for against those seen before. */
  readonly belief: number;
  /** 0 for rows of slices that were taken out. */
  readonly active: Uint8Array;
  readonly pairs: readonly Pair[];
  /** Counts of every pair of values, all column pairs in one array. */
  readonly pairCounts: CellCounts;
  /** Predicates → deviance that chance alone reaches with the allowed probability. */
  readonly bars: readonly number[];
}

interface Pair {
  readonly first: number;
  readonly second: number;
  /** Where its cells begin; cell = offset + first code x size of the second + second code. */
  readonly offset: number;
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
  const pairs: Pair[] = [];
  let offset = 0;
  for (let second = 1; second < rows.codes.length; second++) {
    for (let first = 0; first < second; first++) {
      pairs.push({ first, second, offset });
      offset += rows.sizes[first]! * rows.sizes[second]!;
    }
  }
  const search = {
    rows,
    index: rowIndex(rows),
    rates,
    belief,
    active: new Uint8Array(rows.rowCount).fill(1),
    pairs,
    pairCounts: cellCounts(offset),
  };
  for (const pair of pairs) countPair(search, pair);
  return { ...search, bars: barsOf(rows, search.pairCounts, falseSliceChance) };
}

type Counting = Pick<SliceSearch, "rows" | "rates" | "pairCounts">;

function countPair({ rows, rates, pairCounts }: Counting, { first, second, offset }: Pair): void {
  const { seen, expected, markedBefore, expectedBefore } = pairCounts;
  const { marked, duringCount, rowCount } = rows;
  const left = rows.codes[first]!;
  const right = rows.codes[second]!;
  const size = rows.sizes[second]!;
  for (let row = 0; row < duringCount; row++) {
    const cell = offset + left[row]! * size + right[row]!;
    seen[cell]! += marked[row] === 1 ? 1 + markedWeight : 1;
    expected[cell]! += rates[row]!;
  }
  for (let row = duringCount; row < rowCount; row++) {
    const cell = offset + left[row]! * size + right[row]!;
    markedBefore[cell]! += marked[row]!;
    expectedBefore[cell]! += rates[row]!;
  }
}

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

/** Takes a slice's rows out of all counts (or puts them back). */
export function setActive(
  search: SliceSearch,
  predicates: readonly CodePredicate[],
  isActive: boolean,
): void {
  const { rows, rates, active, pairs, pairCounts } = search;
  const found = rowsWhere(rows, search.index, { predicates });
  const sign = isActive ? 1 : -1;
  const changed = found.filter((row) => active[row] === (isActive ? 0 : 1));
  for (const row of changed) active[row] = isActive ? 1 : 0;
  for (const { first, second, offset } of pairs) {
    const left = rows.codes[first]!;
    const right = rows.codes[second]!;
    const size = rows.sizes[second]!;
    for (const row of changed) {
      const cell = offset + left[row]! * size + right[row]!;
      if (row < rows.duringCount) {
        pairCounts.seen[cell]! += sign * (1 + rows.marked[row]! * markedWeight);
        pairCounts.expected[cell]! += sign * rates[row]!;
      } else {
        pairCounts.markedBefore[cell]! += sign * rows.marked[row]!;
        pairCounts.expectedBefore[cell]! += sign * rates[row]!;
      }
    }
  }
}

/** The best slice of the active rows, by exact counts of all singles and pairs and a beam of triples. */
export function bestCandidate(search: SliceSearch): Candidate | undefined {
  const pairs = allPairs(search);
  let best: Candidate | undefined;
  const consider = (candidate: Candidate): void => {
    if (candidate.score > (best?.score ?? -Infinity)) best = candidate;
  };
  extensions(search, []).forEach(consider);
  pairs.forEach(consider);
  for (const pair of pairs.toSorted((a, b) => b.deviance - a.deviance).slice(0, beam)) {
    extensions(search, pair.predicates).forEach(consider);
  }
  return best;
}

function allPairs(search: SliceSearch): readonly Candidate[] {
  return search.pairs.flatMap((pair) => {
    const found: Candidate[] = [];
    for (let left = 1; left < search.rows.sizes[pair.first]!; left++) {
      found.push(...pairsWith(search, pair, { column: pair.first, code: left }));
    }
    return found;
  });
}

/** All slices with one predicate more, within the active rows; columns already named are left out. */
export function extensions(
  search: SliceSearch,
  base: readonly CodePredicate[],
): readonly Candidate[] {
  const [only] = base;
  if (!only) return singles(search);
  if (base.length > 1) return longer(search, base);
  return search.pairs
    .filter(({ first, second }) => first === only.column || second === only.column)
    .flatMap((pair) => pairsWith(search, pair, only));
}

function singles(search: SliceSearch): readonly Candidate[] {
  return search.rows.sizes.flatMap((size, column) =>
    Array.from({ length: size - 1 }, (_, index) => single(search, { column, code: index + 1 })),
  );
}

// Summed from the first pair of columns that has it.
function single(search: SliceSearch, predicate: CodePredicate): Candidate {
  const pair = search.pairs.find(
    ({ first, second }) => first === predicate.column || second === predicate.column,
  );
  if (!pair) return candidateFor(search, [predicate]);
  const sum = { rows: 0, marked: 0, expected: 0, markedBefore: 0, expectedBefore: 0 };
  for (const cell of pairCells(search, pair, predicate)) {
    const part = cellAt(search.pairCounts, cell);
    sum.rows += part.rows;
    sum.marked += part.marked;
    sum.expected += part.expected;
    sum.markedBefore += part.markedBefore;
    sum.expectedBefore += part.expectedBefore;
  }
  return candidateOf(search, sum, [predicate]);
}

// Cells of a pair of columns that hold the predicate, by the other column's code.
function pairCells(
  { rows }: SliceSearch,
  { first, second, offset }: Pair,
  { column, code }: CodePredicate,
): readonly number[] {
  const size = rows.sizes[second]!;
  return column === first
    ? Array.from({ length: size }, (_, other) => offset + code * size + other)
    : Array.from({ length: rows.sizes[first]! }, (_, other) => offset + other * size + code);
}

function pairsWith(
  search: SliceSearch,
  pair: Pair,
  predicate: CodePredicate,
): readonly Candidate[] {
  const isFirst = predicate.column === pair.first;
  const found: Candidate[] = [];
  pairCells(search, pair, predicate).forEach((index, code) => {
    if (code === 0) return;
    const cell = cellAt(search.pairCounts, index);
    if (cell.rows < rowsMin || cell.marked <= cell.expected) return;
    const other = { column: isFirst ? pair.second : pair.first, code };
    found.push(candidateOf(search, cell, isFirst ? [predicate, other] : [other, predicate]));
  });
  return found;
}

// Counts the rows themselves; those before only where the rows during say that it may matter.
function longer(search: SliceSearch, base: readonly CodePredicate[]): readonly Candidate[] {
  const { rows, rates } = search;
  const found = rowsWhere(rows, search.index, { predicates: base, active: search.active });
  const split = found.findIndex((row) => row >= rows.duringCount);
  const during = split < 0 ? found : found.subarray(0, split);
  const before = split < 0 ? found.subarray(found.length) : found.subarray(split);
  if (during.length < rowsMin) return [];
  const seenOf = new Float64Array(during.length);
  const rateOf = new Float64Array(during.length);
  for (let index = 0; index < during.length; index++) {
    const row = during[index]!;
    seenOf[index] = 1 + rows.marked[row]! * markedWeight;
    rateOf[index] = rates[row]!;
  }
  const result: Candidate[] = [];
  rows.codes.forEach((codes, column) => {
    if (base.some((predicate) => predicate.column === column)) return;
    const size = rows.sizes[column]!;
    const counts = cellCounts(size);
    for (let index = 0; index < during.length; index++) {
      const code = codes[during[index]!]!;
      counts.seen[code]! += seenOf[index]!;
      counts.expected[code]! += rateOf[index]!;
    }
    const bar = search.bars[base.length + 1]! / 2;
    let isCounted = false;
    for (let code = 1; code < size; code++) {
      const cell = cellAt(counts, code);
      if (cell.rows < rowsMin || binomialDeviance(cell, cell.expected) < bar) continue;
      if (!isCounted) countBefore(search, before, { codes, counts });
      isCounted = true;
      const predicates = [...base, { column, code }].toSorted((a, b) => a.column - b.column);
      result.push(candidateOf(search, cellAt(counts, code), predicates));
    }
  });
  return result;
}

function countBefore(
  { rows, rates }: SliceSearch,
  before: Uint32Array,
  { codes, counts }: { codes: Uint8Array; counts: CellCounts },
): void {
  for (let index = 0; index < before.length; index++) {
    const row = before[index]!;
    counts.markedBefore[codes[row]!]! += rows.marked[row]!;
    counts.expectedBefore[codes[row]!]! += rates[row]!;
  }
}

/** The slice itself, counted over the active rows. */
export function candidateFor(search: SliceSearch, predicates: readonly CodePredicate[]): Candidate {
  const { rows, rates } = search;
  const counts = cellCounts(1);
  for (const row of rowsWhere(rows, search.index, { predicates, active: search.active })) {
    if (row < rows.duringCount) {
      counts.seen[0]! += 1 + rows.marked[row]! * markedWeight;
      counts.expected[0]! += rates[row]!;
    } else {
      counts.markedBefore[0]! += rows.marked[row]!;
      counts.expectedBefore[0]! += rates[row]!;
    }
  }
  return candidateOf(search, cellAt(counts, 0), predicates);
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

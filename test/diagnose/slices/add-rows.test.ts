import { describe, expect, it } from "vitest";
import { addToPairs, addToValues } from "../../../src/diagnose/slices/add-rows.ts";
import { codeTexts } from "../../../src/diagnose/slices/coded-table.ts";
import { rowsWhere, type RowWindow } from "../../../src/diagnose/slices/rows-where.ts";
import { sliceRows } from "../../../src/diagnose/slices/slice-rows.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("cells");
const rowCount = 300;
// Seven columns: the first leads six others, four of which are counted at a time.
const columns = [3, 4, 2, 5, 3, 2, 6].map((size, index) =>
  codeTexts(
    `c${index}`,
    Array.from({ length: rowCount }, () => `v${random.integer(size)}`),
  ),
);
const table = sliceRows(
  { rowCount, columns },
  {
    marked: Uint8Array.from({ length: rowCount }, () => random.integer(2)),
    // No row lies before, so rows stay in their order.
    during: new Uint8Array(rowCount).fill(1),
  },
);
const every = Uint32Array.from({ length: rowCount }, (_, row) => row);
// Halves add up exactly in any order.
const seen = Float64Array.from(table.marked, (marked) => 1 + marked);
const rates = Float64Array.from(every, () => random.integer(8) / 8);
const sumsOf = (size: number) => ({ seen: new Float64Array(size), rates: new Float64Array(size) });
const sumWhere = (values: Float64Array, holds: (row: number) => boolean): number =>
  values.reduce((sum, value, row) => sum + (holds(row) ? value : 0), 0);

describe("counting rows by cells", () => {
  it("the cell of every pair of values holds the sums of its rows", () => {
    const sums = sumsOf(table.pairCount);
    addToPairs(table, { rows: every, seen, rates, sign: 1 }, sums);
    const counted = new Set<number>();
    table.codes.forEach((left, a) => {
      table.codes.forEach((right, b) => {
        if (b <= a) return;
        for (let x = 0; x < table.sizes[a]!; x++) {
          for (let y = 0; y < table.sizes[b]!; y++) {
            const cell = table.pairStarts[a]! + x * table.pairWidths[a]! + table.offsets[b]! + y;
            const holds = (row: number): boolean => left[row] === x && right[row] === y;
            expect([sums.seen[cell], sums.rates[cell]]).toEqual([
              sumWhere(seen, holds),
              sumWhere(rates, holds),
            ]);
            counted.add(cell);
          }
        }
      });
    });
    expect(counted.size).toBe(table.pairCount);
  });

  it("rows taken out leave what was there without them", () => {
    const sums = sumsOf(table.pairCount);
    const [out, kept] = [every.subarray(0, 100), every.subarray(100)];
    addToPairs(table, { rows: every, seen, rates, sign: 1 }, sums);
    addToPairs(table, { rows: out, seen, rates, sign: -1 }, sums);
    const expected = sumsOf(table.pairCount);
    addToPairs(table, { rows: kept, seen, rates, sign: 1 }, expected);
    expect(sums).toEqual(expected);
  });

  it("single values: only the columns asked for are counted", () => {
    const sums = sumsOf(table.offsets.at(-1)!);
    addToValues(table, { rows: every, seen, rates, sign: 1 }, { columns: [2, 6], sums });
    const cell = table.offsets[6]! + 3;
    expect(sums.seen[cell]).toBe(sumWhere(seen, (row) => table.codes[6]![row] === 3));
    expect(sums.seen.subarray(0, table.offsets[2])).toEqual(new Float64Array(table.offsets[2]!));
  });
});

describe("rows of a conjunction", () => {
  const marked = new Uint8Array(rowCount);
  const during = Uint8Array.from({ length: rowCount }, () => random.integer(2));
  const split = sliceRows({ rowCount, columns }, { marked, during });
  const active = Uint8Array.from(every, (row) => (row % 3 === 0 ? 0 : 1));
  const plain = (window: RowWindow, holds: (row: number) => boolean): number[] =>
    [...every].filter(
      (row) => row < split.duringCount === (window === "during") && active[row] === 1 && holds(row),
    );

  it.each(["during", "before"] as const)(
    "all predicates hold, the row is active and lies %s",
    (window) => {
      const predicates = [
        { column: 0, code: 1 },
        { column: 3, code: 2 },
      ];
      const holds = (row: number): boolean =>
        split.codes[0]![row] === 1 && split.codes[3]![row] === 2;
      const expected = plain(window, holds);
      expect(expected.length).toBeGreaterThan(0);
      expect([...rowsWhere(split, { predicates, active, window })]).toEqual(expected);
      // In any order of the predicates.
      const turned = predicates.toReversed();
      expect([...rowsWhere(split, { predicates: turned, active, window })]).toEqual(expected);
    },
  );

  it.each(["during", "before"] as const)("without predicates all active rows %s", (window) => {
    expect([...rowsWhere(split, { predicates: [], active, window })]).toEqual(
      plain(window, () => true),
    );
  });

  it("a window without rows has none", () => {
    const predicates = [{ column: 0, code: 1 }];
    const all = new Uint8Array(rowCount).fill(1);
    expect(rowsWhere(table, { predicates, active: all, window: "before" })).toHaveLength(0);
    const none = sliceRows({ rowCount, columns }, { marked, during: new Uint8Array(rowCount) });
    expect(rowsWhere(none, { predicates, active: all, window: "during" })).toHaveLength(0);
    expect(rowsWhere(none, { predicates, active: all, window: "before" })).toHaveLength(
      none.codes[0]!.filter((code) => code === 1).length,
    );
  });
});

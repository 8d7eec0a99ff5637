import { describe, expect, it } from "vitest";
import { findOutlying, learnRows } from "../../../src/detect/table/outlying-rows.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const names = ["a", "b", "c"];

/** Rows whose b follows a; each row of `odd` breaks that, with values that are usual one by one. */
function table(rows: number, seed: string, odd: readonly number[] = []) {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const a = random.normal();
    const b = a + 0.1 * random.normal();
    values.set(odd.includes(row) ? [2, -2, 0] : [a, b, random.normal()], row * 3);
  }
  return { names, values, rows, columns: 3 };
}

const learned = learnRows(table(500, "reference"));

describe("outlying rows", () => {
  it("are found among usual ones, the most outlying first, with what makes them so", () => {
    const { count, told } = findOutlying(learned, table(200, "now", [7, 130]), 2);
    expect(told.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual([7, 130]);
    expect(count).toBeGreaterThanOrEqual(2);
    const [first] = told;
    expect(["a", "b"]).toContain(first?.contributions[0]?.feature);
  });

  // Five rows of the reference lie above the limit: a Beta(6, 495) share of others, 0.3 to 2.7 % in 99 of 100 cases.
  it("are about one in a hundred where nothing changed", () => {
    const { count } = findOutlying(learned, table(5_000, "calm"), 0);
    expect(count / 5_000).toBeGreaterThan(0.003);
    expect(count / 5_000).toBeLessThan(0.027);
  });

  it("are none of no rows, and missing values are no reason to throw", () => {
    const none = { names, values: new Float64Array(0), rows: 0, columns: 3 };
    expect(findOutlying(learned, none, 8)).toEqual({ count: 0, told: [] });
    const missing = { names, values: new Float64Array(3).fill(Number.NaN), rows: 1, columns: 3 };
    expect(findOutlying(learned, missing, 8).count).toBeLessThanOrEqual(1);
  });
});

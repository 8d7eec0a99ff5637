import { describe, expect, it } from "vitest";
import { largestCorrelationChange } from "../../../src/measure/data/correlation-change.ts";
import { numberNames, numberTable } from "../../../src/measure/rows/number-table.ts";
import { seededRandom } from "../../../src/stats/random.ts";
import { prediction } from "../../store/signals.ts";

const names = ["a", "b", "c"];

/** Three features; b follows a as far as `tie` says. */
function columns(tie: number, seed: string): readonly Float64Array[] {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 500 }, () => {
    const a = random.normal();
    return [a, tie * a + (1 - tie) * random.normal(), random.normal()];
  });
  return names.map((_, column) => Float64Array.from(rows, (row) => row[column] ?? 0));
}

describe("change of correlation", () => {
  it("names the pair that no longer goes together, with its error", () => {
    const sides = { reference: columns(0.7, "r"), current: columns(0, "c") };
    const found = largestCorrelationChange(names, sides, 0.01);
    expect(found).toMatchObject({ first: "a", second: "b" });
    expect(found?.before).toBeGreaterThan(0.8);
    expect(Math.abs(found?.now ?? 1)).toBeLessThan(0.15);
    expect(found?.standardError).toBeCloseTo(0.046, 1);
  });

  // 1 %: at most 6 of 100 by chance of less than 1 in 1,000.
  it("is not seen where nothing changed", () => {
    const alarms = Array.from({ length: 100 }, (_, seed) =>
      largestCorrelationChange(
        names,
        { reference: columns(0.7, `r${seed}`), current: columns(0.7, `c${seed}`) },
        0.01,
      ),
    );
    expect(alarms.filter((found) => found !== null).length).toBeLessThanOrEqual(6);
  });

  it("is null with few rows, one column, missing values only", () => {
    const short = columns(0.9, "s").map((column) => column.slice(0, 20));
    const sides = { reference: short, current: columns(0, "c") };
    expect(largestCorrelationChange(names, sides, 0.01)).toBeNull();
    const none = [new Float64Array(50).fill(Number.NaN), new Float64Array(50).fill(Number.NaN)];
    expect(
      largestCorrelationChange(["a", "b"], { reference: none, current: none }, 0.01),
    ).toBeNull();
    expect(largestCorrelationChange(["a"], { reference: [], current: [] }, 0.01)).toBeNull();
  });
});

describe("numeric features of drawn rows", () => {
  const rows = Array.from({ length: 10 }, (_, index) =>
    prediction({
      featuresNumber: new Map(
        index < 4
          ? [
              ["z", 0.1],
              ["few", 1],
            ]
          : [
              ["z", index],
              ["a", null],
            ],
      ),
    }),
  );
  it("are those that most rows carry, missing ones as NaN, rounded to seven digits", () => {
    expect(numberNames(rows)).toEqual(["z"]);
    const { columns: found } = numberTable(rows, ["few", "z"]);
    expect([...(found[0] ?? [])].slice(3, 6)).toEqual([1, Number.NaN, Number.NaN]);
    expect(found[1]?.[0]).toBe(Math.fround(0.1));
  });
});

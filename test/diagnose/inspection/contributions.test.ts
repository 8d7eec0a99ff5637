import { describe, expect, it } from "vitest";
import { contributionsOf } from "../../../src/diagnose/inspection/contributions.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("contributions", () => {
  it("name the feature on which the wrong answers hang, and add up to the added probability", () => {
    const random = seededRandom("contributions");
    const rows = 600;
    const values = new Float64Array(rows * 3).map(() => random.uniform());
    // Wrong where the second feature is above 0.8.
    const wrong = Array.from({ length: rows }, (_, row) =>
      (values[row * 3 + 1] ?? 0) > 0.8 ? 1 : 0,
    );
    const bad = wrong.indexOf(1);
    const good = wrong.indexOf(0);
    const [ofBad, ofGood] = contributionsOf(
      { rows: { values, rows, columns: 3 }, wrong, told: [bad, good] },
      random,
    );
    expect(ofBad![1]).toBeGreaterThan(0.5);
    expect(Math.abs(ofBad![0]!) + Math.abs(ofBad![2]!)).toBeLessThan(0.1);
    // About one minus the usual share of wrong rows, 0.2.
    expect(ofBad!.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0.8, 0);
    expect(ofGood![1]).toBeLessThan(0);
  });

  it("are all 0 where there is nothing to learn from", () => {
    const rows = { values: new Float64Array([1]), rows: 1, columns: 1 };
    const [found] = contributionsOf({ rows, wrong: [1], told: [0] }, seededRandom("none"));
    expect([...found!]).toEqual([0]);
  });
});

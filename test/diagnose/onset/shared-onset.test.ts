import { describe, expect, it } from "vitest";
import { sharedOnset } from "../../../src/diagnose/onset/shared-onset.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("shared onset");
const rows = 300;

/** Noise of deviation 1 with a step of this height at a row. */
function stepping(height: number, row: number): Float64Array {
  return Float64Array.from(
    { length: rows },
    (_, index) => random.normal() + (index < row ? 0 : height),
  );
}

describe("the shared onset", () => {
  it("is found whether the alarm came late or early", () => {
    const series = Array.from({ length: 6 }, () => stepping(4, 140));
    for (const alarm of [100, 140, 200, 260]) {
      expect(Math.abs(sharedOnset(series, alarm).row - 140)).toBeLessThanOrEqual(2);
    }
  });

  it("is the step of many rather than the clean step of one", () => {
    const one = Float64Array.from({ length: rows }, (_, index) => (index < 40 ? 0 : 1));
    const many = Array.from({ length: 8 }, () => stepping(5, 200));
    expect(Math.abs(sharedOnset([one, ...many], 250).row - 200)).toBeLessThanOrEqual(2);
  });

  it("is the alarm's own row where nothing steps", () => {
    const still = [new Float64Array(rows), new Float64Array(rows).fill(Number.NaN)];
    expect(sharedOnset(still, 123)).toEqual({ row: 123, gain: 0 });
    expect(sharedOnset([], 7)).toEqual({ row: 7, gain: 0 });
  });

  it("bears gaps and infinities", () => {
    const series = Array.from({ length: 6 }, () => stepping(6, 150));
    for (const values of series) {
      values.fill(Number.NaN, 20, 40);
      values[60] = Number.POSITIVE_INFINITY;
    }
    expect(Math.abs(sharedOnset(series, 290).row - 150)).toBeLessThanOrEqual(2);
  });
});

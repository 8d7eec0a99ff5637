import { describe, expect, it } from "vitest";
import {
  type ProvenShare,
  provenShares,
  provenValue,
} from "../../../src/measure/estimate/proven-shares.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("proven");
const rows = 2_000;
const values = Float64Array.from({ length: rows }, () => random.normal());
const matrix = { values, rows, columns: 1 };

function meanOf(of: ArrayLike<number>, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  weights.forEach((weight, row) => {
    sum += weight * (of[row] ?? 0);
    total += weight;
  });
  return sum / total;
}

function shareOf(believed: Float64Array, realised: Float64Array): ProvenShare {
  return provenShares(
    {
      rows: matrix,
      names: ["mean"],
      believed: (weights) => ({ mean: meanOf(believed, weights) }),
      realised: (weights) => ({ mean: meanOf(realised, weights) }),
    },
    seededRandom("tilts"),
  ).mean;
}

describe("how far an estimator proved true on its own reference", () => {
  const truth = values.map((value) => value + random.normal());

  it("a change that comes as foretold counts in full, one that does not come counts for nothing", () => {
    expect(shareOf(values, truth).change).toBeGreaterThan(0.9);
    const noise = values.map(() => random.normal());
    expect(shareOf(values, noise).change).toBeLessThan(0.15);
    expect(
      shareOf(
        values.map((value) => 2 * value),
        truth,
      ).change,
    ).toBeCloseTo(0.5, 1);
  });

  it("what is missed alike in both halves is believed, what is missed by chance is not", () => {
    const nothing = new Float64Array(rows);
    expect(shareOf(nothing, truth).miss).toBeGreaterThan(0.9);
    expect(shareOf(values, truth).miss).toBeLessThan(0.6);
  });

  it("an estimate that proved true follows belief and misses, one that did not stays where it was", () => {
    const of = {
      still: { believed: 0.7, realised: 0.72 },
      alike: { believed: 0.6, realised: 0.63 },
      expected: 0.61,
      effectiveRows: 500,
    };
    const proven = { change: 1, miss: 1, effectiveRows: 500 };
    expect(provenValue(proven, of)).toBeCloseTo(0.61 + (0.63 - 0.6), 12);
    expect(provenValue({ change: 0, miss: 0, effectiveRows: 500 }, of)).toBe(0.72);
    // Half of the misses were chance in the trial; with a third of its rows three quarters are.
    const half = { change: 1, miss: 0.5, effectiveRows: 1_500 };
    expect(provenValue(half, of)).toBeCloseTo(
      0.72 + (0.61 - 0.7) + (0.63 - 0.72 - (0.6 - 0.7)) / 4,
      12,
    );
  });
});

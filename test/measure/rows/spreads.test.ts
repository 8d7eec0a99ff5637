import { describe, expect, it } from "vitest";
import { scoreBiasScore, scoreGroupsOf } from "../../../src/measure/quality/score-groups.ts";
import { quantileWithError, spreadsOf } from "../../../src/measure/rows/spreads.ts";
import { seededRandom } from "../../../src/stats/random.ts";
import { prediction } from "../../store/signals.ts";

describe("spreads of drawn rows", () => {
  it("are of numeric features, outputs and scores, missing and infinite values left out", () => {
    const rows = Array.from({ length: 101 }, (_, index) =>
      prediction({
        featuresNumber: new Map([
          ["age", index === 100 ? null : index],
          ["odd", index === 0 ? 1 : Number.POSITIVE_INFINITY],
          ["none", Number.NaN],
        ]),
        outputNumber: index,
        scores: new Map([["bad", index / 100]]),
      }),
    );
    const found = spreadsOf(rows);
    const told = found.map(({ part, name, count, quantiles }) => [
      part,
      name,
      count,
      ...quantiles.map(({ value }) => value),
    ]);
    // NumPy: quantile(range(100), [0.05, 0.5, 0.95]) and of range(101).
    expect(told).toEqual([
      ["feature", "age", 100, expect.closeTo(4.95, 9), 49.5, expect.closeTo(94.05, 9)],
      ["feature", "odd", 1, 1, 1, 1],
      ["output", "", 101, 5, 50, 95],
      ["score", "bad", 101, 0.05, 0.5, 0.95],
    ]);
    expect(found.at(-1)?.mean.value).toBeCloseTo(0.5, 12);
    // sqrt(var(range(101), ddof=1) / 101) / 100
    expect(found.at(-1)?.mean.standardError).toBeCloseTo(0.029154759474226504, 12);
    expect(spreadsOf([])).toEqual([]);
  });

  it("have the error that their quantiles show over many samples", () => {
    const random = seededRandom("errors");
    for (const p of [0.05, 0.5, 0.95]) {
      const samples = Array.from({ length: 400 }, () =>
        quantileWithError(Float64Array.from({ length: 500 }, () => random.normal()).sort(), p),
      );
      const values = samples.map(({ value }) => value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
      const told = samples.reduce((sum, one) => sum + (one.standardError ?? 0), 0) / 400;
      // Ranks are rounded outward: a little too large.
      expect(told / spread).toBeGreaterThan(0.95);
      expect(told / spread).toBeLessThan(1.25);
    }
    expect(quantileWithError(Float64Array.of(1, 2, 3), 0.5)).toEqual({
      value: 2,
      standardError: null,
    });
  });
});

describe("the bias of scores", () => {
  it("is the mean score less the share of positives, with the error of a mean", () => {
    const groups = scoreGroupsOf({ positives: [1, 0, 0, 1], scores: [0.9, 0.5, 0.3, 0.7] });
    const { value, count, standardError } = scoreBiasScore(groups);
    expect(value).toBeCloseTo(0.1, 12);
    expect(count).toBe(4);
    // NumPy: std([-0.1, 0.5, 0.3, -0.3], ddof=1) / 2
    expect(standardError).toBeCloseTo(0.18257418583505536, 12);
    expect(scoreBiasScore([]).value).toBeNaN();
  });
});

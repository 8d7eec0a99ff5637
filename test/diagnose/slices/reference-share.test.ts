import { describe, expect, it } from "vitest";
import { referenceShare } from "../../../src/diagnose/slices/reference-share.ts";
import type { FeatureBins, FeatureReference } from "../../../src/model/summary.ts";

const reference = (bins: FeatureBins, histogram: readonly number[]): FeatureReference => ({
  model: "m",
  feature: "f",
  bins,
  histogram,
  count: 100,
  nulls: 0,
  importance: null,
});

const references = new Map([
  ["age", reference({ type: "number", edges: [0, 10, 20] }, [0, 40, 60, 0])],
  ["country", reference({ type: "text", categories: ["NL", "DE"] }, [2, 90, 8])],
]);
const of = (...pairs: readonly (readonly [string, string])[]) =>
  referenceShare(
    pairs.map(([column, value]) => ({ column, value })),
    references,
  );

describe("the share of a reference that a slice can hold", () => {
  it("adds up bins, parts of them by their width", () => {
    expect(of(["age", "<= 10"])).toBeCloseTo(0.4);
    expect(of(["age", "5 to 15"])).toBeCloseTo(0.5);
    expect(of(["age", "> 20"])).toBe(0);
  });

  it("takes categories by name, others by the rest", () => {
    expect(of(["country", "NL"])).toBe(0.02);
    expect(of(["country", "FR"])).toBe(0.08);
  });

  it("is the least of several, and unknown without a reference", () => {
    expect(of(["country", "NL"], ["age", "<= 10"])).toBe(0.02);
    expect(of(["tag device", "ios"])).toBeNull();
    expect(of(["age", "7"])).toBeNull();
  });
});

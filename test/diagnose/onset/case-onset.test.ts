import { describe, expect, it } from "vitest";
import { caseOnset } from "../../../src/diagnose/onset/case-onset.ts";
import type { Measurement } from "../../../src/model/measurement.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("case-onset");
const start = 1_000_000;

/** Thirty windows of 10 s of three features, which step at the given window. */
function measured(stepAt: number): readonly Measurement[] {
  return ["a", "b", "c"].flatMap((feature) =>
    Array.from({ length: 30 }, (_, row) => ({
      measure: "feature-mean",
      subject: { kind: "model" as const, model: "m" },
      slice: { feature },
      window: { start: start + row * 10_000, end: start + (row + 1) * 10_000 },
      value: (row < stepAt ? 10 : 20) + random.normal(),
      count: 30,
      standardError: 1,
      labelCoverage: 1,
      settled: true,
    })),
  );
}

describe("the onset of a case", () => {
  it("is where its series step together, though the alarm came a minute late", () => {
    const found = caseOnset(measured(15), start + 210_000);
    expect(Math.abs(found - (start + 150_000))).toBeLessThanOrEqual(10_000);
  });

  it("is the alarm where nothing steps, and never later than the alarm", () => {
    expect(caseOnset(measured(30), start + 210_000)).toBe(start + 210_000);
    expect(caseOnset(measured(20), start + 100_000)).toBe(start + 100_000);
    expect(caseOnset([], start)).toBe(start);
  });
});

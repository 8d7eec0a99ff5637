import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/measure/training/compare-runs.ts";
import type { Curve } from "../../../src/measure/training/curve.ts";
import {
  learningRateFindings,
  lossFindings,
  overfitFinding,
} from "../../../src/measure/training/curve-findings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const size = 200;

function curve(value: (step: number) => number, noise = 0, count = size): Curve {
  const random = seededRandom(5);
  return {
    steps: Float64Array.from({ length: count }, (_, step) => step),
    values: Float64Array.from(
      { length: count },
      (_, step) => value(step) + noise * random.normal(),
    ),
  };
}

const falling = (step: number) => 2 * Math.exp(-step / 150) + 0.05;
const kinds = (findings: readonly { readonly kind: string }[]) => findings.map(({ kind }) => kind);

describe("lossFindings", () => {
  it("a loss that falls, with noise or without, is fine", () => {
    expect(lossFindings(curve(falling))).toEqual([]);
    expect(lossFindings(curve(falling, 0.05))).toEqual([]);
  });

  it("divergence begins where the loss was lowest", () => {
    const [finding, ...more] = lossFindings(
      curve((step) => (step < 100 ? falling(step) : falling(100) + (step - 100) * 0.1), 0.02),
    );
    expect(more).toEqual([]);
    expect(finding?.kind).toBe("divergence");
    expect(finding?.step).toBeGreaterThan(90);
    expect(finding?.step).toBeLessThan(115);
    expect(finding?.size).toBeGreaterThan(5);
  });

  it("the first value that is no number is told with its step", () => {
    const found = lossFindings(curve((step) => (step >= 150 ? NaN : falling(step))));
    expect(found[0]).toMatchObject({ kind: "not-a-number", step: 150 });
    expect(kinds(lossFindings(curve((step) => (step === 3 ? Infinity : falling(step)))))).toEqual([
      "not-a-number",
    ]);
  });

  it("a plateau is a last part without a gain", () => {
    const flat = curve((step) => Math.max(0.7, 2 - step / 60), 0.01);
    expect(kinds(lossFindings(flat))).toEqual(["plateau"]);
  });

  it("nothing, few and constant values are fine", () => {
    for (const values of [[], [1], [1, 2, 3], [2, 2, 2, 2, 2, 2]]) {
      const steps = Float64Array.from(values, (_, index) => index);
      expect(lossFindings({ steps, values: Float64Array.from(values) })).toEqual([]);
    }
    expect(kinds(lossFindings(curve(() => NaN)))).toEqual(["not-a-number"]);
  });
});

describe("overfitFinding", () => {
  const training = curve(falling, 0.02);

  it("tells the step whose model should be kept", () => {
    const validation = curve((epoch) => 1 + ((epoch - 8) / 12) ** 2, 0.01, 20);
    const every = { ...validation, steps: validation.steps.map((epoch) => epoch * 10) };
    const finding = overfitFinding({ training, validation: every });
    expect(finding?.kind).toBe("over-fit");
    expect(finding?.step).toBeGreaterThanOrEqual(60);
    expect(finding?.step).toBeLessThanOrEqual(110);
  });

  it("a validation loss that stays low is fine, and so is one that rises with the training loss", () => {
    expect(
      overfitFinding({ training, validation: curve((e) => 1 / (1 + e), 0.01, 20) }),
    ).toBeNull();
    const up = curve((step) => 1 + step / 50);
    expect(overfitFinding({ training: up, validation: up })).toBeNull();
  });
});

describe("learningRateFindings", () => {
  it("warm-up, cosine decay and steps of ten are usual", () => {
    const cosine = curve(
      (step) => Math.min(step / 10, 1) * (1 + Math.cos((Math.PI * step) / size)),
    );
    expect(learningRateFindings(cosine)).toEqual([]);
    expect(learningRateFindings(curve((step) => 0.1 ** (1 + Math.floor(step / 70))))).toEqual([]);
  });

  it("a jump by a hundred, a zero and a NaN are not", () => {
    expect(kinds(learningRateFindings(curve((step) => (step > 100 ? 1 : 0.01))))).toEqual([
      "learning-rate-jump",
    ]);
    expect(kinds(learningRateFindings(curve((step) => (step === 100 ? 0 : 0.01))))).toEqual([
      "learning-rate-zero",
    ]);
    expect(kinds(learningRateFindings(curve((step) => (step === 50 ? NaN : 0.01))))).toEqual([
      "not-a-number",
    ]);
  });
});

describe("compareRuns", () => {
  it("tells which ended lower, how surely, and when it had caught up", () => {
    const slow = curve(falling, 0.01);
    const fast = curve((step) => falling(step * 2), 0.01);
    const { difference, standardError, reachedAt } = compareRuns(slow, fast);
    expect(difference).toBeLessThan(-5 * standardError);
    expect(reachedAt).toBeGreaterThan(90);
    expect(reachedAt).toBeLessThan(120);
    expect(compareRuns(fast, slow).reachedAt).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { balancedAccuracy, kappa, mcc, specificity } from "../../src/measure/agreement.ts";
import { classPrecision } from "../../src/measure/classes.ts";
import { meanError } from "../../src/measure/regression.ts";
import {
  aucPr,
  brier,
  calibrationError,
  lift,
  logLoss,
  separation,
} from "../../src/measure/scores.ts";
import { outcomeOf, plainContext, regressionOf } from "./summary-rows.ts";

describe("measures of scores", () => {
  // y = 0, 0, 1, 1, 1 and p = 0.1, 0.4, 0.35, 0.8, 0.8. scikit-learn 1.2.1: average_precision_score,
  // log_loss, brier_score_loss; the others by hand.
  const row = outcomeOf([["1", "1"]], {
    predictions: 5,
    labelled: 5,
    scores: [
      { score: 0.1, positive: 0, negative: 1 },
      { score: 0.35, positive: 1, negative: 0 },
      { score: 0.4, positive: 0, negative: 1 },
      { score: 0.8, positive: 2, negative: 0 },
    ],
  });
  const value = (measure: typeof brier) => measure.measure([row], {}, plainContext)[0]!.value;

  it("agree with scikit-learn", () => {
    expect(value(aucPr)).toBeCloseTo(0.9166666666666666, 12);
    expect(value(logLoss)).toBeCloseTo(0.4224590733101829, 12);
    expect(value(brier)).toBeCloseTo(0.1345, 12);
  });

  it("separate, lift and calibrate as their definitions say", () => {
    expect(value(separation)).toBeCloseTo(2 / 3, 12);
    // The highest fifth is half of the two rows at 0.8: one of three positives.
    expect(lift.measure([row], { share: 0.2 }, plainContext)[0]!.value).toBeCloseTo(5 / 3, 12);
    // Bins of 0.1 (-0.1), 0.35 and 0.4 (0.375 against 0.5), 0.8 (0.8 against 1).
    expect(value(calibrationError)).toBeCloseTo((0.1 + 2 * 0.125 + 2 * 0.2) / 5, 12);
  });

  it("are undefined, with their count, where only one class has come", () => {
    const one = { ...row, scores: [{ score: 0.3, positive: 0, negative: 4 }] };
    for (const measure of [aucPr, separation]) {
      const found = measure.measure([one], {}, plainContext)[0]!;
      expect(found).toMatchObject({ value: null, count: 4 });
    }
  });
});

describe("measures of agreement", () => {
  // scikit-learn 1.2.1 on truths a a a b b c and outputs a a b b b a.
  const row = outcomeOf([
    ["a", "a"],
    ["a", "a"],
    ["a", "b"],
    ["b", "b"],
    ["b", "b"],
    ["c", "a"],
  ]);
  it("agree with scikit-learn", () => {
    const value = (measure: typeof mcc) => measure.measure([row], {}, plainContext)[0]!.value;
    expect(value(balancedAccuracy)).toBeCloseTo(0.5555555555555555, 12);
    expect(value(mcc)).toBeCloseTo(0.45226701686664544, 12);
    expect(value(kappa)).toBeCloseTo(0.4285714285714286, 12);
    const macro = specificity.measure([row], { averaging: "macro" }, plainContext)[0]!;
    // (2/3 + 3/4 + 1) / 3
    expect(macro.value).toBeCloseTo((2 / 3 + 3 / 4 + 1) / 3, 12);
    const byClass = classPrecision.measure([row], {}, plainContext);
    expect(byClass.map(({ slice, value }) => [slice.class, value])).toEqual([
      ["a", 2 / 3],
      ["b", 2 / 3],
      ["c", null],
    ]);
  });
});

it("the mean error tells the side on which a regression errs", () => {
  const row = regressionOf([
    [1, 3],
    [2, 3],
  ]);
  expect(meanError.measure([row], {}, plainContext)[0]!.value).toBe(1.5);
});

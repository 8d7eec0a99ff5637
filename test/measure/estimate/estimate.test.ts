import { describe, expect, it } from "vitest";
import { estimateLoss, fitLossEstimator } from "../../../src/measure/estimate/estimate-loss.ts";
import {
  estimateQuality,
  fitQualityEstimator,
} from "../../../src/measure/estimate/estimate-quality.ts";
import { expectedScores } from "../../../src/measure/estimate/expected-scores.ts";
import { render } from "../../../src/model/words/render.ts";
import { type Random, seededRandom } from "../../../src/stats/random.ts";

// A linear score on truths that also depend on a second column: well calibrated on average, wrong by slice.
function rowsOf(count: number, random: Random, shift: number) {
  const values = new Float64Array(count * 2);
  const positives = new Float64Array(count);
  const scores = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const [a, b] = [random.normal(), shift + random.normal()];
    values.set([a, b], row * 2);
    scores[row] = a;
    positives[row] = random.uniform() < 1 / (1 + Math.exp(-2 * a - 1.5 * b)) ? 1 : 0;
  }
  const outputs = scores.map((score) => (score > 0 ? 1 : 0));
  return { rows: { values, rows: count, columns: 2 }, scores, outputs, positives };
}

describe("quality estimated without labels", () => {
  const random = seededRandom("estimate");
  const reference = rowsOf(3_000, random, 0);
  const estimator = fitQualityEstimator(reference, random);

  it("follows a shift that the model's own confidence cannot see", () => {
    const window = rowsOf(3_000, random, 1.5);
    const realised = expectedScores({ ...window, chances: window.positives });
    const before = expectedScores({ ...reference, chances: reference.positives });
    const { scores } = estimateQuality(estimator, window, random);
    for (const name of ["precision", "recall", "accuracy", "f1"] as const) {
      const error = Math.abs(scores[name].value - realised[name]);
      expect(error, name).toBeLessThan(0.35 * Math.abs(before[name] - realised[name]));
      expect(realised[name], name).toBeGreaterThan(scores[name].low - 0.01);
      expect(realised[name], name).toBeLessThan(scores[name].high + 0.01);
    }
  });

  it("says the reference's quality where nothing changed, without warnings", () => {
    const window = rowsOf(3_000, random, 0);
    const before = expectedScores({ ...reference, chances: reference.positives });
    const found = estimateQuality(estimator, window, random);
    expect(found.warnings).toEqual([]);
    expect(found.separation).toBeLessThan(0.6);
    expect(Math.abs(found.scores["auc-roc"].value - before["auc-roc"])).toBeLessThan(0.02);
  });

  it("warns where the window has nothing in common with the reference", () => {
    const { warnings, effectiveRows } = estimateQuality(estimator, rowsOf(500, random, 9), random);
    expect(warnings.length).toBeGreaterThan(0);
    expect(effectiveRows).toBeLessThan(3_000);
    for (const warning of warnings) {
      expect(render(warning, { lang: "en" })).not.toMatch(/[[?]/);
    }
  });
});

describe("loss estimated without labels", () => {
  it("follows a shift into rows where the model is worse", () => {
    const random = seededRandom("loss");
    const draw = (count: number, shift: number) => {
      const values = Float64Array.from({ length: count }, () => shift + random.normal());
      const truths = values.map((value) => value + Math.exp(value / 2) * random.normal());
      return { rows: { values, rows: count, columns: 1 }, outputs: values, truths };
    };
    const reference = draw(3_000, 0);
    const window = draw(2_000, 1);
    const meanLoss = ({ outputs, truths }: ReturnType<typeof draw>): number =>
      truths.reduce((sum, truth, row) => sum + Math.abs(truth - outputs[row]!), 0) / truths.length;
    const found = estimateLoss(fitLossEstimator(reference, random), window, random);
    const change = Math.abs(meanLoss(reference) - meanLoss(window));
    expect(Math.abs(found.value - meanLoss(window))).toBeLessThan(0.3 * change);
    expect(found.low).toBeLessThan(found.value);
    expect(found.high).toBeGreaterThan(found.value);
  });
});

describe("expected scores", () => {
  it("with certain chances are the scores themselves", () => {
    const rows = { scores: [0.9, 0.8, 0.4, 0.3], outputs: [1, 1, 0, 0], chances: [1, 0, 1, 0] };
    expect(expectedScores(rows)).toEqual({
      "auc-roc": 0.75,
      f1: 0.5,
      precision: 0.5,
      recall: 0.5,
      accuracy: 0.5,
    });
  });
});

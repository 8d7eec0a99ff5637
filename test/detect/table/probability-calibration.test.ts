import { describe, expect, it } from "vitest";
import { calibrate, probabilityOf } from "../../../src/detect/table/probability-calibration.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Rows whose label is 1 with the chance 1 / (1 + exp(2 - score)), or its square where `isSquared`. */
function drawn(count: number, isSquared = false) {
  const random = seededRandom(count);
  const scores = Float64Array.from({ length: count }, () => 4 * random.normal());
  const chance = (score: number) => (1 / (1 + Math.exp(2 - score))) ** (isSquared ? 2 : 1);
  const labels = Uint8Array.from(scores, (score) => (random.uniform() < chance(score) ? 1 : 0));
  return { scores, labels, chance };
}

describe("calibrate", () => {
  it("finds slope and offset of a logistic curve from some hundred rows", () => {
    const { scores, labels } = drawn(400);
    const calibration = calibrate(scores, labels);
    expect(calibration.method).toBe("platt");
    if (calibration.method !== "platt") return;
    expect(Math.abs(calibration.slope - 1)).toBeLessThan(0.25);
    expect(Math.abs(calibration.offset + 2)).toBeLessThan(0.5);
  });

  it("follows any rising curve where there are many of both", () => {
    const { scores, labels, chance } = drawn(20_000, true);
    const calibration = calibrate(scores, labels);
    expect(calibration.method).toBe("isotonic");
    for (const score of [-4, 0, 2, 4, 8]) {
      expect(Math.abs(probabilityOf(score, calibration) - chance(score))).toBeLessThan(0.05);
    }
  });

  it("never falls and stays within 0 and 1", () => {
    for (const { scores, labels } of [drawn(60), drawn(3_000)]) {
      const calibration = calibrate(scores, labels);
      let before = 0;
      for (let score = -50; score <= 50; score += 0.25) {
        const probability = probabilityOf(score, calibration);
        expect(probability).toBeGreaterThanOrEqual(before);
        expect(probability).toBeLessThanOrEqual(1);
        before = probability;
      }
    }
  });

  it("says the share of ones where one kind is missing or the scores are worse than chance", () => {
    expect(calibrate(new Float64Array(0), new Uint8Array(0))).toEqual({
      method: "constant",
      share: 0,
    });
    expect(calibrate(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toMatchObject({ share: 1 });
    const { scores, labels } = drawn(400);
    const turned = calibrate(
      scores.map((score) => -score),
      labels,
    );
    expect(turned.method).toBe("constant");
  });
});

import { describe, expect, it } from "vitest";
import { tableDetectorNamed } from "../../../src/detect/catalog.ts";
import { scoreLimit } from "../../../src/detect/table/score-limit.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { matrixOf } from "../../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("scoreLimit", () => {
  it.each([
    [0, 4],
    [0.25, 3],
    [0.5, 2],
    [1, 1],
  ])("contamination %d of scores 1, 2, 3, 4: above %d", (contamination, limit) => {
    expect(scoreLimit(Float64Array.of(3, 1, 4, 2), contamination)).toBe(limit);
  });

  it("nothing passes without a reference, and shares beyond 0 to 1 are refused", () => {
    expect(scoreLimit(new Float64Array(0), 0.1)).toBe(Infinity);
    expect(() => scoreLimit(Float64Array.of(1), 1.5)).toThrow("contamination must be");
    expect(() => scoreLimit(Float64Array.of(1), Number.NaN)).toThrow("contamination must be");
  });

  it("is no quota: of a table like the reference about the share passes, of a shifted one all, of a calm one none", () => {
    const random = seededRandom(4);
    const rows = (count: number, shift: number, spread: number) =>
      matrixOf(
        Array.from({ length: count }, () => [0, 0].map(() => shift + spread * random.normal())),
      );
    const detector = tableDetectorNamed("mahalanobis")!;
    const model = detector.fit(rows(1_000, 0, 1), resolveSettings(detector.settings).values, 1);
    const limit = scoreLimit(model.fittedScores(), 0.05);
    const share = (shift: number, spread: number): number =>
      model.score(rows(1_000, shift, spread)).filter((score) => score > limit).length / 1_000;
    // Binomial: 5 % ± four standard errors of reference and judged rows together.
    expect(Math.abs(share(0, 1) - 0.05)).toBeLessThan(0.04);
    expect(share(30, 1)).toBe(1);
    expect(share(0, 0.1)).toBe(0);
  });
});

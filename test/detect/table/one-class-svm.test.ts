import { describe, expect, it } from "vitest";
import { oneClassSvm } from "../../../src/detect/table/one-class-svm.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { matrixOf } from "../../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom(8);
const table = matrixOf(
  Array.from({ length: 400 }, () => {
    const along = random.normal();
    return [along, along + 0.3 * random.normal(), random.uniform()];
  }),
);

function fit(kernel: "rbf" | "linear", nu: number) {
  const settings = { kernel, nu, tolerance: 1e-6 };
  return oneClassSvm.fit(table, resolveSettings(oneClassSvm.settings, settings).values, 0);
}

describe("one-class-svm", () => {
  // Schölkopf et al. 2001, proposition 3: ν bounds the share outside from above and that of support vectors from below.
  it.each([0.05, 0.2, 0.5, 0.8])("nu = %d bounds the rows outside and those that matter", (nu) => {
    const scores = fit("rbf", nu).fittedScores();
    const share = (limit: number) => scores.filter((score) => score > limit).length / scores.length;
    expect(share(1e-4)).toBeLessThanOrEqual(nu);
    // What lies on the border or outside is a support vector.
    expect(share(-1e-4)).toBeGreaterThanOrEqual(nu);
  });

  it("with a linear kernel nu bounds the rows outside the half-space too", () => {
    for (const nu of [0.1, 0.4]) {
      const scores = fit("linear", nu).fittedScores();
      const outside = scores.filter((score) => score > 1e-3).length / scores.length;
      expect(outside).toBeLessThanOrEqual(nu);
    }
  });

  it("scores of its own rows, which the solver leaves behind, are those of the same rows come anew", () => {
    const model = fit("rbf", 0.3);
    const anew = model.score(table);
    model.fittedScores().forEach((score, row) => expect(score).toBeCloseTo(anew[row]!, 4));
  });
});

import { describe, expect, it } from "vitest";
import { estimateLoss, fitLossEstimator } from "../../../src/measure/estimate/estimate-loss.ts";
import { crossFit, crossFitScores } from "../../../src/measure/estimate/cross-fit.ts";
import { believedMean, believeLosses } from "../../../src/measure/estimate/loss-belief.ts";
import { type Random, seededRandom } from "../../../src/stats/random.ts";

/** Losses that double from one end of a column to the other, each times a noise of this spread of its logarithm. */
function draw(count: number, random: Random, noise: number, from = 0) {
  const values = Float64Array.from({ length: count }, () => from + (1 - from) * random.uniform());
  const losses = values.map(
    (value) => (1 + value) * Math.exp(noise * random.normal() - noise ** 2 / 2),
  );
  return { rows: { values, rows: count, columns: 1 }, losses };
}
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("what is believed of losses", () => {
  it("has the mean of the losses that it was learned from", () => {
    const random = seededRandom("belief");
    const known = draw(1_000, random, 1);
    // Pooling neighbours keeps their sum.
    expect(meanOf(believeLosses(known, random).unseen)).toBeCloseTo(meanOf(known.losses), 9);
  });

  it("is not ruled by a few huge losses, as what lowers the squares of losses is", () => {
    const random = seededRandom("heavy");
    const missed = { squares: 0, own: 0 };
    for (let round = 0; round < 5; round += 1) {
      // The mean of upper rows is 1.75, with noise of which one loss in a thousand is beyond a hundred.
      const known = draw(800, random, 2);
      const { rows } = draw(800, random, 2, 0.5);
      const change = 1.75 / 1.5;
      const targets = known.losses;
      const squares = crossFit(
        { rows: known.rows, targets },
        { loss: "squared", trees: 100, random },
      );
      const found = meanOf(Float64Array.from(crossFitScores(squares, rows).map(meanOf)));
      missed.squares += Math.abs(found / meanOf(squares.unseen) - change);
      const belief = believeLosses(known, random);
      missed.own += Math.abs(believedMean(belief, rows) / meanOf(belief.unseen) - change);
    }
    expect(missed.own).toBeLessThan(missed.squares);
  });

  it("of losses that are all nothing is nothing", () => {
    const random = seededRandom("none");
    const { rows } = draw(200, random, 0);
    const belief = believeLosses({ rows, losses: new Float64Array(200) }, random);
    expect(believedMean(belief, rows)).toBe(0);
  });
});

describe("fitLossEstimator", () => {
  it("of losses that the features tell for certain, a shifted window's is told nearly exactly", () => {
    const random = seededRandom("certain");
    const { rows, losses } = draw(1_500, random, 0);
    const reference = { rows, outputs: new Float64Array(1_500), truths: losses };
    const estimator = fitLossEstimator(reference, random);
    const upper = draw(800, random, 0, 0.5);
    const window = { rows: upper.rows, outputs: new Float64Array(800) };
    const { value } = estimateLoss(estimator, window, random);
    expect(Math.abs(value - meanOf(upper.losses))).toBeLessThan(0.01);
  });
});

import { describe, expect, it } from "vitest";
import { binColumns } from "../../../src/stats/learn/bin-columns.ts";
import { boostedScores, fitBoosting } from "../../../src/stats/learn/gradient-boosting.ts";
import { isotonicRegression, isotonicValue } from "../../../src/stats/learn/isotonic-regression.ts";
import { fitLogistic, logisticScores } from "../../../src/stats/learn/logistic-regression.ts";
import type { Matrix } from "../../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../../src/stats/random.ts";

function normals(rows: number, columns: number, seed: string): Matrix {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rows * columns }, () => random.normal());
  return { values, rows, columns };
}

describe("boosted trees", () => {
  const rows = normals(2_000, 3, "trees");
  const truth = (row: number): number =>
    Math.sin(2 * rows.values[row * 3]!) + (rows.values[row * 3 + 1]! > 0 ? 1 : 0);

  it("learn a curve and a step, and leave a useless column alone", () => {
    const targets = Float64Array.from({ length: rows.rows }, (_, row) => truth(row));
    const model = fitBoosting({ rows, targets }, { loss: "squared", random: seededRandom(1) });
    const found = boostedScores(model, rows);
    const error = found.reduce((sum, one, row) => sum + (one - targets[row]!) ** 2, 0) / rows.rows;
    // The variance of the targets is about 0.75.
    expect(error).toBeLessThan(0.05);
  });

  it("find the log odds of a share, and start from given ones", () => {
    const targets = Float64Array.from({ length: 2_000 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const still: Matrix = { values: new Float64Array(2_000), rows: 2_000, columns: 1 };
    const options = { loss: "logistic", random: seededRandom(2) } as const;
    const model = fitBoosting({ rows: still, targets }, options);
    expect(boostedScores(model, still)[0]).toBeCloseTo(Math.log(0.2 / 0.8), 1);
    const offsets = new Float64Array(2_000).fill(2);
    const corrected = fitBoosting({ rows: still, targets, offsets }, options);
    expect(boostedScores(corrected, still, offsets)[0]).toBeCloseTo(Math.log(0.2 / 0.8), 1);
  });

  it("are the same for the same seed, and stand no rows and NaN", () => {
    const targets = Float64Array.from({ length: rows.rows }, (_, row) => truth(row));
    const fit = () => fitBoosting({ rows, targets }, { loss: "squared", random: seededRandom(3) });
    expect(fit()).toEqual(fit());
    const none: Matrix = { values: new Float64Array(0), rows: 0, columns: 2 };
    const empty = fitBoosting(
      { rows: none, targets: [] },
      { loss: "squared", random: seededRandom(4) },
    );
    expect(empty.trees).toEqual([]);
    const holes: Matrix = {
      ...rows,
      values: rows.values.map((one, i) => (i % 7 === 0 ? NaN : one)),
    };
    const model = fitBoosting(
      { rows: holes, targets },
      { loss: "squared", random: seededRandom(5) },
    );
    expect(boostedScores(model, holes).every(Number.isFinite)).toBe(true);
  });
});

describe("bins of columns", () => {
  it("are at most 64, keep the order and hold about as many rows each", () => {
    const { bins, edges } = binColumns(normals(6_400, 1, "bins"));
    expect(edges[0]!.length).toBeLessThanOrEqual(63);
    const counts = new Float64Array(64);
    for (const bin of bins) counts[bin]!++;
    expect(Math.min(...counts.filter((count) => count > 0))).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(200);
  });
});

describe("logistic regression", () => {
  // scikit-learn 1.2.1, LogisticRegression(C=1) on the standardised column (population deviation):
  // x = 0, 1, 2, 3, 4, 5 and y = 0, 0, 1, 0, 1, 1.
  it("agrees with scikit-learn", () => {
    const rows: Matrix = { values: new Float64Array([0, 1, 2, 3, 4, 5]), rows: 6, columns: 1 };
    const model = fitLogistic({ rows, targets: [0, 0, 1, 0, 1, 1] }, 1);
    expect(model.slopes[0]).toBeCloseTo(expectedSlope, 5);
    expect(model.intercept).toBeCloseTo(-2.5 * expectedSlope, 5);
  });

  it("stays finite where classes are separate", () => {
    const rows: Matrix = { values: new Float64Array([0, 1, 2, 3]), rows: 4, columns: 1 };
    const scores = logisticScores(fitLogistic({ rows, targets: [0, 0, 1, 1] }, 1e-6), rows);
    expect(scores.every(Number.isFinite)).toBe(true);
  });
});
const expectedSlope = 0.5089904792366255;

describe("isotonic regression", () => {
  // scikit-learn 1.2.1, IsotonicRegression().fit(x, y, sample_weight=w).predict([0, 1.5, 3, 9]).
  it("agrees with scikit-learn", () => {
    const fit = isotonicRegression([4, 1, 2, 3, 2], [3, 1, 2, 0, 4], [1, 2, 1, 1, 1]);
    const found = [0, 1.5, 3, 9].map((x) => isotonicValue(fit, x));
    const expected = [1, 1.5, 2, 3];
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 12));
  });
});

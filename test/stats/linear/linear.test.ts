import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cholesky, logDeterminant, solveCholesky } from "../../../src/stats/linear/cholesky.ts";
import { columnMeans, covariance } from "../../../src/stats/linear/covariance.ts";
import { matrixOf, timesTransposed } from "../../../src/stats/linear/matrix.ts";
import { principalComponents } from "../../../src/stats/linear/principal-components.ts";
import { symmetricEigen } from "../../../src/stats/linear/symmetric-eigen.ts";
import { seededRandom } from "../../../src/stats/random.ts";

// Made by expected.py in test/detect/table with SciPy and NumPy.
const { matrices } = JSON.parse(
  readFileSync(new URL("../../detect/table/expected.json", import.meta.url), "utf8"),
) as {
  matrices: {
    symmetric: number[][];
    eigenvalues: number[];
    positive: number[][];
    cholesky: number[][];
    logDeterminant: number;
    right: number[];
    solution: number[];
  };
};

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  for (let index = 0; index < expected.length; index++) {
    expect(actual[index]).toBeCloseTo(expected[index]!, 9);
  }
}

describe("symmetricEigen", () => {
  it("gives SciPy's eigenvalues, and vectors that the matrix only stretches", () => {
    const matrix = matrixOf(matrices.symmetric);
    const { values, vectors } = symmetricEigen(matrix);
    expectNear(values, matrices.eigenvalues);
    const stretched = timesTransposed(vectors, matrix).values;
    expectNear(
      stretched,
      vectors.values.map((value, at) => value * values[Math.floor(at / 6)]!),
    );
  });

  it.each([1, 2, 30])("gives orthonormal vectors of %i dimensions, for rank one too", (size) => {
    const random = seededRandom(size);
    const vector = matrixOf([Array.from({ length: size }, () => random.normal())]);
    const column = matrixOf([...vector.values].map((value) => [value]));
    const { values, vectors } = symmetricEigen(timesTransposed(column, column));
    expect(values[0]).toBeCloseTo(timesTransposed(vector, vector).values[0]!, 9);
    const products = timesTransposed(vectors, vectors).values;
    const identity = products.map((_, at) => (at % (size + 1) === 0 ? 1 : 0));
    expectNear(products, identity);
  });
});

describe("cholesky", () => {
  it("gives SciPy's triangle, determinant and solution", () => {
    const lower = cholesky(matrixOf(matrices.positive))!;
    expectNear(lower.values, matrices.cholesky.flat());
    expect(logDeterminant(lower)).toBeCloseTo(matrices.logDeterminant, 9);
    expectNear(solveCholesky(lower, Float64Array.from(matrices.right)), matrices.solution);
  });

  it("says so where the matrix is not positive definite", () => {
    expect(
      cholesky(
        matrixOf([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toBeUndefined();
  });
});

describe("principalComponents", () => {
  it("finds the same leading directions by iteration, above 256 columns, as exactly", () => {
    const random = seededRandom(4);
    const [rows, columns] = [200, 300];
    const factors = Array.from({ length: rows }, () => [3 * random.normal(), random.normal()]);
    const loads = Array.from({ length: columns }, () => [random.normal(), random.normal()]);
    const table = matrixOf(
      factors.map(([a, b]) => loads.map(([x, y]) => a! * x! + b! * y! + 0.01 * random.normal())),
    );
    const found = principalComponents(table, 2, random);
    const whole = symmetricEigen(covariance(table, columnMeans(table)));
    for (const index of [0, 1]) {
      expect(found.variances[index]! / whole.values[index]!).toBeCloseTo(1, 6);
      const [ours, exact] = [found.vectors, whole.vectors].map(({ values }) =>
        values.subarray(index * columns, (index + 1) * columns),
      );
      const cosine = ours!.reduce((sum, value, at) => sum + value * exact![at]!, 0);
      expect(Math.abs(cosine)).toBeCloseTo(1, 6);
    }
    expect(found.residual).toBeGreaterThan(5e-5);
    expect(found.residual).toBeLessThan(2e-4);
  });
});

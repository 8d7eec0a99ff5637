import { cholesky, solveCholesky } from "../linear/cholesky.ts";
import type { Matrix } from "../linear/matrix.ts";

/** A linear model of log odds over standardised columns. */
export interface LogisticModel {
  readonly intercept: number;
  /** Per column, in the column's own unit. */
  readonly slopes: Float64Array;
}

/**
 * Fits a logistic regression with a ridge on the slopes of the standardised columns.
 *
 * @param of.rows    n × d without NaN, n >= 1
 * @param of.targets length n: 0 and 1
 * @param of.weights length n, >= 0; every row once where absent
 * @param ridge      > 0: penalty ridge / 2 × Σ slope²; scikit-learn's C is one over it
 * Cost O(steps × n d²), some 8 steps. Source: iteratively reweighted least squares, McCullagh and Nelder
 * 1989; scikit-learn `LogisticRegression`.
 * @example fitLogistic({ rows: { values: new Float64Array([0, 0]), rows: 2, columns: 1 }, targets: [0, 1] }, 1).intercept // 0
 */
export function fitLogistic(
  of: {
    readonly rows: Matrix;
    readonly targets: ArrayLike<number>;
    readonly weights?: ArrayLike<number> | undefined;
  },
  ridge: number,
): LogisticModel {
  const { rows, targets, weights } = of;
  const { means, deviations } = scaleOf(rows);
  const size = rows.columns + 1;
  let beta = new Float64Array(size);
  const row = new Float64Array(size);
  for (let step = 0; step < 50; step++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let index = 0; index < rows.rows; index++) {
      let score = beta[0]!;
      row[0] = 1;
      for (let column = 1; column < size; column++) {
        const value = rows.values[index * rows.columns + column - 1]!;
        row[column] = (value - means[column - 1]!) / deviations[column - 1]!;
        score += beta[column]! * row[column]!;
      }
      const weight = weights?.[index] ?? 1;
      const p = 1 / (1 + Math.exp(-score));
      const residual = weight * (targets[index]! - p);
      const curvature = weight * Math.max(1e-10, p * (1 - p));
      for (let a = 0; a < size; a++) {
        gradient[a]! += residual * row[a]!;
        for (let b = 0; b <= a; b++) hessian[a * size + b]! += curvature * row[a]! * row[b]!;
      }
    }
    for (let a = 0; a < size; a++) {
      hessian[a * size + a]! += a === 0 ? 1e-9 : ridge;
      if (a > 0) gradient[a]! -= ridge * beta[a]!;
    }
    const lower = cholesky({ values: hessian, rows: size, columns: size });
    if (lower === undefined) break;
    const change = solveCholesky(lower, gradient);
    // Long steps are cut, so that separable data cannot throw the scores out of range.
    const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const cut = Math.min(1, 5 / (largest || 1));
    beta = beta.map((value, index) => value + cut * change[index]!);
    if (largest < 1e-8) break;
  }
  const slopes = Float64Array.from(deviations, (deviation, index) => beta[index + 1]! / deviation);
  const intercept = slopes.reduce((sum, slope, index) => sum - slope * means[index]!, beta[0]!);
  return { intercept, slopes };
}

/**
 * Log odds of rows.
 *
 * @param rows n × d, columns as at the fit
 * Cost O(n d).
 * @example logisticScores({ intercept: 1, slopes: [2] }, { values: new Float64Array([3]), rows: 1, columns: 1 }) // [7]
 */
export function logisticScores({ intercept, slopes }: LogisticModel, rows: Matrix): Float64Array {
  return Float64Array.from({ length: rows.rows }, (_, row) => {
    let score = intercept;
    for (let column = 0; column < rows.columns; column++) {
      score += slopes[column]! * rows.values[row * rows.columns + column]!;
    }
    return score;
  });
}

function scaleOf(rows: Matrix): {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
} {
  const means = new Float64Array(rows.columns);
  const squares = new Float64Array(rows.columns);
  for (let row = 0; row < rows.rows; row++) {
    for (let column = 0; column < rows.columns; column++) {
      const value = rows.values[row * rows.columns + column]!;
      const delta = value - means[column]!;
      means[column]! += delta / (row + 1);
      squares[column]! += delta * (value - means[column]!);
    }
  }
  return { means, deviations: squares.map((square) => Math.sqrt(square / rows.rows) || 1) };
}

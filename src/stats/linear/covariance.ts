import type { Matrix } from "./matrix.ts";

/**
 * Mean of every column.
 *
 * @param matrix n × d without NaN
 * @returns length d; zeros where there are no rows
 * Cost O(n × d).
 * @example columnMeans({ values: new Float64Array([1, 2, 3, 6]), rows: 2, columns: 2 }) // [2, 4]
 */
export function columnMeans(matrix: Matrix): Float64Array {
  const { values, rows, columns } = matrix;
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let column = 0; column < columns; column++) means[column]! += values[start + column]!;
  }
  if (rows > 0) for (let column = 0; column < columns; column++) means[column]! /= rows;
  return means;
}

/**
 * Covariance of the columns about given means, rows counted by weight.
 *
 * @param matrix  n × d without NaN
 * @param means   length d
 * @param weights length n, >= 0; every row once where absent
 * @returns d × d, symmetric, divided by the sum of weights (the population form); zeros where that is 0
 * Cost O(n × d²).
 * @example covariance({ values: new Float64Array([1, 2, 3, 6]), rows: 2, columns: 2 }, new Float64Array([2, 4])) // { rows: 2, columns: 2, values: [1, 2, 2, 4] }
 */
export function covariance(matrix: Matrix, means: Float64Array, weights?: Float64Array): Matrix {
  const { values, rows, columns } = matrix;
  const sums = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    if (weight === 0) continue;
    total += weight;
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      centred[column] = values[start + column]! - means[column]!;
    }
    for (let one = 0; one < columns; one++) {
      const scaled = weight * centred[one]!;
      if (scaled === 0) continue;
      const at = one * columns;
      for (let other = one; other < columns; other++) sums[at + other]! += scaled * centred[other]!;
    }
  }
  for (let one = 0; one < columns; one++) {
    for (let other = one; other < columns; other++) {
      const value = total > 0 ? sums[one * columns + other]! / total : 0;
      sums[one * columns + other] = value;
      sums[other * columns + one] = value;
    }
  }
  return { values: sums, rows: columns, columns };
}

import type { Matrix } from "./matrix.ts";

/**
 * Lower triangle L of a symmetric positive definite matrix A = L Lᵀ.
 *
 * @param matrix d × d, symmetric; only the lower triangle is read
 * @returns d × d with zeros above the diagonal; undefined where a pivot is not above 0
 * Cost O(d³ / 3). Source: Golub and Van Loan 2013, 4.2.
 * @example cholesky({ values: new Float64Array([4, 2, 2, 5]), rows: 2, columns: 2 }) // { rows: 2, columns: 2, values: [2, 0, 1, 2] }
 */
export function cholesky(matrix: Matrix): Matrix | undefined {
  const size = matrix.rows;
  const from = matrix.values;
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let sum = from[start + column]!;
      for (let inner = 0; inner < column; inner++) {
        sum -= lower[start + inner]! * lower[other + inner]!;
      }
      if (column < row) lower[start + column] = sum / lower[other + column]!;
      else if (sum > 0) lower[start + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return { values: lower, rows: size, columns: size };
}

/**
 * Logarithm of the determinant of L Lᵀ.
 *
 * @param lower the triangle `cholesky` gives
 * Cost O(d).
 * @example logDeterminant({ values: new Float64Array([2, 0, 1, 2]), rows: 2, columns: 2 }) // 2.77258872
 */
export function logDeterminant(lower: Matrix): number {
  let sum = 0;
  for (let index = 0; index < lower.rows; index++) {
    sum += Math.log(lower.values[index * lower.rows + index]!);
  }
  return 2 * sum;
}

/**
 * Squared Mahalanobis distance (x - centre)ᵀ (L Lᵀ)⁻¹ (x - centre) of every row.
 *
 * @param matrix n × d
 * @param centre length d
 * @param lower  d × d, the triangle `cholesky` gives
 * @returns length n, >= 0
 * Cost O(n × d² / 2).
 * @example mahalanobisSquared({ values: new Float64Array([2, 2]), rows: 1, columns: 2 }, new Float64Array([0, 0]), { values: new Float64Array([2, 0, 1, 2]), rows: 2, columns: 2 }) // [1.25]
 */
export function mahalanobisSquared(
  matrix: Matrix,
  centre: Float64Array,
  lower: Matrix,
): Float64Array {
  const { values, rows, columns } = matrix;
  const triangle = lower.values;
  const result = new Float64Array(rows);
  const solved = new Float64Array(columns);
  const inverse = Float64Array.from(centre, (_, index) => 1 / triangle[index * columns + index]!);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let total = 0;
    for (let column = 0; column < columns; column++) {
      const at = column * columns;
      let sum = values[start + column]! - centre[column]!;
      for (let inner = 0; inner < column; inner++) sum -= triangle[at + inner]! * solved[inner]!;
      sum *= inverse[column]!;
      solved[column] = sum;
      total += sum * sum;
    }
    result[row] = total;
  }
  return result;
}

/**
 * Solves L Lᵀ x = b.
 *
 * @param lower d × d, the triangle `cholesky` gives
 * @param right length d; not changed
 * @returns length d
 * Cost O(d²).
 * @example solveCholesky({ values: new Float64Array([2, 0, 1, 2]), rows: 2, columns: 2 }, new Float64Array([8, 12])) // [1, 2]
 */
export function solveCholesky(lower: Matrix, right: Float64Array): Float64Array {
  const size = lower.rows;
  const triangle = lower.values;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    let sum = x[row]!;
    for (let column = 0; column < row; column++) sum -= triangle[row * size + column]! * x[column]!;
    x[row] = sum / triangle[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = x[row]!;
    for (let below = row + 1; below < size; below++)
      sum -= triangle[below * size + row]! * x[below]!;
    x[row] = sum / triangle[row * size + row]!;
  }
  return x;
}

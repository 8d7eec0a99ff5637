/** Numbers in rows and columns, one row after another; `values.length` is `rows * columns`. */
export interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A matrix from an array of rows.
 *
 * @param rows all of the same length; an empty array gives a matrix of no rows and no columns
 * Cost O(rows × columns).
 * @example matrixOf([[1, 2], [3, 4]]) // { rows: 2, columns: 2, values: [1, 2, 3, 4] }
 */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => values.set(row, index * columns));
  return { values, rows: rows.length, columns };
}

/**
 * The rows of these indices, in their order, as a matrix of its own.
 *
 * @param indices each within 0 and `rows` - 1; may repeat
 * Cost O(indices × columns).
 * @example takeRows(matrixOf([[1], [2], [3]]), [2, 0]) // { rows: 2, columns: 1, values: [3, 1] }
 */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = matrix;
  const values = new Float64Array(indices.length * columns);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * columns;
    values.set(matrix.values.subarray(from, from + columns), row * columns);
  }
  return { values, rows: indices.length, columns };
}

/**
 * Product of a matrix and the transpose of another: rows of the first against rows of the second.
 *
 * @param a n × d
 * @param b m × d
 * @returns n × m
 * Cost O(n × m × d).
 * @example timesTransposed(matrixOf([[1, 2]]), matrixOf([[3, 4], [5, 6]])) // { rows: 1, columns: 2, values: [11, 17] }
 */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const values = new Float64Array(a.rows * b.rows);
  const width = a.columns;
  for (let row = 0; row < a.rows; row++) {
    const start = row * width;
    for (let other = 0; other < b.rows; other++) {
      const from = other * width;
      let sum = 0;
      for (let column = 0; column < width; column++) {
        sum += a.values[start + column]! * b.values[from + column]!;
      }
      values[row * b.rows + other] = sum;
    }
  }
  return { values, rows: a.rows, columns: b.rows };
}

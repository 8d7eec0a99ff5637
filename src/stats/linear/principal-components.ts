import type { Random } from "../random.ts";
import { columnMeans, covariance } from "./covariance.ts";
import { type Matrix, timesTransposed } from "./matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Directions of largest variance of a table. */
export interface Components {
  /** Mean of each column. */
  readonly means: Float64Array;
  /** One unit vector a row, k × d, that of the largest variance first. */
  readonly vectors: Matrix;
  /** Variance along each vector, falling, >= 0. */
  readonly variances: Float64Array;
  /** Mean variance over the directions left out; 0 where none is. */
  readonly residual: number;
}

// Above so many columns only the leading components are computed: all of 1,000 would take some seconds.
const exactColumnsMax = 256;

/**
 * Principal components of a table.
 *
 * @param matrix n × d without NaN, n >= 1
 * @param count  how many are wanted; all of them, up to 256 columns, are found at no further cost
 * @param random seeds the start of the iteration that tables of more than 256 columns take
 * @returns min(count, d) components, of variance 0 where the table has fewer directions
 * Cost O(n d² + d³) up to 256 columns; above, O(n d count) times 6 with errors of the last components
 * of a few per cent. Source: Jolliffe 2002; Halko, Martinsson and Tropp 2011 (randomised subspace iteration).
 * @example principalComponents({ values: new Float64Array([0, 0, 2, 2]), rows: 2, columns: 2 }, 1, { normal: () => 0 }).variances // [2]
 */
export function principalComponents(
  matrix: Matrix,
  count: number,
  random: Pick<Random, "normal">,
): Components {
  const means = columnMeans(matrix);
  const wanted = Math.min(count, matrix.columns);
  const { vectors, variances, total } =
    matrix.columns <= exactColumnsMax
      ? exact(matrix, means, wanted)
      : leading(matrix, means, wanted, random);
  const explained = variances.reduce((sum, variance) => sum + variance, 0);
  const left = matrix.columns - wanted;
  const residual = left === 0 ? 0 : Math.max(0, total - explained) / left;
  return { means, vectors, variances, residual };
}

interface Found {
  readonly vectors: Matrix;
  readonly variances: Float64Array;
  /** Sum of the variances of all columns. */
  readonly total: number;
}

function exact(matrix: Matrix, means: Float64Array, wanted: number): Found {
  const { columns } = matrix;
  const { values, vectors } = symmetricEigen(covariance(matrix, means));
  return {
    variances: values.slice(0, wanted).map((value) => Math.max(0, value)),
    vectors: {
      values: vectors.values.slice(0, wanted * columns),
      rows: wanted,
      columns,
    },
    total: values.reduce((sum, value) => sum + value, 0),
  };
}

// Power iteration of a block, wider than wanted by ten, then the exact problem within the block.
function leading(
  matrix: Matrix,
  means: Float64Array,
  wanted: number,
  random: Pick<Random, "normal">,
): Found {
  const { rows, columns } = matrix;
  const centred = { ...matrix, values: matrix.values.map((v, at) => v - means[at % columns]!) };
  const width = Math.min(columns, rows, wanted + 10);
  const start = Float64Array.from({ length: width * columns }, () => random.normal());
  let block: Matrix = { values: start, rows: width, columns };
  for (let turn = 0; turn < 5; turn++) {
    block = orthonormal(timesTransposed(block, centred), centred);
  }
  const along = timesTransposed(centred, block);
  const inner = symmetricEigen(covariance(along, new Float64Array(width)));
  const vectors = new Float64Array(wanted * columns);
  for (let row = 0; row < Math.min(wanted, width); row++) {
    for (let part = 0; part < width; part++) {
      const weight = inner.vectors.values[row * width + part]!;
      for (let column = 0; column < columns; column++) {
        vectors[row * columns + column]! += weight * block.values[part * columns + column]!;
      }
    }
  }
  const variances = new Float64Array(wanted);
  variances.set(inner.values.slice(0, wanted).map((value) => Math.max(0, value)));
  const total = centred.values.reduce((sum, value) => sum + value * value, 0) / rows;
  return { vectors: { values: vectors, rows: wanted, columns }, variances, total };
}

// Rows of weights × table, made orthonormal (modified Gram-Schmidt, twice for accuracy).
function orthonormal(weights: Matrix, table: Matrix): Matrix {
  const { columns } = table;
  const values = new Float64Array(weights.rows * columns);
  for (let row = 0; row < weights.rows; row++) {
    const vector = values.subarray(row * columns, (row + 1) * columns);
    for (let from = 0; from < table.rows; from++) {
      const weight = weights.values[row * table.rows + from]!;
      const start = from * columns;
      for (let column = 0; column < columns; column++) {
        vector[column]! += weight * table.values[start + column]!;
      }
    }
    for (let earlier = 0; earlier < 2 * row; earlier++) {
      const other = values.subarray((earlier % row) * columns, ((earlier % row) + 1) * columns);
      let dot = 0;
      for (let column = 0; column < columns; column++) dot += vector[column]! * other[column]!;
      for (let column = 0; column < columns; column++) vector[column]! -= dot * other[column]!;
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let column = 0; column < columns; column++) vector[column]! /= length;
  }
  return { values, rows: weights.rows, columns };
}

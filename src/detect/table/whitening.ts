import { type Matrix, timesTransposed } from "../../stats/linear/matrix.ts";
import { principalComponents } from "../../stats/linear/principal-components.ts";
import type { Random } from "../../stats/random.ts";

/** Turns rows into uncorrelated coordinates of variance 1; plain arrays, so that it is JSON. */
export interface Whitening {
  readonly means: readonly number[];
  /** One vector a coordinate, divided by its deviation; coordinates × columns, row by row. */
  readonly vectors: readonly number[];
  readonly coordinates: number;
  /** Deviation along each coordinate. */
  readonly deviations: readonly number[];
  /** Mean variance along the directions without a coordinate; 0 where there is none. */
  readonly residual: number;
}

/**
 * Learns a whitening with the directions of largest variance.
 *
 * Directions of less than a millionth of the largest variance are left out: they are rounding.
 */
export function fitWhitening(
  rows: Matrix,
  coordinatesMax: number,
  random: Pick<Random, "normal">,
): Whitening {
  const { means, vectors, variances, residual } = principalComponents(rows, coordinatesMax, random);
  const kept = variances.filter((variance) => variance > 1e-6 * variances[0]!).length;
  const scaled = vectors.values.slice(0, kept * rows.columns);
  return {
    means: [...means],
    vectors: Array.from(
      scaled,
      (value, at) => value / Math.sqrt(variances[Math.floor(at / rows.columns)]!),
    ),
    coordinates: kept,
    deviations: Array.from(variances.subarray(0, kept), Math.sqrt),
    residual: kept < rows.columns ? Math.max(residual, 1e-6 * variances[0]!) : 0,
  };
}

/** Rows in whitened coordinates. Cost O(n × columns × coordinates). */
export function whiten(rows: Matrix, { means, vectors, coordinates }: Whitening): Matrix {
  const { columns } = rows;
  const centred = rows.values.map((value, at) => value - means[at % columns]!);
  return timesTransposed(
    { ...rows, values: centred },
    { values: Float64Array.from(vectors), rows: coordinates, columns },
  );
}

/** Squared distance of rows from the space of the coordinates, in its mean variance; null where that is all of space. */
export function restOf(rows: Matrix, whitening: Whitening): Float64Array | null {
  const { means, deviations, coordinates, residual } = whitening;
  if (residual === 0) return null;
  const along = whiten(rows, whitening).values;
  return Float64Array.from({ length: rows.rows }, (_, row) => {
    let rest = 0;
    for (let column = 0; column < rows.columns; column++) {
      rest += (rows.values[row * rows.columns + column]! - means[column]!) ** 2;
    }
    for (let index = 0; index < coordinates; index++) {
      rest -= (along[row * coordinates + index]! * deviations[index]!) ** 2;
    }
    return Math.max(0, rest) / residual;
  });
}

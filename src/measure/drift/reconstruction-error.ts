import { columnMeans, covariance } from "../../stats/linear/covariance.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { symmetricEigen } from "../../stats/linear/symmetric-eigen.ts";

/** The main directions of a reference, frozen: what later rows are rebuilt from. */
export interface ReconstructionModel {
  readonly means: Float64Array;
  /** Standard deviations (by n); 1 where a column is constant. */
  readonly deviations: Float64Array;
  /** Kept directions by row, for standardised columns. */
  readonly directions: Matrix;
}

/**
 * Fits the directions that hold a share of the reference's variance, at least one and at most all but
 * none of the columns.
 *
 * @param reference n × d without NaN
 * @param share of the variance of the standardised columns to keep; 0.65 as NannyML has it
 * Cost O(n d² + d³).
 */
export function fitReconstruction(reference: Matrix, share = 0.65): ReconstructionModel {
  const means = columnMeans(reference);
  const spread = covariance(reference, means);
  const size = reference.columns;
  const deviations = Float64Array.from(
    means,
    (_, column) => Math.sqrt(spread.values[column * size + column] ?? 0) || 1,
  );
  const scaled = spread.values.map(
    (value, cell) =>
      value / ((deviations[Math.floor(cell / size)] ?? 1) * (deviations[cell % size] ?? 1)),
  );
  const { values, vectors } = symmetricEigen({ values: scaled, rows: size, columns: size });
  const total = values.reduce((sum, value) => sum + value, 0);
  let kept = 0;
  for (let sum = 0; kept < size && (kept === 0 || sum < share * total); kept++) {
    sum += values[kept] ?? 0;
  }
  const directions = { values: vectors.values.slice(0, kept * size), rows: kept, columns: size };
  return { means, deviations, directions };
}

/**
 * Distance of each row, in standard deviations of the reference, from what the kept directions can
 * rebuild. Its mean rises where columns stop moving together as they did, though each looks as before.
 * Cost O(n d × directions).
 */
export function reconstructionErrors(model: ReconstructionModel, rows: Matrix): Float64Array {
  const { means, deviations, directions } = model;
  const size = rows.columns;
  const scaled = new Float64Array(size);
  const rest = new Float64Array(size);
  return Float64Array.from({ length: rows.rows }, (_, row) => {
    for (let column = 0; column < size; column++) {
      const value = rows.values[row * size + column] ?? Number.NaN;
      scaled[column] = (value - (means[column] ?? 0)) / (deviations[column] ?? 1);
      rest[column] = scaled[column] ?? 0;
    }
    for (let direction = 0; direction < directions.rows; direction++) {
      const start = direction * size;
      let along = 0;
      for (let column = 0; column < size; column++) {
        along += (scaled[column] ?? 0) * (directions.values[start + column] ?? 0);
      }
      for (let column = 0; column < size; column++) {
        rest[column] = (rest[column] ?? 0) - along * (directions.values[start + column] ?? 0);
      }
    }
    let sum = 0;
    for (const part of rest) sum += part * part;
    return Math.sqrt(sum);
  });
}

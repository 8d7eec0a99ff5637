import type { Matrix } from "../../stats/linear/matrix.ts";
import { median } from "../../stats/median.ts";
import { pairwiseSum } from "../../stats/pairwise-sum.ts";

/** Mean, deviation and median of each column of a reference; plain arrays, so that it is JSON. */
export interface Scaler {
  readonly means: readonly number[];
  /** Population standard deviations; 1 for a constant column, as in scikit-learn's StandardScaler. */
  readonly scales: readonly number[];
  readonly medians: readonly number[];
}

// Squares of larger numbers overflow; no real feature comes near.
const finiteMax = 1e150;
/** Scaled values are cut here, so that sums of squares over many columns stay finite. */
const scaledMax = 1e9;

/** Learns a scaler; missing and infinite values are left out. Cost O(n d log n), the medians. */
export function fitScaler({ values, rows, columns }: Matrix): Scaler {
  const means: number[] = [];
  const scales: number[] = [];
  const medians: number[] = [];
  const column = new Float64Array(rows);
  for (let index = 0; index < columns; index++) {
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + index]!;
      if (!Number.isFinite(value)) continue;
      column[count++] = Math.max(-finiteMax, Math.min(finiteMax, value));
    }
    const present = column.subarray(0, count);
    const mean = count === 0 ? 0 : pairwiseSum(present) / count;
    const squares = present.map((value) => (value - mean) ** 2);
    const deviation = count === 0 ? 0 : Math.sqrt(pairwiseSum(squares) / count);
    means.push(mean);
    // A constant column has rounding errors for a deviation.
    scales.push(deviation > 1e-13 * Math.abs(mean) ? deviation : 1);
    medians.push(count === 0 ? 0 : median(present));
  }
  return { means, scales, medians };
}

/** Rows in deviations from the mean: missing is 0, the mean; infinite and absurd values are cut. Cost O(n d). */
export function scaleRows({ values, rows, columns }: Matrix, { means, scales }: Scaler): Matrix {
  const scaled = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const value = (values[at]! - means[column]!) / scales[column]!;
      if (value <= scaledMax && value >= -scaledMax) scaled[at] = value;
      else if (!Number.isNaN(value)) scaled[at] = value > 0 ? scaledMax : -scaledMax;
    }
  }
  return { values: scaled, rows, columns };
}

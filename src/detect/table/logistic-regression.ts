import { cholesky, solveCholesky } from "../../stats/linear/cholesky.ts";
import { type Matrix, timesTransposed } from "../../stats/linear/matrix.ts";
import { principalComponents } from "../../stats/linear/principal-components.ts";
import type { Classifier } from "./classifier.ts";

const settings = {
  penalty: {
    type: "number",
    unit: "1",
    default: 1,
    min: 1e-6,
    max: 1e6,
    meaning: "weight of the squared weights against the fit; larger is smoother",
  },
} as const;

/** Balanced logistic regression; the score is the log-odds. */
export const logisticRegression: Classifier<typeof settings> = {
  name: "logistic-regression",
  summary: "learns what was judged anomalous by one weighted sum of the features",
  when: "For a handful of judged rows, or where each feature's weight must be read.",
  formula: "weights · features + offset, the log-odds of balanced classes",
  cost: "O(n d²) to learn, O(d) a row",
  source: "Cox 1958; Le Cessie and Van Houwelingen 1992 (ridge)",
  settings,
  learn: (rows, labels, { settings: { penalty }, random }) => {
    // Time grows with the square of the columns: of many, the main directions stand for them.
    const plane = rows.columns > columnsMax ? principalComponents(rows, columnsMax, random) : null;
    const project = (given: Matrix): Matrix =>
      plane === null ? given : timesTransposed(centred(given, plane.means), plane.vectors);
    const weights = fitLogistic(project(rows), labels, penalty);
    return { score: (queries) => linear(project(queries), weights) };
  },
};

const columnsMax = 128;

function centred(rows: Matrix, means: Float64Array): Matrix {
  return { ...rows, values: rows.values.map((value, at) => value - means[at % rows.columns]!) };
}

const turnsMax = 25;

/**
 * Ridge logistic regression by iteratively reweighted least squares, each class of the same total weight.
 *
 * @returns one weight a column, then the offset, which is not penalised
 * Cost O(n d² × 10).
 */
export function fitLogistic(rows: Matrix, labels: Uint8Array, penalty: number): Float64Array {
  const size = rows.columns + 1;
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const classWeights = [labels.length - ones, ones].map((count) =>
    count === 0 ? 0 : labels.length / (2 * count),
  );
  let weights: Float64Array = new Float64Array(size);
  for (let turn = 0; turn < turnsMax; turn++) {
    const normal = new Float64Array(size * size);
    const right = new Float64Array(size);
    const odds = linear(rows, weights);
    const input = new Float64Array(size).fill(1);
    for (let row = 0; row < rows.rows; row++) {
      const start = row * rows.columns;
      for (let column = 0; column < rows.columns; column++)
        input[column] = rows.values[start + column]!;
      const share = 1 / (1 + Math.exp(-odds[row]!));
      const weight = classWeights[labels[row]!]!;
      const pull = weight * (labels[row]! - share);
      // Sure rows keep a little weight, or the step has no scale.
      const bend = weight * Math.max(1e-6, share * (1 - share));
      for (let one = 0; one < size; one++) {
        right[one]! += pull * input[one]!;
        const scaled = bend * input[one]!;
        for (let other = 0; other <= one; other++)
          normal[one * size + other]! += scaled * input[other]!;
      }
    }
    for (let column = 0; column < rows.columns; column++) {
      normal[column * size + column]! += penalty;
      right[column]! -= penalty * weights[column]!;
    }
    normal[size * size - 1]! += 1e-9;
    const lower = cholesky({ values: normal, rows: size, columns: size });
    if (lower === undefined) break;
    const step = solveCholesky(lower, right);
    weights = weights.map((weight, index) => weight + Math.max(-5, Math.min(5, step[index]!)));
    if (step.every((move) => Math.abs(move) < 1e-6)) break;
  }
  return weights;
}

function linear(rows: Matrix, weights: Float64Array): Float64Array {
  const sums = new Float64Array(rows.rows).fill(weights[rows.columns]!);
  for (let row = 0; row < rows.rows; row++) {
    for (let column = 0; column < rows.columns; column++) {
      sums[row]! += weights[column]! * rows.values[row * rows.columns + column]!;
    }
  }
  return sums;
}

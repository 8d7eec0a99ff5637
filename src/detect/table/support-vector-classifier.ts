import { takeRows, type Matrix } from "../../stats/linear/matrix.ts";
import type { Classifier, ClassifierModel } from "./classifier.ts";
import { columnCache } from "./column-cache.ts";
import { type Kernel, kernelOf } from "./kernel.ts";

const settings = {
  cost: {
    type: "number",
    unit: "1",
    default: 1,
    min: 1e-4,
    max: 1e6,
    meaning: "what a judged row on the wrong side costs; larger follows the judgements closer",
  },
  gamma: {
    type: "number",
    unit: "1/deviations²",
    default: 0,
    min: 0,
    max: 1_000,
    meaning: "width of the kernel exp(-gamma distance²); 0 is one over the number of features",
  },
} as const;

/** Balanced support vector classifier with a radial kernel; the score is the distance from the border. */
export const supportVectorClassifier: Classifier<typeof settings> = {
  name: "support-vector-classifier",
  summary: "learns what was judged anomalous by a smooth border between both kinds of rows",
  when: "For few judged anomalies among up to eight thousand rows; its time grows with their square.",
  formula: "Σ αᵢ yᵢ exp(−γ |x − xᵢ|²) + offset, over the rows near the border",
  cost: "O(n²) to learn, O(border rows · d) a row",
  source: "Cortes and Vapnik 1995; Fan, Chen and Lin 2005 (solver)",
  settings,
  learn(rows, labels, { settings: { cost, gamma } }) {
    const signs = Int8Array.from(labels, (label) => (label === 1 ? 1 : -1));
    const ones = labels.reduce((sum, label) => sum + label, 0);
    if (ones === 0 || ones === labels.length) return constantModel;
    const limitOf = [labels.length - ones, ones].map(
      (count) => (cost * labels.length) / (2 * count),
    );
    const limits = Float64Array.from(labels, (label) => limitOf[label]!);
    const { alphas, offset } = solveBorder(kernelOf("rbf", rows, gamma), signs, limits);
    const support = Array.from(alphas.keys()).filter((row) => alphas[row]! > 0);
    const weights = Float64Array.from(support, (row) => alphas[row]! * signs[row]!);
    return borderModel(takeRows(rows, support), { weights, offset, gamma });
  },
};

const constantModel: ClassifierModel = { score: ({ rows }) => new Float64Array(rows) };

function borderModel(
  vectors: Matrix,
  given: { readonly weights: Float64Array; readonly offset: number; readonly gamma: number },
): ClassifierModel {
  const kernel = kernelOf("rbf", vectors, given.gamma);
  return {
    score(rows) {
      const scores = new Float64Array(rows.rows);
      const values = new Float64Array(vectors.rows);
      for (let row = 0; row < rows.rows; row++) {
        kernel.against(rows, row, values);
        let sum = -given.offset;
        for (let index = 0; index < values.length; index++) {
          sum += given.weights[index]! * values[index]!;
        }
        scores[row] = sum;
      }
      return scores;
    },
  };
}

const tolerance = 1e-3;

// Two alphas at a time, the second by second order, as in libsvm's C-SVC without shrinking.
function solveBorder(
  kernel: Kernel,
  signs: Int8Array,
  limits: Float64Array,
): { readonly alphas: Float64Array; readonly offset: number } {
  const count = kernel.rows;
  const column = columnCache(kernel);
  const alphas = new Float64Array(count);
  // sign × gradient of the dual, which is what both choices and the border are made of.
  const pulls = Float64Array.from(signs, (sign) => -sign);
  const stepsMax = Math.max(100_000, 100 * count);
  for (let step = 0; step < stepsMax; step++) {
    const up = steepestUp({ alphas, signs, limits, pulls });
    if (up < 0) break;
    const upColumn = column(up);
    const down = bestDown({ alphas, signs, limits, pulls }, up, upColumn);
    if (down.row < 0 || down.violation < tolerance) break;
    const downColumn = column(down.row);
    const curvature = Math.max(1e-12, 2 - 2 * upColumn[down.row]!);
    const wanted = (pulls[down.row]! - pulls[up]!) / curvature;
    const roomUp = signs[up]! > 0 ? limits[up]! - alphas[up]! : alphas[up]!;
    const roomDown =
      signs[down.row]! > 0 ? alphas[down.row]! : limits[down.row]! - alphas[down.row]!;
    const moved = Math.min(wanted, roomUp, roomDown);
    alphas[up]! += signs[up]! * moved;
    alphas[down.row]! -= signs[down.row]! * moved;
    for (let row = 0; row < count; row++)
      pulls[row]! += moved * (upColumn[row]! - downColumn[row]!);
  }
  return { alphas, offset: offsetOf({ alphas, signs, limits, pulls }) };
}

interface Dual {
  readonly alphas: Float64Array;
  readonly signs: Int8Array;
  readonly limits: Float64Array;
  readonly pulls: Float64Array;
}

// Of the rows that may move along their sign, the one with the least pull; -1 where none may.
function steepestUp({ alphas, signs, limits, pulls }: Dual): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < alphas.length; row++) {
    const mayMove = signs[row]! > 0 ? alphas[row]! < limits[row]! : alphas[row]! > 0;
    if (mayMove && pulls[row]! < least) {
      least = pulls[row]!;
      best = row;
    }
  }
  return best;
}

function bestDown(
  { alphas, signs, limits, pulls }: Dual,
  up: number,
  upColumn: Float32Array,
): { readonly row: number; readonly violation: number } {
  let row = -1;
  let best = 0;
  let violation = 0;
  for (let other = 0; other < alphas.length; other++) {
    const mayMove = signs[other]! > 0 ? alphas[other]! > 0 : alphas[other]! < limits[other]!;
    const gain = pulls[other]! - pulls[up]!;
    if (!mayMove || gain <= 0) continue;
    if (gain > violation) violation = gain;
    const score = (gain * gain) / Math.max(1e-12, 2 - 2 * upColumn[other]!);
    if (score > best) {
      best = score;
      row = other;
    }
  }
  return { row, violation };
}

// Mean pull of the rows on the border; without any, the middle of what the others allow.
function offsetOf({ alphas, signs, limits, pulls }: Dual): number {
  let sum = 0;
  let free = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < alphas.length; row++) {
    const isAtLimit = alphas[row]! >= limits[row]!;
    if (alphas[row]! > 0 && !isAtLimit) {
      sum += pulls[row]!;
      free++;
    } else if (isAtLimit === signs[row]! > 0) below = Math.max(below, pulls[row]!);
    else above = Math.min(above, pulls[row]!);
  }
  return free > 0 ? sum / free : (above + below) / 2;
}

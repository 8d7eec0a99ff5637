import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { kernelOf, type KernelName } from "./kernel.ts";
import { solveOneClass } from "./one-class-solver.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

/** The settings both machines have. */
export const supportSettings = {
  nu: {
    type: "number",
    unit: "ratio",
    default: 0.5,
    min: 0.001,
    max: 1,
    meaning: "upper bound of the share of the reference outside the border",
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

const settings = {
  ...supportSettings,
  kernel: {
    type: "choice",
    default: "rbf",
    choices: ["rbf", "linear"],
    meaning:
      "radial for any shape; linear for a half-space away from where all features are lowest, for counts and amounts whose lack is the anomaly",
  },
  tolerance: {
    type: "number",
    unit: "1",
    default: 0.001,
    min: 1e-9,
    max: 0.1,
    meaning: "largest violation of optimality left when the solver stops",
  },
  rowsMax: rowsMax(12_000),
} as const;

/**
 * One-class support vector machine. The score is 0 on the border, below inside, above outside; -1 is as far
 * inside as the border is from nothing.
 */
export const oneClassSvm = scaledDetector({
  name: "one-class-svm",
  summary: "finds rows outside a smooth border that holds a chosen share of the reference",
  when: "For a clean reference of a few thousand rows; its time grows with their square.",
  source:
    "Schölkopf, Platt, Shawe-Taylor, Smola and Williamson 2001; Fan, Chen and Lin 2005 (solver)",
  formula: "ρ − Σ αᵢ k(xᵢ, x) with 0 ≤ αᵢ ≤ 1 ÷ (ν n) and Σ αᵢ = 1",
  cost: "O(n²) to learn, O(border rows · d) a row",
  settings,
  learn(rows, { nu, gamma, kernel, tolerance }) {
    // The choices of the setting are the kernels.
    const name = kernel as KernelName;
    const place = name === "linear" ? fromLowest(rows) : (given: Matrix) => given;
    const learned = place(rows);
    const solved = solveOneClass(kernelOf(name, learned, gamma), { nu, tolerance });
    const support = Array.from(solved.alphas.keys()).filter((row) => solved.alphas[row]! > 0);
    const weights = Float64Array.from(support, (row) => solved.alphas[row]!);
    const vectors = takeRows(learned, support);
    const model = borderModel(vectors, { name, gamma, weights, rho: solved.rho });
    // The solver ends with the sums of its own rows.
    const fitted = solved.gradient.map((sum) => (solved.rho - sum) / unitOf(solved.rho));
    return { score: (given) => model.score(place(given)), fittedScores: () => fitted };
  },
});

function borderModel(
  vectors: Matrix,
  given: { name: KernelName; gamma: number; weights: Float64Array; rho: number },
): ScaledModel {
  const { weights } = given;
  const unit = unitOf(given.rho);
  const kernel = kernelOf(given.name, vectors, given.gamma);
  return {
    score(rows) {
      const scores = new Float64Array(rows.rows);
      const values = new Float64Array(vectors.rows);
      for (let row = 0; row < rows.rows; row++) {
        kernel.against(rows, row, values);
        let sum = 0;
        for (let index = 0; index < values.length; index++) sum += weights[index]! * values[index]!;
        scores[row] = (given.rho - sum) / unit;
      }
      return scores;
    },
  };
}

function unitOf(rho: number): number {
  return rho === 0 ? 1 : Math.abs(rho);
}

/** Puts the origin where all columns of the table are lowest: around the mean no half-space is away from it. */
function fromLowest(table: Matrix): (given: Matrix) => Matrix {
  const lowest = new Float64Array(table.columns).fill(Number.POSITIVE_INFINITY);
  table.values.forEach((value, at) => {
    const column = at % table.columns;
    if (value < lowest[column]!) lowest[column] = value;
  });
  return ({ values, rows, columns }) => ({
    values: values.map((value, at) => value - lowest[at % columns]!),
    rows,
    columns,
  });
}

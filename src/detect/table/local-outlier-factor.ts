import type { Matrix } from "../../stats/linear/matrix.ts";
import { neighbourTree, type NeighbourTree } from "./neighbour-tree.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  neighbours: {
    type: "number",
    unit: "rows",
    default: 20,
    min: 1,
    max: 1_000,
    meaning: "how many nearest rows of the reference make a row's neighbourhood",
  },
  rowsMax: rowsMax(20_000),
} as const;

/**
 * Local outlier factor: how much thinner the surroundings of a row are than those of its neighbours. 1 is
 * usual; 2 means half as dense.
 */
export const localOutlierFactor = scaledDetector({
  name: "local-outlier-factor",
  summary: "finds rows in thinner surroundings than their neighbours', whatever the density there",
  when: "For a clean reference whose groups differ in density; contaminated references mislead it.",
  source: "Breunig, Kriegel, Ng and Sander 2000",
  formula:
    "mean density of the k neighbours ÷ own density, density = 1 ÷ mean reachability distance",
  cost: "O(n log n d) in few features, O(n² d) in many",
  settings,
  learn: (rows, { neighbours }) => factorModel(rows, neighbours),
});

/** The model behind the detector. Keeps count neighbours of every row: 12 bytes × rows × count while learning. */
export function factorModel(rows: Matrix, neighbours: number): ScaledModel {
  const tree = neighbourTree(rows);
  if (rows.rows < 2) return { score: (queries) => new Float64Array(queries.rows).fill(1) };
  const count = Math.min(neighbours, rows.rows - 1);
  const { densities, reaches, factors } = learnDensities(tree, count);
  return {
    score(queries) {
      const scores = new Float64Array(queries.rows);
      tree.nearest(queries, count, (query, squares, found) => {
        let reach = 0;
        let dense = 0;
        for (let index = 0; index < count; index++) {
          const neighbour = found[index]!;
          reach += Math.max(Math.sqrt(squares[index]!), reaches[neighbour]!);
          dense += densities[neighbour]!;
        }
        scores[query] = (dense / count) * (reach / count + smallest);
      });
      return scores;
    },
    fittedScores: () => factors,
  };
}

// Copies of one row would be infinitely dense; scikit-learn adds the same.
const smallest = 1e-10;

function learnDensities(
  tree: NeighbourTree,
  count: number,
): { densities: Float64Array; reaches: Float64Array; factors: Float64Array } {
  const { rows } = tree;
  const distances = new Float64Array(rows * count);
  const neighbours = new Int32Array(rows * count);
  const reaches = new Float64Array(rows);
  tree.nearestOfOwn(count, (row, squares, found) => {
    const start = row * count;
    for (let index = 0; index < count; index++) {
      distances[start + index] = Math.sqrt(squares[index]!);
      neighbours[start + index] = found[index]!;
    }
    reaches[row] = Math.sqrt(squares[0]!);
  });
  const densities = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let reach = 0;
    for (let at = row * count; at < (row + 1) * count; at++) {
      reach += Math.max(distances[at]!, reaches[neighbours[at]!]!);
    }
    densities[row] = 1 / (reach / count + smallest);
  }
  const factors = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let dense = 0;
    for (let at = row * count; at < (row + 1) * count; at++) dense += densities[neighbours[at]!]!;
    factors[row] = dense / count / densities[row]!;
  }
  return { densities, reaches, factors };
}

import { neighbourTree, type NeighbourTree } from "./neighbour-tree.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";

const settings = {
  neighbours: {
    type: "number",
    unit: "rows",
    default: 5,
    min: 1,
    max: 1_000,
    meaning:
      "how many nearest rows of the reference are looked at; more find anomalies that come in groups",
  },
  distance: {
    type: "choice",
    default: "farthest",
    choices: ["farthest", "mean"],
    meaning: "the distance to the farthest of these neighbours, or the mean of them all",
  },
  rowsMax: rowsMax(20_000),
} as const;

/** Distance to the k-th nearest row of the reference, in standard deviations. */
export const nearestNeighbours = scaledDetector({
  name: "nearest-neighbours",
  summary: "finds rows far from every row of the reference, by the distance to the nearest ones",
  when: "The strongest single method on a clean reference; on a contaminated one take many neighbours.",
  source: "Ramaswamy, Rastogi and Shim 2000",
  formula: "distance to the k-th nearest row of the reference",
  cost: "O(log n d) a row in few features, O(n d) in many",
  settings,
  learn: (rows, { neighbours, distance }) =>
    distanceModel(rows, { count: neighbours, isMean: distance === "mean" }),
});

/** The model behind the detector, for others that use distances to neighbours as a part. */
export function distanceModel(
  rows: Matrix,
  { count, isMean }: { readonly count: number; readonly isMean: boolean },
): ScaledModel {
  const tree = neighbourTree(rows);
  const distance = isMean ? meanDistance : farthestDistance;
  return {
    score(queries) {
      const scores = new Float64Array(queries.rows);
      tree.nearest(queries, Math.min(count, tree.rows), (query, squares) => {
        scores[query] = distance(squares);
      });
      return scores;
    },
    fittedScores: () => ownDistances(tree, count, distance),
  };
}

function ownDistances(
  tree: NeighbourTree,
  count: number,
  distance: (squares: Float64Array) => number,
): Float64Array {
  const scores = new Float64Array(tree.rows);
  // A single row has no neighbour.
  if (tree.rows < 2) return scores;
  tree.nearestOfOwn(Math.min(count, tree.rows - 1), (row, squares) => {
    scores[row] = distance(squares);
  });
  return scores;
}

function farthestDistance(squares: Float64Array): number {
  return Math.sqrt(squares[0]!);
}

function meanDistance(squares: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < squares.length; index++) sum += Math.sqrt(squares[index]!);
  return sum / squares.length;
}

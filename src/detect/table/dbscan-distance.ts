import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { quantile } from "../../stats/quantile.ts";
import { neighbourTree } from "./neighbour-tree.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  neighbours: {
    type: "number",
    unit: "rows",
    default: 10,
    min: 1,
    max: 1_000,
    meaning: "how many rows must be within reach of a row to make it part of a cluster's core",
  },
  coreShare: {
    type: "number",
    unit: "ratio",
    default: 0.8,
    min: 0.05,
    max: 1,
    meaning: "share of the reference that is core; the reach of DBSCAN is set so that it is",
  },
  rowsMax: rowsMax(20_000),
} as const;

/** Distance to the nearest core row of DBSCAN's clusters, whatever their shape. */
export const dbscanDistance = scaledDetector({
  name: "dbscan-distance",
  summary: "finds rows away from the dense cores of the reference, whatever shape those have",
  when: "For references with stray rows that nearest-neighbours would take for usual.",
  source: "Ester, Kriegel, Sander and Xu 1996 (DBSCAN)",
  formula: "distance to the nearest row that has at least so many others within the radius",
  cost: "O(n log n d) in few features, O(n² d) in many",
  settings,
  learn: (rows, { neighbours, coreShare }) => coreModel(rows, { neighbours, coreShare }),
});

function coreModel(
  rows: Matrix,
  { neighbours, coreShare }: { readonly neighbours: number; readonly coreShare: number },
): ScaledModel {
  const core = takeRows(rows, coreRows(rows, { neighbours, coreShare }));
  const tree = neighbourTree(core);
  const score = (queries: Matrix): Float64Array => {
    const scores = new Float64Array(queries.rows);
    tree.nearest(queries, 1, (query, squares) => (scores[query] = Math.sqrt(squares[0]!)));
    return scores;
  };
  return { score };
}

// Rows that have so many others within reach; all of them where there are too few to tell.
function coreRows(
  rows: Matrix,
  { neighbours, coreShare }: { readonly neighbours: number; readonly coreShare: number },
): ArrayLike<number> {
  const all = Array.from({ length: rows.rows }, (_, row) => row);
  if (rows.rows < 2) return all;
  const reaches = new Float64Array(rows.rows);
  neighbourTree(rows).nearestOfOwn(Math.min(neighbours, rows.rows - 1), (row, squares) => {
    reaches[row] = squares[0]!;
  });
  const reach = quantile(reaches, coreShare);
  return all.filter((row) => reaches[row]! <= reach);
}

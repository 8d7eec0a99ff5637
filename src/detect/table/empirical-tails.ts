import type { Matrix } from "../../stats/linear/matrix.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
import { countBelow, countUpTo } from "./sorted-count.ts";

const settings = { rowsMax: rowsMax(20_000) } as const;

/** ECOD: for each row the largest of three sums over columns: left tails, right tails, tails on the skewed side. */
export const ecod = scaledDetector({
  name: "ecod",
  summary:
    "finds rows with values far in the tails of their columns, without any setting to choose",
  when: "A cheap member for many features and a first look; blind to combinations and to gaps.",
  source: "Li, Zhao, Hu, Botta, Ionescu and Chen 2022",
  formula:
    "largest of Σ −ln F(x), Σ −ln (1 − F(x)) and the sum over the skewed sides, F the share of the reference at most x",
  cost: "O(n log n d) to learn, O(d log n) a row",
  settings,
  learn: (rows) => ecodModel(rows),
});

/** The model behind ecod, for others that take it as a part. */
export function ecodModel(rows: Matrix): ScaledModel {
  return tailModel(rows, (tails) => Math.max(tails.left, tails.right, tails.skewed));
}

/** COPOD: the skewed sum against the mean of both others. */
export const copod = scaledDetector({
  name: "copod",
  summary: "finds rows with values far in the tails of their columns, by an empirical copula",
  when: "As ecod; gentler where both tails are of interest and columns are many.",
  source: "Li, Zhao, Botta, Ionescu and Hu 2020",
  formula:
    "larger of the sum over the skewed sides and the mean of both tails, each −ln of the share of the reference beyond x",
  cost: "O(n log n d) to learn, O(d log n) a row",
  settings,
  learn: (rows) =>
    tailModel(rows, ({ left, right, skewed }) => Math.max(skewed, (left + right) / 2)),
});

/** Sums over columns of −ln of a tail's share in the reference. */
interface Tails {
  left: number;
  right: number;
  /** The left one of columns skewed to the left, else the right one. */
  skewed: number;
}

function tailModel(reference: Matrix, combine: (tails: Tails) => number): ScaledModel {
  const { rows: count, columns } = reference;
  const sorted = Array.from({ length: columns }, (_, column) =>
    Float64Array.from(
      { length: count },
      (_, row) => reference.values[row * columns + column]!,
    ).sort(),
  );
  // Scaled columns have mean 0, so the third moment has the sign of the skewness.
  const isLeftSkewed = sorted.map((column) => column.reduce((sum, v) => sum + v ** 3, 0) < 0);
  // −ln of a share of so many halves; a value beyond all others is worth half a row.
  const surprises = Float64Array.from({ length: count + 1 }, (_, rows) =>
    Math.log((count + 1) / (rows + 0.5)),
  );
  return {
    score({ values, rows }) {
      const scores = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const tails: Tails = { left: 0, right: 0, skewed: 0 };
        for (let column = 0; column < columns; column++) {
          const value = values[row * columns + column]!;
          const left = surprises[countUpTo(sorted[column]!, value)]!;
          const right = surprises[count - countBelow(sorted[column]!, value)]!;
          tails.left += left;
          tails.right += right;
          tails.skewed += isLeftSkewed[column]! ? left : right;
        }
        scores[row] = combine(tails);
      }
      return scores;
    },
  };
}

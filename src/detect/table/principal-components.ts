import type { Json } from "../../model/json.ts";
import { principalComponents as componentsOf } from "../../stats/linear/principal-components.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";

const settings = {
  explained: {
    type: "number",
    unit: "ratio",
    default: 0.9,
    min: 0.1,
    max: 0.999,
    meaning:
      "share of the variance whose directions are kept; the score is what they do not explain",
  },
  distance: {
    type: "choice",
    default: "reconstruction",
    choices: ["reconstruction", "mahalanobis"],
    meaning:
      "reconstruction is what the kept directions leave over; mahalanobis how far out a row lies along them, each in its own deviations",
  },
  rowsMax: rowsMax(100_000),
} as const;

/**
 * Reconstruction error: squared distance of a row from the plane of the main directions; or its squared Mahalanobis
 * distance within that plane (Hotelling's T²), which sees rows that are far out in a usual direction.
 */
export const principalComponents = scaledDetector({
  name: "principal-components",
  summary: "finds rows that leave the few directions in which the features usually move together",
  when: "For many strongly correlated features and a clean reference.",
  source: "Shyu, Chen, Sarinnapakorn and Chang 2003; Jolliffe 2002",
  formula:
    "|x − P x|² with P the plane of the main directions; by mahalanobis Σ (direction · x)² ÷ its variance",
  cost: "O(n d²) to learn, O(d · directions) a row",
  settings,
  learn(rows, { explained, distance }, random) {
    const { means, vectors, variances, residual } = componentsOf(rows, 256, random);
    const total = variances.reduce((sum, variance) => sum + variance, 0);
    const left = residual * (rows.columns - variances.length);
    let kept = 0;
    let sum = 0;
    // One direction at least stays unexplained.
    while (kept < variances.length - 1 && sum + variances[kept]! <= explained * (total + left)) {
      sum += variances[kept++]!;
    }
    return planeModel({
      means: [...means],
      vectors: Array.from(vectors.values.subarray(0, kept * rows.columns)),
      // A direction without variance says nothing.
      weights:
        distance === "mahalanobis"
          ? Array.from(variances.subarray(0, kept), (one) => (one > 1e-12 ? 1 / one : 0))
          : null,
    });
  },
  // The snapshot was made by `planeModel`.
  recall: (snapshot) => planeModel(snapshot as unknown as Plane),
});

type Plane = {
  readonly means: readonly number[];
  /** Unit vectors × columns, row by row. */
  readonly vectors: readonly number[];
  /** Of each vector, one over the variance along it; null for the reconstruction error. */
  readonly weights: readonly number[] | null;
};

function planeModel(plane: Plane): ScaledModel {
  const { means, weights } = plane;
  const vectors = Float64Array.from(plane.vectors);
  const columns = means.length;
  return {
    score({ values, rows }) {
      const scores = new Float64Array(rows);
      const rest = new Float64Array(columns);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          rest[column] = values[row * columns + column]! - means[column]!;
        }
        // Taking one direction away after another keeps the small rest accurate.
        let inside = 0;
        for (let start = 0; start < vectors.length; start += columns) {
          let along = 0;
          for (let column = 0; column < columns; column++) {
            along += vectors[start + column]! * rest[column]!;
          }
          if (weights !== null) inside += weights[start / columns]! * along * along;
          for (let column = 0; column < columns; column++) {
            rest[column]! -= along * vectors[start + column]!;
          }
        }
        scores[row] =
          weights === null ? rest.reduce((sum, value) => sum + value * value, 0) : inside;
      }
      return scores;
    },
    snapshot: (): Json => ({ ...plane }),
  };
}

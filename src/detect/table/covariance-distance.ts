import type { Json } from "../../model/json.ts";
import { mahalanobisSquared } from "../../stats/linear/cholesky.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { principalComponents } from "../../stats/linear/principal-components.ts";
import type { Random } from "../../stats/random.ts";
import { flatTriangle, robustCovariance } from "./robust-covariance.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
import { fitWhitening, whiten, type Whitening } from "./whitening.ts";

/** Squared Mahalanobis distance from the mean, all rows counted. */
export const mahalanobis = scaledDetector({
  name: "mahalanobis",
  summary: "finds rows far from the mean, or against the correlation of features",
  when: "For a clean reference of one group; on a contaminated one take minimum-covariance-determinant.",
  source: "Mahalanobis 1936; Tipping and Bishop 1999 (directions left out)",
  formula:
    "(x − μ)ᵀ Σ⁻¹ (x − μ) with mean and covariance of all rows; directions left out share one variance",
  cost: "O(n d²) to learn, O(d²) a row",
  settings: { rowsMax: rowsMax(200_000) },
  learn(rows, _, random) {
    const { means, vectors, variances, residual } = principalComponents(rows, 256, random);
    // A direction without variance still has a floor, so that leaving it counts.
    const floor = 1e-6 * (variances[0] ?? 0) || 1;
    return ellipsoidModel({
      means: [...means],
      vectors: [...vectors.values],
      variances: Array.from(variances, (variance) => Math.max(floor, variance)),
      residual: Math.max(floor, residual),
    });
  },
  // The snapshot was made by `ellipsoidModel`.
  recall: (snapshot) => ellipsoidModel(snapshot as unknown as Ellipsoid),
});

type Ellipsoid = {
  readonly means: readonly number[];
  /** Coordinates × columns, row by row. */
  readonly vectors: readonly number[];
  readonly variances: readonly number[];
  /** Variance along every direction that has no vector. */
  readonly residual: number;
};

function ellipsoidModel(ellipsoid: Ellipsoid): ScaledModel {
  const { means, variances, residual } = ellipsoid;
  const vectors = Float64Array.from(ellipsoid.vectors);
  const columns = means.length;
  const hasResidual = variances.length < columns;
  return {
    score(rows) {
      const scores = new Float64Array(rows.rows);
      const centred = new Float64Array(columns);
      for (let row = 0; row < rows.rows; row++) {
        let rest = 0;
        for (let column = 0; column < columns; column++) {
          const value = rows.values[row * columns + column]! - means[column]!;
          centred[column] = value;
          rest += value * value;
        }
        let sum = 0;
        for (let index = 0; index < variances.length; index++) {
          let along = 0;
          const start = index * columns;
          for (let column = 0; column < columns; column++) {
            along += vectors[start + column]! * centred[column]!;
          }
          sum += (along * along) / variances[index]!;
          rest -= along * along;
        }
        scores[row] = hasResidual ? sum + Math.max(0, rest) / residual : sum;
      }
      return scores;
    },
    snapshot: () => ellipsoid,
  };
}

const robustSettings = {
  support: {
    type: "number",
    unit: "ratio",
    default: 0.75,
    min: 0.5,
    max: 1,
    meaning: "share of the reference that is taken as clean; 0.5 stands the most contamination",
  },
  rowsMax: rowsMax(50_000),
} as const;

/** Squared Mahalanobis distance by the covariance of the tightest part of the reference. */
export const minimumCovarianceDeterminant = scaledDetector({
  name: "minimum-covariance-determinant",
  summary: "finds rows far from the centre, whose shape is learned from the tightest rows only",
  when: "For a contaminated reference of one group; costly above a hundred features.",
  source: "Rousseeuw and Van Driessen 1999 (FastMCD)",
  formula:
    "(x − μ)ᵀ Σ⁻¹ (x − μ) with mean and covariance of the subset whose covariance has the least determinant",
  cost: "O(starts · steps · n d²) to learn, O(d²) a row",
  settings: robustSettings,
  learn: (rows, { support }, random) => learnRobustDistance(rows, { support, random }),
  // The snapshot was made by `robustModel`.
  recall: (snapshot) => robustModel(snapshot as unknown as Robust),
});

/** The model behind the detector, for others that take it as a part. */
export function learnRobustDistance(
  rows: Matrix,
  { support, random }: { readonly support: number; readonly random: Random },
): ScaledModel {
  const whitening = fitWhitening(rows, coordinatesFor(rows), random);
  const coordinates = whiten(rows, whitening);
  const { centre, covariance } = robustCovariance(coordinates, { support, random });
  return robustModel({ whitening, centre: [...centre], covariance: [...covariance.values] });
}

/** At least five rows a coordinate, and at most 60 coordinates: with more the shape is noise. */
export function coordinatesFor(rows: Matrix): number {
  return Math.max(1, Math.min(60, Math.floor(rows.rows / 5)));
}

type Robust = {
  readonly whitening: Whitening;
  readonly centre: readonly number[];
  readonly covariance: readonly number[];
};

function robustModel(robust: Robust): ScaledModel {
  const size = robust.centre.length;
  const values = Float64Array.from(robust.covariance);
  const lower = flatTriangle({ values, rows: size, columns: size });
  const centre = Float64Array.from(robust.centre);
  return {
    score: (rows) => mahalanobisSquared(whiten(rows, robust.whitening), centre, lower),
    snapshot: (): Json => ({
      whitening: { ...robust.whitening },
      centre: robust.centre,
      covariance: robust.covariance,
    }),
  };
}

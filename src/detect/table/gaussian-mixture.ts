import type { Json } from "../../model/json.ts";
import { cholesky, logDeterminant, mahalanobisSquared } from "../../stats/linear/cholesky.ts";
import { covariance } from "../../stats/linear/covariance.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { coordinatesFor } from "./covariance-distance.ts";
import { clusterRows } from "./k-means.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
import { fitWhitening, restOf, whiten, type Whitening } from "./whitening.ts";

const settings = {
  components: {
    type: "number",
    unit: "components",
    default: 8,
    min: 1,
    max: 64,
    meaning: "how many groups at most; fewer where there are not five rows a feature for each",
  },
  rowsMax: rowsMax(20_000),
} as const;

/** −ln of the density of a mixture of normal groups, each of its own shape. */
export const gaussianMixture = scaledDetector({
  name: "gaussian-mixture",
  summary: "finds rows that none of several groups of usual rows explains, by their density",
  when: "For a clean reference of several groups, best beside nearest-neighbours.",
  source: "Dempster, Laird and Rubin 1977; McLachlan and Peel 2000",
  formula: "−ln Σ π_k N(x; μ_k, Σ_k)",
  cost: "O(groups · turns · n d²) to learn, O(groups · d²) a row",
  settings,
  learn: (rows, { components }, random) =>
    learnMixture(rows, { components, groupsTogether: 1, random }),
  recall: (snapshot) => {
    // The snapshot was made by `mixtureModel`.
    const { whitening, groups } = snapshot as unknown as Mixture;
    return mixtureModel(whitening, groups.map(unpackedGroup));
  },
});

/**
 * The model behind the detector, for others that take it as a part. A mixture depends on where its search begins, the
 * more the fewer rows there are: as many are learned as have `groupsTogether` groups, one to five, and their mean density
 * counts.
 */
export function learnMixture(
  rows: Matrix,
  given: {
    readonly components: number;
    readonly groupsTogether: number;
    readonly random: Random;
  },
): ScaledModel {
  const { components, groupsTogether, random } = given;
  const whitening = fitWhitening(rows, coordinatesFor(rows), random);
  const coordinates = whiten(rows, whitening);
  const count = groupCount(coordinates, components);
  const fits = Math.max(1, Math.min(5, Math.floor(groupsTogether / count)));
  const groups = Array.from({ length: fits }, () => fitMixture(coordinates, { count, random }));
  return mixtureModel(
    whitening,
    groups.flat().map((group) => ({ ...group, logWeight: group.logWeight - Math.log(fits) })),
  );
}

/** At most `components` groups; five rows a feature are needed for each. */
function groupCount(rows: Matrix, components: number): number {
  const perGroup = 5 * Math.max(1, rows.columns);
  return Math.max(1, Math.min(components, Math.floor(rows.rows / perGroup)));
}

interface Group {
  /** ln of the share of rows. */
  readonly logWeight: number;
  readonly centre: Float64Array;
  /** Triangle of the covariance. */
  readonly lower: Matrix;
}

type PackedGroup = {
  readonly logWeight: number;
  readonly centre: readonly number[];
  readonly lower: readonly number[];
};

type Mixture = { readonly whitening: Whitening; readonly groups: readonly PackedGroup[] };

function unpackedGroup({ logWeight, centre, lower }: PackedGroup): Group {
  const size = centre.length;
  return {
    logWeight,
    centre: Float64Array.from(centre),
    lower: { values: Float64Array.from(lower), rows: size, columns: size },
  };
}

function mixtureModel(whitening: Whitening, groups: readonly Group[]): ScaledModel {
  return {
    score(rows) {
      const scores = densities(whiten(rows, whitening), groups).surprises;
      // Directions without a coordinate share one variance (Tipping and Bishop 1999).
      const rest = restOf(rows, whitening);
      return rest === null ? scores : scores.map((score, row) => score + rest[row]! / 2);
    },
    snapshot: (): Json => ({
      whitening: { ...whitening },
      groups: groups.map(({ logWeight, centre, lower }) => ({
        logWeight,
        centre: [...centre],
        lower: [...lower.values],
      })),
    }),
  };
}

// In whitened coordinates; keeps groups from collapsing onto copies of one row.
const ridge = 1e-3;
const turnsMax = 30;
// Mean gain of ln density a turn below which the fit has settled; scikit-learn's.
const gainMin = 1e-3;

function fitMixture(
  rows: Matrix,
  { count, random }: { readonly count: number; readonly random: Random },
): readonly Group[] {
  const { nearest } = clusterRows(rows, { count, turns: 10, random });
  const first = Array.from({ length: count }, (_, group) =>
    Float64Array.from(nearest, (own) => (own === group ? 1 : 0)),
  );
  let groups = groupsOf(rows, first);
  let before = Number.NEGATIVE_INFINITY;
  for (let turn = 0; turn < turnsMax; turn++) {
    const { surprises, shares } = densities(rows, groups);
    const mean = -surprises.reduce((sum, value) => sum + value, 0) / rows.rows;
    if (mean - before < gainMin) break;
    before = mean;
    groups = groupsOf(rows, shares);
  }
  return groups;
}

// Weights, centres and shapes from each group's share in each row; groups without rows disappear.
function groupsOf(rows: Matrix, shares: readonly Float64Array[]): readonly Group[] {
  const groups: Group[] = [];
  for (const share of shares) {
    let total = 0;
    const centre = new Float64Array(rows.columns);
    for (let row = 0; row < rows.rows; row++) {
      const weight = share[row]!;
      if (weight === 0) continue;
      total += weight;
      for (let column = 0; column < rows.columns; column++) {
        centre[column]! += weight * rows.values[row * rows.columns + column]!;
      }
    }
    if (total < 1e-6) continue;
    for (let column = 0; column < rows.columns; column++) centre[column]! /= total;
    const shape = covariance(rows, centre, share);
    for (let column = 0; column < rows.columns; column++) {
      shape.values[column * rows.columns + column]! += ridge;
    }
    // The ridge makes the covariance positive definite.
    groups.push({ logWeight: Math.log(total / rows.rows), centre, lower: cholesky(shape)! });
  }
  return groups;
}

/** −ln density of each row, without the constant of the dimension, and each group's share in it. */
function densities(
  rows: Matrix,
  groups: readonly Group[],
): { readonly surprises: Float64Array; readonly shares: readonly Float64Array[] } {
  const logs = groups.map(({ logWeight, centre, lower }) => {
    const constant = logWeight - logDeterminant(lower) / 2;
    return mahalanobisSquared(rows, centre, lower).map((square) => constant - square / 2);
  });
  const surprises = new Float64Array(rows.rows);
  for (let row = 0; row < rows.rows; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const log of logs) largest = Math.max(largest, log[row]!);
    let sum = 0;
    for (const log of logs) sum += Math.exp(log[row]! - largest);
    const total = largest + Math.log(sum);
    surprises[row] = -total;
    for (const log of logs) {
      const share = Math.exp(log[row]! - total);
      // Shares too small to matter are skipped by the sums over rows.
      log[row] = share < 1e-8 ? 0 : share;
    }
  }
  return { surprises, shares: logs };
}

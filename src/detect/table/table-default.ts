import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { quantile } from "../../stats/quantile.ts";
import type { Random } from "../../stats/random.ts";
import { learnRobustDistance } from "./covariance-distance.ts";
import { ecodModel } from "./empirical-tails.ts";
import { learnMixture } from "./gaussian-mixture.ts";
import { forestModel } from "./isolation-forest.ts";
import { growForest } from "./isolation-trees.ts";
import { distanceModel } from "./nearest-neighbours.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
import { fitScaler, scaleRows } from "./scaler.ts";
import { tailSurprise } from "./tail-surprise.ts";

const settings = {
  reference: {
    type: "choice",
    default: "contaminated",
    choices: ["contaminated", "clean"],
    meaning: "whether the reference holds the anomalies looked for, or is known to be usual",
  },
  rowsMax: rowsMax(20_000),
} as const;

/**
 * Several detectors, each score turned into −ln of the share of the reference that is as unusual, and added up. A
 * clean reference is followed closely. In a contaminated one the anomalies would make themselves look usual: members
 * that stand them judge it first, and the others learn from the rows found most usual. A score of about fifteen is one
 * row in a hundred.
 */
export const tableDefault = scaledDetector({
  name: "table-default",
  summary: "finds unusual rows of any kind, by the added surprises of several detectors",
  when: "Take it first; a named detector where its cost or an explanation by one idea matters.",
  source: "Fisher 1932 (sum of logarithms); members as in their own entries",
  formula: "Σ over members of −ln of the share of the reference whose score is as large",
  cost: "the sum of its members: 2 to 5 s for 10,000 rows of 9 features",
  settings,
  learn: (rows, { reference }, random) =>
    fused(reference === "clean" ? cleanMembers(rows, random) : sturdyMembers(rows, random)),
});

// For a reference of usual rows: the nearest one, and a density of many groups.
function cleanMembers(rows: Matrix, random: Random): readonly Member[] {
  return [
    member(distanceModel(rows, { count: 1, isMean: true }), rows, 1),
    member(learnMixture(rows, { components: 20, groupsTogether: 40, random }), rows, 1),
  ];
}

// Shares of the rows that are taken as usual: distances suffer from each anomaly kept, cuts from each usual row lost.
const keptByDistance = 0.7;
const keptByCuts = 0.9;

function sturdyMembers(rows: Matrix, random: Random): readonly Member[] {
  const forest = (from: Matrix) =>
    forestModel(growForest(from, { trees: 200, rowsPerTree: 256, seed: random.integer(2 ** 32) }));
  const shape = member(learnRobustDistance(rows, { support: 0.75, random }), rows, 3);
  const first = fused([
    shape,
    member(forest(rows), rows, 2),
    member(ecodModel(rows), rows, 1),
    member(distanceModel(rows, { count: 100, isMean: true }), rows, 1),
  ]).fittedScores();
  const nearest = (from: Matrix) => distanceModel(from, { count: 20, isMean: true });
  return [
    { ...shape, weight: 1 },
    trimmedMember({ rows, first, kept: keptByDistance, learn: nearest, weight: 2 }),
    trimmedMember({ rows, first, kept: keptByCuts, learn: forest, weight: 1 }),
  ];
}

interface Member {
  readonly model: ScaledModel;
  /** Scores of the reference's rows, each as though it were new. */
  readonly fitted: Float64Array;
  readonly weight: number;
}

function member(model: ScaledModel, rows: Matrix, weight: number): Member {
  return { model, fitted: model.fittedScores?.() ?? model.score(rows), weight };
}

/** A member that learns from the share of rows of lowest first score. */
function trimmedMember(given: {
  readonly rows: Matrix;
  readonly first: Float64Array;
  readonly kept: number;
  readonly learn: (rows: Matrix) => ScaledModel;
  readonly weight: number;
}): Member {
  const { rows, first, weight } = given;
  const limit = quantile(first, given.kept);
  const usual = Int32Array.from(first.keys()).filter((row) => first[row]! <= limit);
  // Anomalies stretch the deviations of their columns: scaled anew, the others get their weight.
  const scaler = fitScaler(takeRows(rows, usual));
  const reference = scaleRows(takeRows(rows, usual), scaler);
  const own = member(given.learn(reference), reference, weight);
  const score = (queries: Matrix) => own.model.score(scaleRows(queries, scaler));
  const fitted = score(rows);
  usual.forEach((row, place) => (fitted[row] = own.fitted[place]!));
  return { model: { score }, fitted, weight };
}

function fused(members: readonly Member[]): Required<Pick<ScaledModel, "score" | "fittedScores">> {
  const parts = members.map((part) => ({ ...part, surprise: tailSurprise(part.fitted) }));
  const sum = (scores: readonly Float64Array[]): Float64Array => {
    const total = new Float64Array(scores[0]?.length ?? 0);
    parts.forEach(({ weight, surprise }, index) => {
      const own = scores[index]!;
      for (let row = 0; row < total.length; row++) total[row]! += weight * surprise(own[row]!);
    });
    return total;
  };
  return {
    score: (queries) => sum(parts.map(({ model }) => model.score(queries))),
    fittedScores: () => sum(parts.map(({ fitted }) => fitted)),
  };
}

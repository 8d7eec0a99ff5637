import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { learnRobustDistance } from "./covariance-distance.ts";
import { learnMixture } from "./gaussian-mixture.ts";
import { learnHistogram } from "./histogram.ts";
import { forestModel, growForest } from "./isolation-forest.ts";
import { distanceModel } from "./nearest-neighbours.ts";
import { rowsMax, scaledDetector, type ScaledModel } from "./scaled-detector.ts";
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
 * contaminated reference gets members that stand it, a clean one members that follow it closely. A score of twice the
 * number of members is about one row in a hundred.
 */
export const tableDefault = scaledDetector({
  name: "table-default",
  summary: "finds unusual rows of any kind, by the added surprises of several detectors",
  when: "Take it first; a named detector where its cost or an explanation by one idea matters.",
  source: "Fisher 1932 (sum of logarithms); members as in their own entries",
  settings,
  learn: (rows, { reference }, random) =>
    fused(reference === "clean" ? cleanMembers(rows, random) : sturdyMembers(rows, random), rows),
});

// For a reference of usual rows: the nearest ones, and a density of several groups.
function cleanMembers(rows: Matrix, random: Random): readonly Member[] {
  return [
    { model: distanceModel(rows, { count: 2, isMean: true }), weight: 1 },
    { model: learnMixture(rows, { components: 8, random }), weight: 1 },
  ];
}

// For a reference with anomalies in it: single features, shape, cuts and distances.
function sturdyMembers(rows: Matrix, random: Random): readonly Member[] {
  const forest = growForest(rows, { trees: 200, rowsPerTree: 256, random });
  return [
    { model: forestModel(forest), weight: 1 },
    { model: learnHistogram(rows, 10), weight: 1 },
    { model: learnRobustDistance(rows, { support: 0.75, random }), weight: 2 },
    { model: distanceModel(rows, { count: 20, isMean: true }), weight: 1 },
  ];
}

interface Member {
  readonly model: ScaledModel;
  readonly weight: number;
}

function fused(members: readonly Member[], rows: Matrix): ScaledModel {
  const parts = members.map(({ model, weight }) => {
    const fitted = model.fittedScores?.() ?? model.score(rows);
    return { model, weight, fitted, surprise: tailSurprise(fitted) };
  });
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

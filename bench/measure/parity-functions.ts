import {
  fitReconstruction,
  reconstructionErrors,
} from "../../src/measure/drift/reconstruction-error.ts";
import {
  accuracyScore,
  balancedAccuracyScore,
  costMatrixScore,
  kappaScore,
  matthewsScore,
} from "../../src/measure/quality/class-agreement.ts";
import {
  classBrierScore,
  classLogLossScore,
  confidenceCalibrationScore,
} from "../../src/measure/quality/class-probabilities.ts";
import {
  fBetaScore,
  precisionScore,
  recallScore,
  specificityScore,
} from "../../src/measure/quality/class-scores.ts";
import { type ConfusionCounts, confusionOf } from "../../src/measure/quality/confusion-counts.ts";
import { meanBoxPrecisionScore } from "../../src/measure/quality/detection-scores.ts";
import {
  directionScore,
  intervalCoverageScore,
  maseScore,
} from "../../src/measure/quality/forecast-scores.ts";
import {
  aucRocScore,
  averagePrecisionScore,
  gainScore,
  liftScore,
  separationScore,
} from "../../src/measure/quality/ranking-curves.ts";
import {
  hitRateScore,
  meanAveragePrecisionScore,
  ndcgScore,
  precisionAtScore,
  type RankedList,
  recallAtScore,
  reciprocalRankScore,
} from "../../src/measure/quality/ranking-scores.ts";
import {
  maeScore,
  mapeScore,
  mseScore,
  quantileLossScore,
  r2Score,
  type RegressionRows,
  regressionSumsOf,
  residualMoments,
  rmseScore,
  smapeScore,
} from "../../src/measure/quality/regression-scores.ts";
import type { Score } from "../../src/measure/quality/score.ts";
import {
  brierScore,
  calibrationScore,
  logLossScore,
  type ScoreGroup,
  scoreGroupsOf,
} from "../../src/measure/quality/score-groups.ts";
import { concordanceScore, survivalBrierScore } from "../../src/measure/quality/survival-scores.ts";
import { benjaminiHochberg, holm } from "../../src/stats/adjust-p-values.ts";
import { jensenShannonDistance } from "../../src/stats/distance/jensen-shannon-distance.ts";
import { maximumMeanDiscrepancy } from "../../src/stats/distance/maximum-mean-discrepancy.ts";
import {
  hellingerDistance,
  kullbackLeibler,
  largestShareGap,
  populationStability,
  totalVariation,
} from "../../src/stats/distance/share-distances.ts";
import {
  energyDistance,
  wassersteinDistance,
} from "../../src/stats/distance/wasserstein-distance.ts";
import { chiSquareTail } from "../../src/stats/distribution/chi-square-tail.ts";
import { fTail } from "../../src/stats/distribution/f-tail.ts";
import { incompleteBeta } from "../../src/stats/distribution/incomplete-beta.ts";
import { incompleteGamma } from "../../src/stats/distribution/incomplete-gamma.ts";
import { kolmogorovTail, kolmogorovTailOf } from "../../src/stats/distribution/kolmogorov-tail.ts";
import { matrixOf } from "../../src/stats/linear/matrix.ts";
import { andersonDarlingTest } from "../../src/stats/test/anderson-darling-test.ts";
import { cramerVonMisesTest } from "../../src/stats/test/cramer-von-mises-test.ts";
import { eppsSingletonTest } from "../../src/stats/test/epps-singleton-test.ts";
import { fisherExactTest } from "../../src/stats/test/fisher-exact-test.ts";
import {
  type ChiSquareResult,
  chiSquareGoodness,
  chiSquareTest,
  gGoodness,
  gTest,
} from "../../src/stats/test/independence-test.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/test/kolmogorov-smirnov-test.ts";
import { mannWhitneyTest } from "../../src/stats/test/mann-whitney-test.ts";
import { twoProportionTest } from "../../src/stats/test/two-proportion-test.ts";
import {
  boxes,
  Draws,
  fourfold,
  labels,
  matrices,
  places,
  probabilities,
  pValues,
  rankings,
  regression,
  samples,
  scores,
  shares,
  survival,
  table,
} from "./parity-inputs.ts";

/** Numbers a function answers to the case of an index. */
export type ParityFunction = (index: number) => ArrayLike<number>;

/** Function of parity.py → the same of the library. */
export const parityFunctions: { readonly [name: string]: ParityFunction } = {
  chiSquareTail: at(({ n, x }) => chiSquareTail(n * 2 * x, n)),
  fTail: at(({ n, m, x }) => fTail(x * 3, { upper: n, lower: m })),
  incompleteGamma: at(({ n, x }) => incompleteGamma(n / 2, n * x)),
  incompleteBeta: at(({ n, m, x }) => incompleteBeta(x, { a: n / 2, b: m / 2 })),
  kolmogorovTail: at(({ x }) => kolmogorovTail(x * 3)),
  kolmogorovTailOf: at(({ n, x }) => kolmogorovTailOf(n, Math.min(1, (x * 4) / Math.sqrt(n)))),
  kolmogorovSmirnovTest: ofSamples((a, b) => kolmogorovSmirnovTest(a, b)),
  kolmogorovSmirnovLimit: ofSamples((a, b) => kolmogorovSmirnovTest(a, b, "asymptotic")),
  mannWhitneyTest: ofSamples((a, b) => {
    const { u, pValue } = mannWhitneyTest(a, b);
    return { statistic: u, pValue };
  }),
  cramerVonMisesTest: ofSamples((a, b) => cramerVonMisesTest(a, b)),
  andersonDarlingTest: ofSamples((a, b) => andersonDarlingTest([a, b])),
  eppsSingletonTest: ofSamples((a, b) => eppsSingletonTest(a, b)),
  chiSquareTest: (index) => three(chiSquareTest(table(index))),
  chiSquareCorrected: (index) => three(chiSquareTest(table(index), { correction: true })),
  gTest: (index) => three(gTest(table(index))),
  chiSquareGoodness: (index) => {
    const { p, q } = shares(index);
    return three(
      chiSquareGoodness(
        p,
        q.map((count) => count + 1),
      ),
    );
  },
  gGoodness: (index) => {
    const { p, q } = shares(index);
    return three(
      gGoodness(
        p,
        q.map((count) => count + 1),
      ),
    );
  },
  fisherExactTest: (index) => {
    const { oddsRatio, pValue } = fisherExactTest(fourfold(index));
    return [oddsRatio, pValue];
  },
  twoProportionTest: (index) => {
    const [[a, b], [c, d]] = fourfold(index);
    const { z, pValue } = twoProportionTest(
      { successes: a, trials: a + b },
      { successes: c, trials: c + d },
    );
    return [z, pValue];
  },
  wassersteinDistance: distance(wassersteinDistance),
  energyDistance: distance(energyDistance),
  jensenShannonDistance: ofShares(jensenShannonDistance),
  kullbackLeibler: ofShares((p, q) => kullbackLeibler(p, q)),
  populationStability: ofShares((p, q) => populationStability(p, q)),
  hellingerDistance: ofShares(hellingerDistance),
  totalVariation: ofShares(totalVariation),
  largestShareGap: ofShares(largestShareGap),
  maximumMeanDiscrepancy: (index) => {
    const { a, b } = matrices(index);
    return [maximumMeanDiscrepancy(matrixOf(a), matrixOf(b))];
  },
  reconstructionError: (index) => {
    const { a, b } = matrices(index);
    const errors = reconstructionErrors(fitReconstruction(matrixOf(a)), matrixOf(b));
    return [errors.reduce((sum, error) => sum + error, 0) / errors.length];
  },
  benjaminiHochberg: (index) => benjaminiHochberg(pValues(index)),
  holm: (index) => holm(pValues(index)),
  accuracy: ofClasses((counts) => accuracyScore(counts)),
  balancedAccuracy: ofClasses((counts) => balancedAccuracyScore(counts)),
  precisionRecallF1: (index) => averages(confusionOf(labels(index)), 1),
  fBeta2: (index) => averages(confusionOf(labels(index)), 2),
  ofClass: (index) => {
    const counts = confusionOf(labels(index));
    const averaging = { positive: counts.classes[0] ?? "" };
    return [
      precisionScore(counts, averaging).value,
      recallScore(counts, averaging).value,
      fBetaScore(counts, averaging, 1).value,
    ];
  },
  specificity: ofClasses((counts) => specificityScore(counts, "macro")),
  matthews: ofClasses(matthewsScore),
  kappa: ofClasses(kappaScore),
  costMatrix: ofClasses((counts) => costMatrixScore(counts, worthOf(counts))),
  aucRoc: ofScores(aucRocScore),
  averagePrecision: ofScores(averagePrecisionScore),
  logLoss: ofScores(logLossScore),
  brier: ofScores(brierScore),
  calibrationError: ofScores((groups) => calibrationScore(groups)),
  separation: ofScores(separationScore),
  gain: ofScores((groups) => gainScore(groups, 0.3)),
  lift: ofScores((groups) => liftScore(groups, 0.1)),
  mse: ofRegression((rows) => mseScore(regressionSumsOf(rows))),
  rmse: ofRegression((rows) => rmseScore(regressionSumsOf(rows))),
  mae: ofRegression((rows) => maeScore(regressionSumsOf(rows))),
  mape: ofRegression((rows) => mapeScore(regressionSumsOf(rows))),
  smape: ofRegression((rows) => smapeScore(regressionSumsOf(rows))),
  r2: ofRegression((rows) => r2Score(regressionSumsOf(rows))),
  quantileLoss: ofRegression((rows) => quantileLossScore(regressionSumsOf(rows), 0.8)),
  residualMoments: (index) => {
    const { mean, variance, skewness, excessKurtosis } = residualMoments(regression(index));
    return [mean, variance, skewness, excessKurtosis];
  },
  ndcg: ofRankings(ndcgScore),
  meanAveragePrecision: ofRankings(meanAveragePrecisionScore),
  reciprocalRank: ofRankings(reciprocalRankScore),
  hitRate: ofRankings(hitRateScore),
  precisionAt: ofRankings(precisionAtScore),
  recallAt: ofRankings(recallAtScore),
  classLogLoss: (index) => [classLogLossScore(probabilities(index)).value],
  classBrier: (index) => [classBrierScore(probabilities(index)).value],
  confidenceCalibration: (index) => [confidenceCalibrationScore(probabilities(index)).value],
  concordance: (index) => {
    const rows = survival(index);
    return [concordanceScore(rows, rows.risks).value];
  },
  survivalBrier: (index) => {
    const rows = survival(index);
    return [survivalBrierScore(rows, { at: rows.at, survival: rows.risks }).value];
  },
  meanBoxPrecision: (index) => {
    const { truths, found } = boxes(index);
    return [meanBoxPrecisionScore(truths.map(boxOf), found.map(boxOf), [0.5, 0.75]).value];
  },
  forecast: (index) => {
    const { truths: all, outputs: found, weights } = regression(index);
    const isKept = (_: number, row: number): boolean => (weights?.[row] ?? 1) > 0;
    const [truths, outputs] = [all.filter(isKept), found.filter(isKept)];
    const history = [
      new Draws(20, index).uniform(),
      ...Array.from({ length: 8 }, (_, step) => (step % 3) + step * 0.5),
    ];
    const lows = outputs.map((output) => output - 1);
    const highs = outputs.map((output) => output + 1);
    return [
      maseScore({ truths, outputs, history, season: 1 }).value,
      intervalCoverageScore({ truths, lows, highs }).value,
      directionScore({ truths, outputs, previous: [0, ...truths.slice(0, -1)] }).value,
    ];
  },
};

/**
 * Functions whose smallest answers carry rounding of larger numbers, and the size from which on their
 * answers are compared relatively; below, to 1e-9 of that size. Both sides have it: 1 - 0.999…, a
 * difference of means. Elsewhere the size is 1e-5, and 1e-290 for the tails of tests.
 */
export function comparedFrom(name: string): number {
  if (/Tail|Test$|Corrected|Limit|Goodness/.test(name) && name !== "cramerVonMisesTest") {
    return name === "eppsSingletonTest" || name === "andersonDarlingTest" ? 1e-5 : 1e-290;
  }
  return 1e-5;
}

function at(compute: (place: ReturnType<typeof places>) => number): ParityFunction {
  return (index) => [compute(places(index))];
}

function ofSamples(
  test: (a: number[], b: number[]) => { readonly statistic: number; readonly pValue: number },
): ParityFunction {
  return (index) => {
    const { a, b } = samples(index);
    const { statistic, pValue } = test(a, b);
    return [statistic, pValue];
  };
}

function three({ statistic, degreesOfFreedom, pValue }: ChiSquareResult): readonly number[] {
  return [statistic, degreesOfFreedom, pValue];
}

function distance(between: typeof wassersteinDistance): ParityFunction {
  return (index) => {
    const { a, b } = samples(index);
    const side = (values: number[], every: number, first: number) => {
      const present = values.filter((value) => !Number.isNaN(value));
      const weights = present.map((_, row) => first + (row % every));
      return { values: present, weights: index % 3 === 0 ? weights : undefined };
    };
    return [between(side(a, 4, 1), side(b, 3, 1))];
  };
}

function ofShares(between: (p: number[], q: number[]) => number): ParityFunction {
  return (index) => {
    const { p, q } = shares(index);
    return [between(p, q)];
  };
}

function ofClasses(score: (counts: ConfusionCounts) => Score): ParityFunction {
  return (index) => [score(confusionOf(labels(index))).value];
}

function averages(counts: ConfusionCounts, beta: number): readonly number[] {
  return (["macro", "weighted", "micro"] as const).flatMap((averaging) => [
    precisionScore(counts, averaging).value,
    recallScore(counts, averaging).value,
    fBetaScore(counts, averaging, beta).value,
  ]);
}

function worthOf({ classes }: ConfusionCounts) {
  return new Map(
    classes.map((truth) => [
      truth,
      new Map(classes.map((output) => [output, truth === output ? 2.5 : -1 - Number(truth)])),
    ]),
  );
}

function ofScores(score: (groups: readonly ScoreGroup[]) => Score): ParityFunction {
  return (index) => [score(scoreGroupsOf(scores(index)).filter(hasRows)).value];
}

function hasRows({ positive, negative }: ScoreGroup): boolean {
  return positive + negative > 0;
}

function ofRegression(score: (rows: RegressionRows) => Score): ParityFunction {
  return (index) => [score(regression(index)).value];
}

function ofRankings(score: (lists: readonly RankedList[], k: number) => Score): ParityFunction {
  return (index) => {
    const { lists, k } = rankings(index);
    return [
      score(
        lists.map((relevances) => ({ relevances })),
        k,
      ).value,
    ];
  };
}

function boxOf(row: readonly number[]) {
  const [image, kind, left = 0, top = 0, right = 0, bottom = 0, score = 0] = row;
  return { image: String(image), class: String(kind), left, top, right, bottom, score };
}

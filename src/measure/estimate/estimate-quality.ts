import { type Message, say } from "../../model/message.ts";
import {
  fitLogistic,
  type LogisticModel,
  logisticScores,
} from "../../stats/learn/logistic-regression.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { type CrossFit, crossFit, crossFitScores, withColumn } from "./cross-fit.ts";
import {
  type EstimatedScore,
  estimatedScores,
  expectedScores,
  type UncertainRows,
} from "./expected-scores.ts";
import { importanceWeights } from "./importance-weights.ts";
import { type ProvenShare, provenShares, provenValue } from "./proven-shares.ts";

/** Rows of a classifier. */
export interface ScoredRows {
  /** Features, n × d; NaN where missing. */
  readonly rows: Matrix;
  /** Scores of the positive class, any scale. */
  readonly scores: ArrayLike<number>;
  /** 1 where the model called the row positive. */
  readonly outputs: ArrayLike<number>;
}

/** What is known of a classifier from rows with truths: how its scores and features foretell them. */
export interface QualityEstimator {
  readonly reference: ScoredRows & { readonly positives: Float64Array };
  /** Log odds of a positive from the score alone. */
  readonly calibration: LogisticModel;
  /** What features and score add to it. */
  readonly correction: CrossFit;
  /** Chance of a positive of each reference row, by a model that has not seen it. */
  readonly unseenChances: Float64Array;
  /** How far changes of each score came as the chances foretold them. */
  readonly shares: { readonly [Name in EstimatedScore]: ProvenShare };
}

/** An estimated score of a window whose truths are not known. */
export interface EstimatedQuality {
  readonly value: number;
  readonly standardError: number;
  /** Limits in which the realised score should lie 95 times of 100. */
  readonly low: number;
  readonly high: number;
}

/** Estimates of all scores, and whether they can be believed. */
export interface QualityEstimate {
  readonly scores: { readonly [Name in EstimatedScore]: EstimatedQuality };
  /** 0.5 where window and reference cannot be told apart, 1 where they have nothing in common. */
  readonly separation: number;
  /** Reference rows, of equal weight, that speak for the window. */
  readonly effectiveRows: number;
  /** Reasons for which the estimate may be wrong; none where it stands. */
  readonly warnings: readonly Message[];
}

/**
 * Learns from rows with truths how likely each row is to be positive: a logistic calibration of the score,
 * corrected by boosted trees over features and score, so that it holds in every slice trees can cut.
 *
 * Cost five fits of at most 100 trees of depth 3.
 */
export function fitQualityEstimator(
  reference: ScoredRows & { readonly positives: ArrayLike<number> },
  random: Random,
): QualityEstimator {
  const positives = Float64Array.from(reference.positives);
  const single = columnOf(reference.scores);
  const calibration = fitLogistic({ rows: single, targets: positives }, 1e-3);
  const offsets = logisticScores(calibration, single);
  const inputs = withColumn(reference.rows, reference.scores);
  const correction = crossFit(
    { rows: inputs, targets: positives, offsets },
    { loss: "logistic", trees: 100, random },
  );
  const unseenChances = correction.unseen.map(chanceOf);
  const order = byScore(reference.scores);
  const believed = inOrder({ ...reference, chances: unseenChances }, order);
  const truths = pick(positives, order);
  const shares = provenShares(
    {
      rows: takeRows(inputs, order),
      names: estimatedScores,
      believed: (weights) => expectedScores({ ...believed, weights }),
      realised: (weights) => expectedScores({ ...believed, chances: truths, weights }),
    },
    random,
  );
  return { reference: { ...reference, positives }, calibration, correction, unseenChances, shares };
}

/**
 * Estimates the scores of a window without its truths, as long as the truths depend on features and score
 * as they did (covariate shift; a changed concept cannot be seen without labels).
 *
 * The estimate starts from the reference's scores. It goes as far towards what the chances lead to expect of
 * the window, and towards what they missed on the reference rows that look like it, as such changes came
 * true when the estimator was tried on its own reference. Where all of them did it is doubly robust: right
 * where either the chances or the weights are. The error adds what chance leaves in a window's truths to
 * the reference's share, each by drawing truths from the chances 40 times.
 */
export function estimateQuality(
  estimator: QualityEstimator,
  window: ScoredRows,
  random: Random,
): QualityEstimate {
  const { reference, calibration, correction, unseenChances, shares } = estimator;
  const offsets = logisticScores(calibration, columnOf(window.scores));
  const windowRows = withColumn(window.rows, window.scores);
  const logits = crossFitScores(correction, windowRows, offsets);
  const { weights, effectiveRows, separation } = importanceWeights(
    { reference: withColumn(reference.rows, reference.scores), window: windowRows },
    random,
  );
  const order = byScore(window.scores);
  const chances = meanOf(logits.map((each) => each.map(chanceOf)));
  const now = inOrder({ ...window, chances }, order);
  const then = inOrder(
    { ...reference, chances: unseenChances, weights },
    byScore(reference.scores),
  );
  const alone = { ...then, weights: undefined };
  const truths = pick(reference.positives, byScore(reference.scores));
  const expected = meanScores(
    logits.map((each) => expectedScores({ ...now, chances: pick(each.map(chanceOf), order) })),
  );
  const still = [expectedScores(alone), expectedScores({ ...alone, chances: truths })] as const;
  const alike = [expectedScores(then), expectedScores({ ...then, chances: truths })] as const;
  const ofWindow = spreads(now, random);
  const ofReference = spreads(then, random);
  const scores = Object.fromEntries(
    estimatedScores.map((name) => {
      const value = clip(
        provenValue(shares[name], {
          still: { believed: still[0][name], realised: still[1][name] },
          alike: { believed: alike[0][name], realised: alike[1][name] },
          expected: expected[name],
          effectiveRows,
        }),
      );
      const standardError = Math.hypot(ofWindow[name], orZero(ofReference[name]));
      const half = 1.959963984540054 * standardError;
      return [name, { value, standardError, low: clip(value - half), high: clip(value + half) }];
    }),
  ) as QualityEstimate["scores"]; // one entry for each name of the list
  return {
    scores,
    separation,
    effectiveRows,
    warnings: warningsOf(chances, { effectiveRows, separation }),
  };
}

// Below so many the estimate rests on too little: rules of thumb, not tests.
const effectiveMin = 100;
const positivesMin = 10;
const separationMax = 0.95;

function warningsOf(
  chances: Float64Array,
  of: { readonly effectiveRows: number; readonly separation: number },
): readonly Message[] {
  const positives = chances.reduce((sum, chance) => sum + chance, 0);
  const fewest = Math.min(positives, chances.length - positives);
  return [
    ...(of.effectiveRows < effectiveMin
      ? [say("estimate/little-support", { rows: Math.round(of.effectiveRows) })]
      : []),
    ...(of.separation > separationMax
      ? [say("estimate/told-apart", { separation: of.separation })]
      : []),
    ...(fewest < positivesMin
      ? [say("estimate/few-of-a-class", { rows: Math.round(fewest) })]
      : []),
  ];
}

// Standard deviation of each score over truths drawn from the chances, rows in order of score.
function spreads(
  rows: UncertainRows,
  random: Random,
): { readonly [Name in EstimatedScore]: number } {
  const { chances } = rows;
  const drawn = new Float64Array(chances.length);
  const found = Array.from({ length: 40 }, () => {
    for (let row = 0; row < drawn.length; row++) {
      drawn[row] = random.uniform() < (chances[row] ?? 0) ? 1 : 0;
    }
    return expectedScores({ ...rows, chances: drawn });
  });
  return Object.fromEntries(
    estimatedScores.map((name) => {
      const values = found.map((one) => one[name]).filter((value) => !Number.isNaN(value));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [name, Math.sqrt(squares / (values.length - 1))];
    }),
  ) as { readonly [Name in EstimatedScore]: number }; // one entry for each name of the list
}

function meanScores(found: readonly { readonly [Name in EstimatedScore]: number }[]): {
  readonly [Name in EstimatedScore]: number;
} {
  return Object.fromEntries(
    estimatedScores.map((name) => [
      name,
      found.reduce((sum, one) => sum + one[name], 0) / found.length,
    ]),
  ) as { readonly [Name in EstimatedScore]: number }; // one entry for each name of the list
}

function meanOf(lists: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(lists[0]?.length ?? 0);
  for (const list of lists) {
    for (let row = 0; row < sums.length; row++) {
      sums[row] = (sums[row] ?? 0) + (list[row] ?? 0) / lists.length;
    }
  }
  return sums;
}

function byScore(scores: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
}

// Rows in another order, so that what is asked of them many times has nothing to sort.
function inOrder(rows: UncertainRows, order: Uint32Array): UncertainRows {
  const { scores, outputs, chances, weights } = rows;
  return {
    scores: pick(scores, order),
    outputs: pick(outputs, order),
    chances: pick(chances, order),
    weights: weights === undefined ? undefined : pick(weights, order),
  };
}

function pick(values: ArrayLike<number>, order: ArrayLike<number>): Float64Array {
  const own = new Float64Array(order.length);
  for (let place = 0; place < own.length; place++) own[place] = values[order[place] ?? 0] ?? 0;
  return own;
}

function columnOf(values: ArrayLike<number>): Matrix {
  return { values: Float64Array.from(values), rows: values.length, columns: 1 };
}

function chanceOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

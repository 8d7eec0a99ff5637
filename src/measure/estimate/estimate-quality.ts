import { type Message, say } from "../../model/message.ts";
import {
  fitLogistic,
  type LogisticModel,
  logisticScores,
} from "../../stats/learn/logistic-regression.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { type CrossFit, crossFit, crossFitScores, withColumn } from "./cross-fit.ts";
import {
  type EstimatedScore,
  estimatedScores,
  expectedScores,
  type UncertainRows,
} from "./expected-scores.ts";
import { importanceWeights } from "./importance-weights.ts";

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
 * Cost five fits of 60 trees of depth 3.
 */
export function fitQualityEstimator(
  reference: ScoredRows & { readonly positives: ArrayLike<number> },
  random: Random,
): QualityEstimator {
  const positives = Float64Array.from(reference.positives);
  const single = columnOf(reference.scores);
  const calibration = fitLogistic({ rows: single, targets: positives }, 1e-3);
  const offsets = logisticScores(calibration, single);
  const correction = crossFit(
    { rows: withColumn(reference.rows, reference.scores), targets: positives, offsets },
    { loss: "logistic", trees: 60, random },
  );
  const unseenChances = correction.unseen.map(chanceOf);
  return { reference: { ...reference, positives }, calibration, correction, unseenChances };
}

/**
 * Estimates the scores of a window without its truths, as long as the truths depend on features and score
 * as they did (covariate shift; a changed concept cannot be seen without labels).
 *
 * The estimate is doubly robust: what the chances lead to expect of the window, plus what they missed on
 * the reference rows that look like it. So it is right where either the chances or the weights are.
 * The error adds what chance leaves in a window's truths to the reference's share, each by drawing truths
 * from the chances 40 times.
 */
export function estimateQuality(
  estimator: QualityEstimator,
  window: ScoredRows,
  random: Random,
): QualityEstimate {
  const { reference, calibration, correction, unseenChances } = estimator;
  const offsets = logisticScores(calibration, columnOf(window.scores));
  const windowRows = withColumn(window.rows, window.scores);
  const chances = crossFitScores(correction, windowRows, offsets).map(chanceOf);
  const { weights, effectiveRows, separation } = importanceWeights(
    { reference: withColumn(reference.rows, reference.scores), window: windowRows },
    random,
  );
  const now: UncertainRows = { scores: window.scores, outputs: window.outputs, chances };
  const then = { scores: reference.scores, outputs: reference.outputs, weights };
  const expected = expectedScores(now);
  const realised = expectedScores({ ...then, chances: reference.positives });
  const believed = expectedScores({ ...then, chances: unseenChances });
  const ofWindow = spreads(now, random);
  const ofReference = spreads({ ...then, chances: unseenChances }, random);
  const scores = Object.fromEntries(
    estimatedScores.map((name) => {
      const value = clip(expected[name] + orZero(realised[name] - believed[name]));
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

// Standard deviation of each score over truths drawn from the chances.
function spreads(
  rows: UncertainRows,
  random: Random,
): { readonly [Name in EstimatedScore]: number } {
  const sorted = sortedByScore(rows);
  const found = Array.from({ length: 40 }, () =>
    expectedScores({
      ...sorted,
      chances: Float64Array.from(sorted.chances, (chance) => (random.uniform() < chance ? 1 : 0)),
    }),
  );
  return Object.fromEntries(
    estimatedScores.map((name) => {
      const values = found.map((one) => one[name]).filter((value) => !Number.isNaN(value));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [name, Math.sqrt(squares / (values.length - 1))];
    }),
  ) as { readonly [Name in EstimatedScore]: number }; // one entry for each name of the list
}

// Rows in order of score, so that each draw has nothing left to sort.
function sortedByScore({ scores, outputs, chances, weights }: UncertainRows): UncertainRows {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const pick = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(order, (row) => values[row] ?? 0);
  return {
    scores: pick(scores),
    outputs: pick(outputs),
    chances: pick(chances),
    weights: weights === undefined ? undefined : pick(weights),
  };
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

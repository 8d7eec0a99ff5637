import { seededRandom } from "../../src/stats/random.ts";

/** How sure an answer was, and whether it was right. */
export interface StatedAnswer {
  readonly confidence: number;
  readonly isRight: boolean;
}

const bins = 10;
/** Draws of what a perfectly calibrated forecaster would show. */
const drawsMax = 2_000;

/** Expected calibration error over ten equal bins of the stated confidence, 0 to 1. */
export function calibrationError(answers: readonly StatedAnswer[]): number {
  // bin → sum of stated confidences less right answers
  const excess = new Float64Array(bins);
  for (const { confidence, isRight } of answers) {
    excess[binOf(confidence)]! += confidence - (isRight ? 1 : 0);
  }
  return excess.reduce((sum, each) => sum + Math.abs(each), 0) / Math.max(1, answers.length);
}

/**
 * What the estimator shows for a forecaster whose confidences are exactly its chances of being right: with few cases
 * far from 0. Mean and 95 % quantile over draws.
 */
export function errorOfPerfect(answers: readonly StatedAnswer[]): {
  readonly mean: number;
  readonly most: number;
} {
  const random = seededRandom("perfectly calibrated");
  const errors = Float64Array.from({ length: drawsMax }, () =>
    calibrationError(
      answers.map(({ confidence }) => ({ confidence, isRight: random.uniform() < confidence })),
    ),
  ).sort();
  return {
    mean: errors.reduce((sum, each) => sum + each, 0) / drawsMax,
    most: errors[Math.floor(0.95 * drawsMax)]!,
  };
}

/** One line per bin with any answer: how many, the share right, and both drawn. */
export function reliabilityPlot(answers: readonly StatedAnswer[]): readonly string[] {
  const lines: string[] = ["confidence   cases  right  (# right, | stated)"];
  for (let bin = 0; bin < bins; bin += 1) {
    const own = answers.filter(({ confidence }) => binOf(confidence) === bin);
    if (own.length === 0) continue;
    const stated = own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length;
    const right = own.filter(({ isRight }) => isRight).length / own.length;
    const bar = "#".repeat(Math.round(right * 40)).padEnd(41);
    const at = Math.round(stated * 40);
    lines.push(
      `${(bin / bins).toFixed(1)} to ${((bin + 1) / bins).toFixed(1)}  ${String(own.length).padStart(6)}  ` +
        `${right.toFixed(2).padStart(5)}  ${bar.slice(0, at)}|${bar.slice(at + 1)}`,
    );
  }
  return lines;
}

function binOf(confidence: number): number {
  return Math.min(bins - 1, Math.floor(confidence * bins));
}

import { type Message, say } from "../../model/message.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { withColumn } from "./cross-fit.ts";
import { importanceWeights } from "./importance-weights.ts";
import { believedMean, believeLosses, type LossBelief } from "./loss-belief.ts";
import { type ProvenShare, provenShares, provenValue } from "./proven-shares.ts";

/** Rows of a regression. */
export interface OutputRows {
  /** Features, n × d; NaN where missing. */
  readonly rows: Matrix;
  readonly outputs: ArrayLike<number>;
}

/** What is known of a regression's losses from rows with truths. */
export interface LossEstimator {
  readonly reference: OutputRows;
  readonly losses: Float64Array;
  readonly belief: LossBelief;
  /** How far changes of the mean loss came as the belief foretold them. */
  readonly share: ProvenShare;
}

/** The estimated mean loss of a window whose truths are not known. */
export interface LossEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly separation: number;
  readonly effectiveRows: number;
  readonly warnings: readonly Message[];
}

/**
 * Learns the loss of a row from its features and the model's output (direct loss estimation), by its logarithm.
 *
 * @param reference.truths as many as outputs
 * @param lossOf absolute error where absent; any loss that is >= 0
 * Cost five fits of at most 100 trees of depth 3.
 */
export function fitLossEstimator(
  reference: OutputRows & { readonly truths: ArrayLike<number> },
  random: Random,
  lossOf: (truth: number, output: number) => number = (truth, output) => Math.abs(truth - output),
): LossEstimator {
  const { rows, outputs, truths } = reference;
  const losses = Float64Array.from(truths, (truth, row) => lossOf(truth, outputs[row] ?? 0));
  const inputs = withColumn(rows, outputs);
  const belief = believeLosses({ rows: inputs, losses }, random);
  const { loss: share } = provenShares(
    {
      rows: inputs,
      names: ["loss"],
      believed: (weights) => ({ loss: weightedMoments(belief.unseen, weights).mean }),
      realised: (weights) => ({ loss: weightedMoments(losses, weights).mean }),
    },
    random,
  );
  return { reference: { rows, outputs }, losses, belief, share };
}

/**
 * Estimates the mean loss of a window without its truths, as long as truths depend on features as they
 * did: the reference's, changed as far as the learned losses and the reference rows that look like the
 * window proved to tell a change. The error adds the spread of losses in the window to that of the
 * reference's misses.
 */
export function estimateLoss(
  estimator: LossEstimator,
  window: OutputRows,
  random: Random,
): LossEstimate {
  const { reference, losses, belief, share } = estimator;
  const windowRows = withColumn(window.rows, window.outputs);
  const { weights, effectiveRows, separation } = importanceWeights(
    { reference: withColumn(reference.rows, reference.outputs), window: windowRows },
    random,
  );
  const expected = believedMean(belief, windowRows);
  const mean = (own?: Float64Array) => ({
    believed: weightedMoments(belief.unseen, own).mean,
    realised: weightedMoments(losses, own).mean,
  });
  const of = { still: mean(), alike: mean(weights), expected, effectiveRows };
  const value = Math.max(0, provenValue(share, of));
  const misses = losses.map((loss, row) => loss - (belief.unseen[row] ?? 0));
  const { variance } = weightedMoments(misses, weights);
  const standardError = Math.sqrt(
    variance / Math.max(1, windowRows.rows) + variance / Math.max(1, effectiveRows),
  );
  const half = 1.959963984540054 * standardError;
  const warnings =
    effectiveRows < 100
      ? [say("estimate/little-support", { rows: Math.round(effectiveRows) })]
      : [];
  const low = Math.max(0, value - half);
  return { value, standardError, low, high: value + half, separation, effectiveRows, warnings };
}

function weightedMoments(
  values: Float64Array,
  weights?: Float64Array,
): { readonly mean: number; readonly variance: number } {
  let [sum, total] = [0, 0];
  values.forEach((value, row) => {
    const weight = weights?.[row] ?? 1;
    sum += weight * value;
    total += weight;
  });
  const mean = sum / total;
  let squares = 0;
  values.forEach((value, row) => {
    squares += (weights?.[row] ?? 1) * (value - mean) ** 2;
  });
  return { mean, variance: squares / total };
}

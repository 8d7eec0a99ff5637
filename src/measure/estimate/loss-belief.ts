import {
  type IsotonicFit,
  isotonicRegression,
  isotonicValue,
} from "../../stats/learn/isotonic-regression.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { median } from "../../stats/median.ts";
import type { Random } from "../../stats/random.ts";
import { type CrossFit, crossFit, crossFitScores } from "./cross-fit.ts";

/** What foretells the loss of a row. */
export interface LossBelief {
  readonly fit: CrossFit;
  /** From a score of the fit to a loss; null where the score is the loss. */
  readonly calibration: IsotonicFit | null;
  /** Loss of each row that was learned from, as foretold by a model that has not seen it. */
  readonly unseen: Float64Array;
}

/** Rows and their losses, all >= 0. */
interface LossRows {
  readonly rows: Matrix;
  readonly losses: Float64Array;
}

const treesMax = 100;

/** Learns the mean loss of rows like each: the best there is where losses are even. */
export function believeLosses({ rows, losses }: LossRows, random: Random): LossBelief {
  const fit = crossFit({ rows, targets: losses }, { loss: "squared", trees: treesMax, random });
  return { fit, calibration: null, unseen: fit.unseen };
}

/**
 * Learns the logarithm of the loss, and which mean loss the rows of a foretold logarithm had (rising, Ayer et al.
 * 1955). A few rows with huge losses then do not rule what is learned of all others, as they do where squares of
 * losses themselves are lowered.
 */
export function believeLogLosses({ rows, losses }: LossRows, random: Random): LossBelief {
  const floor = floorOf(losses);
  const fit = crossFit(
    { rows, targets: losses.map((loss) => Math.log(loss + floor)) },
    { loss: "squared", trees: treesMax, random },
  );
  const calibration = isotonicRegression(fit.unseen, losses);
  const unseen = fit.unseen.map((score) => isotonicValue(calibration, score));
  return { fit, calibration, unseen };
}

/** The mean loss that is believed of rows. */
export function believedMean({ fit, calibration }: LossBelief, rows: Matrix): number {
  const means = crossFitScores(fit, rows).map((scores) =>
    meanOf(
      calibration === null ? scores : scores.map((score) => isotonicValue(calibration, score)),
    ),
  );
  return meanOf(Float64Array.from(means));
}

/** Losses much below this are alike: a tenth of the median, or where most are nothing a hundredth of the mean. */
function floorOf(losses: Float64Array): number {
  if (losses.length === 0) return 1;
  return Math.max(median(losses) / 10, meanOf(losses) / 100) || 1;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

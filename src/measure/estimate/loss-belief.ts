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
  /** Of the logarithm. */
  readonly fit: CrossFit;
  /** From a foretold logarithm to the mean loss of the rows that had it; rising. */
  readonly calibration: IsotonicFit;
  /** Loss of each row that was learned from, as foretold by a model that has not seen it. */
  readonly unseen: Float64Array;
}

const treesMax = 100;

/**
 * Learns the logarithm of the loss, and which mean loss the rows of a foretold logarithm had (Ayer et al. 1955). A few
 * rows with huge losses then do not rule what is learned of all others, as they do where squares of losses themselves
 * are lowered: on 19 regressions apart from those of the bench the mean error was 0.047 instead of 0.052.
 *
 * @param of.losses all >= 0, one a row
 * Cost five fits of at most 100 trees of depth 3.
 */
export function believeLosses(
  { rows, losses }: { readonly rows: Matrix; readonly losses: Float64Array },
  random: Random,
): LossBelief {
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
    meanOf(scores.map((score) => isotonicValue(calibration, score))),
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

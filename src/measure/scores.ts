import type { SettingTable } from "../model/settings.ts";
import type { OutcomeSummary } from "../model/summary.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { averagePrecisionScore, liftScore, separationScore } from "./quality/ranking-curves.ts";
import {
  brierScore,
  calibrationScore,
  logLossScore,
  scoreBiasScore,
  type ScoreGroup,
} from "./quality/score-groups.ts";
import type { Score } from "./quality/score.ts";
import { labelledMeasurement } from "./row-measurement.ts";

// Measures of the scores of binary models: how well they rank, and how well they are probabilities. Beyond
// 10,000 different scores in a window the store rounds them to four digits.

type Plain = Measure<"outcomes", Record<never, never>>;

const common = {
  subject: "model",
  tasks: ["binary"],
  class: "evidence",
  needs: "outcomes",
} as const;

/** Average precision. */
export const aucPr: Plain = {
  ...common,
  name: "auc-pr",
  series: "aceso_auc_pr_ratio",
  unit: "ratio",
  summary:
    "Average precision of the positive class over all thresholds: the share of positives is guessing, 1 is perfect.",
  source:
    "Σ (recall gained × precision) over thresholds; scikit-learn average_precision_score. Standard error sqrt(A (1 - A) / positives), Boyd, Eng and Page 2013.",
  settings: {},
  measure: (rows, _settings, context) => eachScored("auc-pr", rows, context, averagePrecisionScore),
};

/** Largest gap between the classes. */
export const separation: Plain = {
  ...common,
  name: "separation",
  series: "aceso_separation_ratio",
  unit: "ratio",
  summary:
    "Largest gap between the shares of positives and of negatives above a threshold (Kolmogorov-Smirnov): 0 is guessing, 1 perfect.",
  source:
    "max |TPR - FPR|. Standard error of the two shares at that threshold, sqrt(p (1 - p) / n + q (1 - q) / m).",
  settings: {},
  measure: (rows, _settings, context) => eachScored("separation", rows, context, separationScore),
};

const liftSettings = {
  share: {
    type: "number",
    unit: "ratio",
    default: 0.1,
    min: 0.001,
    max: 1,
    meaning: "share of the rows, those with the highest scores, that are looked at",
  },
} as const satisfies SettingTable;

/** How many times more positives the highest scores hold. */
export const lift: Measure<"outcomes", typeof liftSettings> = {
  ...common,
  name: "lift",
  series: "aceso_lift",
  unit: "1",
  summary:
    "How many times more positives the rows with the highest scores hold than as many drawn by chance.",
  source:
    "share of positives found / share of rows looked at; ties at the limit in proportion. Standard error of the share of positives, divided likewise.",
  settings: liftSettings,
  measure: (rows, { share }, context) =>
    eachScored("lift", rows, context, (groups) => liftScore(groups, share)),
};

/** Mean negative log-likelihood of the labels. */
export const logLoss: Plain = {
  ...common,
  name: "log-loss",
  series: "aceso_log_loss",
  unit: "1",
  summary: "Mean negative log-likelihood of the labels in nats, the score taken for a probability.",
  source:
    "-Σ ln p(label) / n with p within 2.2e-16 of 0 and 1; scikit-learn log_loss. Standard error of a mean.",
  settings: {},
  measure: (rows, _settings, context) => eachScored("log-loss", rows, context, logLossScore),
};

/** Mean squared difference of score and label. */
export const brier: Plain = {
  ...common,
  name: "brier",
  series: "aceso_brier",
  unit: "1",
  summary: "Mean squared difference of score and label (1 or 0): 0 is perfect, 0.25 says nothing.",
  source: "Σ (p - y)² / n; Brier 1950. Standard error of a mean.",
  settings: {},
  measure: (rows, _settings, context) => eachScored("brier", rows, context, brierScore),
};

/** How far scores are from being probabilities. */
export const calibrationError: Plain = {
  ...common,
  name: "calibration-error",
  series: "aceso_calibration_error_ratio",
  unit: "ratio",
  summary:
    "How far scores are from the share of positives among the rows that have them, over ten equal bins.",
  source:
    "Σ n_b / n |mean score - share of positives|; Naeini et al. 2015. Standard error of independent shares. A window of few rows shows more than 0 by chance alone.",
  settings: {},
  measure: (rows, _settings, context) =>
    eachScored("calibration-error", rows, context, (groups) => calibrationScore(groups)),
};

/** By how much scores say more positives than come. */
export const scoreBias: Plain = {
  ...common,
  name: "score-bias",
  series: "aceso_score_bias",
  unit: "1",
  summary:
    "Mean score of the positive class less the share of positives among labelled predictions: above 0 the model expects more positives than come.",
  source:
    "Σ (p - y) / n, calibration in the large (Steyerberg 2019, section 15.3). Standard error of a mean.",
  settings: {},
  measure: (rows, _settings, context) => eachScored("score-bias", rows, context, scoreBiasScore),
};

function eachScored(
  measure: string,
  rows: readonly OutcomeSummary[],
  context: MeasureContext,
  scoreOf: (groups: readonly ScoreGroup[]) => Score,
) {
  return rows
    .filter((row) => {
      const task = context.tasks.get(row.model);
      return row.scores.length > 0 && (task === undefined || task === "binary");
    })
    .map((row) => labelledMeasurement(measure, row, scoreOf(row.scores), context));
}

import type { SettingTable } from "../model/settings.ts";
import type { OutcomeSummary } from "../model/summary.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { labelledMeasurement } from "./row-measurement.ts";
import {
  maeScore,
  mapeScore,
  meanErrorScore,
  mseScore,
  quantileLossScore,
  r2Score,
  type RegressionSums,
  rmseScore,
  smapeScore,
} from "./quality/regression-scores.ts";
import { noScore, type Score } from "./quality/score.ts";

// Errors of a regression, plain and as shares, and R²: one family over summed errors.

const tasks = ["regression"] as const;

/** Mean of the squared errors. */
export const mse: Measure<"outcomes", Record<never, never>> = {
  name: "mse",
  series: "aceso_mse",
  unit: "1",
  summary: "Mean of the squared differences of output and label, in the label's unit squared.",
  source:
    "Σ e² / n. Standard error sqrt((Σ e⁴ - (Σ e²)² / n) / (n (n - 1))), the asymptotic error of a mean.",
  subject: "model",
  tasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("mse", rows, context, mseScore),
};

/** Root of the mean squared error. */
export const rmse: Measure<"outcomes", Record<never, never>> = {
  name: "rmse",
  series: "aceso_rmse",
  unit: "1",
  summary: "Root of the mean squared difference of output and label, in the label's unit.",
  source: "sqrt(MSE). Standard error by the delta method: SE(MSE) / (2 RMSE); 0 where RMSE is 0.",
  subject: "model",
  tasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("rmse", rows, context, rmseScore),
};

/** Mean of the absolute errors. */
export const mae: Measure<"outcomes", Record<never, never>> = {
  name: "mae",
  series: "aceso_mae",
  unit: "1",
  summary: "Mean of the absolute differences of output and label, in the label's unit.",
  source: "Σ |e| / n. Standard error sqrt((Σ e² - (Σ |e|)² / n) / (n (n - 1))).",
  subject: "model",
  tasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("mae", rows, context, maeScore),
};

/** Mean of the errors: how far outputs lie above the labels on average. */
export const meanError: Measure<"outcomes", Record<never, never>> = {
  name: "mean-error",
  series: "aceso_mean_error",
  unit: "1",
  summary:
    "Mean of output minus label, in the label's unit: above 0 the model foretells too much, below too little.",
  source: "Σ e / n. Standard error sqrt((Σ e² - (Σ e)² / n) / (n (n - 1))).",
  subject: "model",
  tasks,
  class: "evidence",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) =>
    eachRegression("mean-error", rows, context, meanErrorScore),
};

/** Share of the labels' variance that the outputs explain. */
export const r2: Measure<"outcomes", Record<never, never>> = {
  name: "r2",
  series: "aceso_r2_ratio",
  unit: "ratio",
  summary:
    "Share of the variance of the labels that the outputs explain: 1 is perfect, 0 is no better than their mean, below 0 worse.",
  source:
    "1 - Σ e² / Σ (y - mean y)². Standard error by the delta method with the labels' variance taken as known: n SE(MSE) / Σ (y - mean y)².",
  subject: "model",
  tasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("r2", rows, context, r2Score),
};

/** Mean absolute error as a share of the label's size. */
export const mape: Measure<"outcomes", Record<never, never>> = {
  name: "mape",
  series: "aceso_mape_ratio",
  unit: "ratio",
  summary:
    "Mean of the absolute errors as shares of the label's size; rows whose label is 0 do not count.",
  source: "Σ |e / y| / n over y ≠ 0. Standard error of a mean, sqrt(s² / n).",
  subject: "model",
  tasks,
  class: "evidence",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("mape", rows, context, mapeScore),
};

/** Mean absolute error as a share of the mean size of label and output. */
export const smape: Measure<"outcomes", Record<never, never>> = {
  name: "smape",
  series: "aceso_smape_ratio",
  unit: "ratio",
  summary:
    "Mean of the absolute errors as shares of the mean size of label and output: 0 is perfect, 2 the worst.",
  source:
    "Σ 2 |e| / (|y| + |output|) / n, a row of 0 and 0 counts as 0; Armstrong 1985 in the form of the M4 competition. Standard error of a mean, sqrt(s² / n).",
  subject: "model",
  tasks,
  class: "evidence",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachRegression("smape", rows, context, smapeScore),
};

const quantileLossSettings = {
  probability: {
    type: "number",
    unit: "ratio",
    default: 0.5,
    min: 0.001,
    max: 0.999,
    meaning:
      "the quantile of the label that the outputs are to be: 0.5 for the median, 0.9 where nine labels of ten are to lie below",
  },
} as const satisfies SettingTable;

/** How well outputs are a quantile of the labels. */
export const quantileLoss: Measure<"outcomes", typeof quantileLossSettings> = {
  name: "quantile-loss",
  series: "aceso_quantile_loss",
  unit: "1",
  summary: "How well the outputs are the named quantile of the labels, in the label's unit.",
  source:
    "Σ max((1 - p) e, -p e) / n; Koenker and Bassett 1978, scikit-learn mean_pinball_loss. Standard error of a mean, sqrt(s² / n).",
  subject: "model",
  tasks,
  class: "evidence",
  settings: quantileLossSettings,
  needs: "outcomes",
  measure: (rows, { probability }, context) =>
    eachRegression("quantile-loss", rows, context, (sums) => quantileLossScore(sums, probability)),
};

function eachRegression(
  measure: string,
  rows: readonly OutcomeSummary[],
  context: MeasureContext,
  compute: (sums: RegressionSums) => Score,
) {
  return rows
    .filter((row) => (context.tasks.get(row.model) ?? "regression") === "regression")
    .flatMap((row) => {
      if (row.regression === null && !context.tasks.has(row.model)) return [];
      const found = row.regression ? compute(row.regression) : noScore;
      return [labelledMeasurement(measure, row, found, context)];
    });
}

import type { Measurement } from "../model/measurement.ts";
import type { ExpectedScore, QualityEstimate } from "../model/quality-estimate.ts";
import type { ConfidenceSummary, EstimateSummary } from "../model/summary.ts";
import { windowAt } from "../model/time.ts";
import { liveEstimates } from "./estimate/live-estimate.ts";
import { lastHalf } from "./last-half.ts";
import type { Measure, MeasureContext } from "./measure.ts";

// Quality of the last hour as it is to be expected without labels.

type OfConfidence = Measure<"confidence", Record<never, never>>;
type OfEstimates = Measure<"estimates", Record<never, never>>;

const common = {
  subject: "model",
  class: "evidence",
  settings: {},
} as const;

const source =
  "Predictions of the same output and confidence (steps of 2 % up to 0.9, finer above) are taken to be right as often as the labelled ones of a day that ended an hour before, of the same version where it has 30 such rows; every four minutes, over the predictions of an hour; undefined where less than 80 % of them have such a reference. Confidence-based performance estimation with histogram binning (Zadrozny and Elkan 2001). Standard error of both the window's truths and the reference's shares.";

/** Accuracy to be expected without labels. */
export const estimatedAccuracy: OfConfidence = {
  ...common,
  name: "estimated-accuracy",
  series: "aceso_estimated_accuracy_ratio",
  unit: "ratio",
  summary: "Accuracy of the predictions of the last hour as it is to be expected without labels.",
  source,
  tasks: ["binary", "multiclass"],
  needs: "confidence",
  measure: (rows, _settings, context) => ofCells("estimated-accuracy", "accuracy", rows, context),
};

/** F1 to be expected without labels. */
export const estimatedF1: OfConfidence = {
  ...common,
  name: "estimated-f1",
  series: "aceso_estimated_f1_ratio",
  unit: "ratio",
  summary:
    "F1 of the positive class over the predictions of the last hour as it is to be expected without labels.",
  source,
  tasks: ["binary"],
  needs: "confidence",
  measure: (rows, _settings, context) => ofCells("estimated-f1", "f1", rows, context),
};

/** Area under the ROC curve to be expected without labels. */
export const estimatedAuc: OfConfidence = {
  ...common,
  name: "estimated-auc",
  series: "aceso_estimated_auc_ratio",
  unit: "ratio",
  summary:
    "Area under the ROC curve over the predictions of the last hour as it is to be expected without labels, scores of one step taken as equal.",
  source,
  tasks: ["binary"],
  needs: "confidence",
  measure: (rows, _settings, context) => ofCells("estimated-auc", "auc-roc", rows, context),
};

const lossSource =
  "Boosted trees learn the loss of a prediction from its features and the output (direct loss estimation), cross-fitted on at most 600 labelled predictions of a day that ended an hour before, learned anew each hour; what they expect of at most 600 predictions of the last hour, plus what they missed on the labelled rows that look like those. Standard error of the misses, of both the window's rows and the effective labelled ones.";

/** Mean absolute error to be expected without labels. */
export const estimatedMae: OfEstimates = {
  ...common,
  name: "estimated-mae",
  series: "aceso_estimated_mae",
  unit: "1",
  summary:
    "Mean absolute error of the predictions of the last hour as it is to be expected without labels.",
  source: lossSource,
  tasks: ["regression"],
  needs: "estimates",
  measure: (rows, _settings, context) => ofEstimates("estimated-mae", "mae", rows, context),
};

/** Mean squared error to be expected without labels. */
export const estimatedMse: OfEstimates = {
  ...common,
  name: "estimated-mse",
  series: "aceso_estimated_mse",
  unit: "1",
  summary:
    "Mean squared error of the predictions of the last hour as it is to be expected without labels.",
  source: lossSource,
  tasks: ["regression"],
  needs: "estimates",
  measure: (rows, _settings, context) => ofEstimates("estimated-mse", "mse", rows, context),
};

/** How much quality drift is expected to have cost, where labels do not tell. */
export const expectedLoss: OfEstimates = {
  ...common,
  name: "expected-loss",
  series: "aceso_expected_loss_ratio",
  unit: "ratio",
  summary:
    "How far quality is expected to have fallen because inputs drift, of shares in points and of errors as a share of what they were; 0 where half of the predictions have their label, which then tell more.",
  source:
    "Quality on the labelled reference minus that expected of the last hour, or of its last quarter where that is less (of errors looked at only where the hour's matters surely); of several scores the one whose 95 % bound is highest; 0 where no input drifts. Standard error of the expected score.",
  tasks: ["binary", "multiclass", "regression"],
  class: "objective",
  needs: "estimates",
  measure: (rows, _settings, context) =>
    rows.map((row) => {
      const { loss } = row;
      // Not undefined where labels tell: what had fired before they came must recover.
      const isExpected = loss?.isAwaited === true && row.isDrifting !== false;
      const found = loss && { ...loss, value: isExpected ? loss.value : 0 };
      const measured = measurementOf("expected-loss", row, found, context);
      // It began within the hour.
      return { ...measured, window: lastHalf(measured.window) };
    }),
};

function ofCells(
  measure: string,
  score: ExpectedScore["measure"],
  rows: readonly ConfidenceSummary[],
  context: MeasureContext,
): readonly Measurement[] {
  return liveEstimates(rows, context).flatMap((estimate) => {
    const isOfTwo = context.positiveClasses.has(estimate.model);
    if (score !== "accuracy" && !isOfTwo) return [];
    return [measurementOf(measure, estimate, scoreOf(estimate, score), context)];
  });
}

function ofEstimates(
  measure: string,
  score: ExpectedScore["measure"],
  rows: readonly EstimateSummary[],
  context: MeasureContext,
): readonly Measurement[] {
  return rows
    .filter(({ model }) => (context.tasks.get(model) ?? "regression") === "regression")
    .map((row) => measurementOf(measure, row, scoreOf(row, score), context));
}

function scoreOf({ scores }: QualityEstimate, measure: ExpectedScore["measure"]) {
  return scores.find((score) => score.measure === measure) ?? null;
}

function measurementOf(
  measure: string,
  { model, covered }: Pick<QualityEstimate, "model" | "covered">,
  found: { readonly value: number | null; readonly standardError: number | null } | null,
  context: MeasureContext,
): Measurement {
  const window = windowAt(context.grid, 0);
  return {
    measure,
    subject: { kind: "model" as const, model },
    slice: {},
    window,
    value: finite(found?.value),
    count: covered,
    standardError: finite(found?.standardError),
    labelCoverage: 1,
    settled: context.now >= window.end,
  };
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

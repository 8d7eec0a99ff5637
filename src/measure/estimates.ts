import type { Measurement } from "../model/measurement.ts";
import type { QualityEstimate } from "../model/quality-estimate.ts";
import type { ConfidenceSummary } from "../model/summary.ts";
import { liveEstimates } from "./estimate/live-estimate.ts";
import type { Measure, MeasureContext } from "./measure.ts";

// Quality of the last hour as it is to be expected without labels.

type Plain = Measure<"confidence", Record<never, never>>;

const common = {
  subject: "model",
  unit: "ratio",
  class: "evidence",
  settings: {},
  needs: "confidence",
} as const;

const source =
  "Predictions of the same output and confidence (steps of 2 %) are taken to be right as often as the labelled ones of a day that ended an hour before, of the same version where it has 30 such rows; every four minutes, over the predictions of an hour; undefined where less than 80 % of them have such a reference. Confidence-based performance estimation with histogram binning (Zadrozny and Elkan 2001). Standard error of both the window's truths and the reference's shares.";

/** Accuracy to be expected without labels. */
export const estimatedAccuracy: Plain = {
  ...common,
  name: "estimated-accuracy",
  series: "aceso_estimated_accuracy_ratio",
  summary: "Accuracy of the predictions of the last hour as it is to be expected without labels.",
  source,
  tasks: ["binary", "multiclass"],
  measure: (rows, _settings, context) =>
    each("estimated-accuracy", rows, context, ({ accuracy }) => accuracy),
};

/** F1 to be expected without labels. */
export const estimatedF1: Plain = {
  ...common,
  name: "estimated-f1",
  series: "aceso_estimated_f1_ratio",
  summary:
    "F1 of the positive class over the predictions of the last hour as it is to be expected without labels.",
  source,
  tasks: ["binary"],
  measure: (rows, _settings, context) => each("estimated-f1", rows, context, ({ f1 }) => f1),
};

function each(
  measure: string,
  rows: readonly ConfidenceSummary[],
  context: MeasureContext,
  of: (
    estimate: QualityEstimate,
  ) => { readonly value: number; readonly standardError: number } | null,
): readonly Measurement[] {
  return liveEstimates(rows, context).flatMap((estimate) => {
    const found = of(estimate);
    if (measure === "estimated-f1" && !context.positiveClasses.has(estimate.model)) return [];
    return [
      {
        measure,
        subject: { kind: "model" as const, model: estimate.model },
        slice: {},
        window: estimate.window,
        value: found?.value ?? null,
        count: estimate.covered,
        standardError: found?.standardError ?? null,
        labelCoverage: 1,
        settled: context.now >= estimate.window.end,
      },
    ];
  });
}

import type { RowSummary, Spread } from "../model/summary.ts";
import type { MeasureContext } from "./measure.ts";
import { aboutRows, ofDrawnRows, type OfDrawnRows } from "./drawn-rows.ts";

// How numeric features, outputs and scores are spread: quantiles and means of a sample.

const common = { ...ofDrawnRows, unit: "1" } as const;

const quantileSource =
  "Every four minutes, over a sample of at most 500 predictions of the last hour: linear between order statistics (Hyndman and Fan 1996, definition 7). Standard error from order statistics: half the width of the 95 % interval between the values at ranks n p -+ 1.96 sqrt(n p (1 - p)), divided by 1.96 (David and Nagaraja 2003, section 7.1).";

/** Quantiles of numeric features. */
export const featureQuantile: OfDrawnRows = {
  ...common,
  name: "feature-quantile",
  series: "aceso_feature_quantile",
  summary:
    "Median, 5th and 95th percentile (p50, p05, p95) of a numeric feature, in the feature's unit; 200 features at most.",
  source: quantileSource,
  measure: (rows, _settings, context) => quantilesOf("feature-quantile", "feature", rows, context),
};

/** Quantiles of numeric outputs. */
export const outputQuantile: OfDrawnRows = {
  ...common,
  name: "output-quantile",
  series: "aceso_output_quantile",
  summary:
    "Median, 5th and 95th percentile (p50, p05, p95) of the numeric outputs, in the output's unit.",
  source: quantileSource,
  measure: (rows, _settings, context) => quantilesOf("output-quantile", "output", rows, context),
};

/** Quantiles of scores. */
export const scoreQuantile: OfDrawnRows = {
  ...common,
  name: "score-quantile",
  series: "aceso_score_quantile",
  summary:
    "Median, 5th and 95th percentile (p50, p05, p95) of the scores of a class; ten classes at most.",
  source: quantileSource,
  measure: (rows, _settings, context) => quantilesOf("score-quantile", "score", rows, context),
};

/** Mean of scores. */
export const scoreMean: OfDrawnRows = {
  ...common,
  name: "score-mean",
  series: "aceso_score_mean",
  summary: "Mean of the scores of a class: how sure the model is of it.",
  source:
    "Every four minutes, over a sample of at most 500 predictions of the last hour: Σ x / n. Standard error sqrt(s² / n) with the unbiased variance s².",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) =>
      of(row, "score").map(({ name, count, mean }) => ({
        ...aboutRows("score-mean", row, context),
        slice: { class: name },
        value: finiteOrNull(mean.value),
        count,
        standardError: finiteOrNull(mean.standardError),
      })),
    ),
};

function quantilesOf(
  measure: string,
  part: Spread["part"],
  rows: readonly RowSummary[],
  context: MeasureContext,
) {
  return rows.flatMap((row) =>
    of(row, part).flatMap(({ name, count, quantiles }) =>
      quantiles.map(({ level, value, standardError }) => ({
        ...aboutRows(measure, row, context),
        slice: {
          ...(part === "feature" && { feature: name }),
          ...(part === "score" && { class: name }),
          value: level,
        },
        value: finiteOrNull(value),
        count,
        standardError: standardError === null ? null : finiteOrNull(standardError),
      })),
    ),
  );
}

function of({ spreads }: RowSummary, part: Spread["part"]): readonly Spread[] {
  return spreads.filter((spread) => spread.part === part);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

import type { Measurement } from "../model/measurement.ts";
import { modelTasks } from "../model/measurement.ts";
import type { SettingTable } from "../model/settings.ts";
import type { FeatureSummary } from "../model/summary.ts";
import {
  jensenShannonDistance,
  jensenShannonStandardError,
} from "../stats/distance/jensen-shannon-distance.ts";
import { meanOf, standardErrorOfMean, varianceOf } from "../stats/moments.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { rowMeasurement } from "./row-measurement.ts";
import type { Score } from "./quality/score.ts";

// What the inputs of a model look like, one value per feature: nulls, distance to the reference, mean.

const distanceSettings = {
  countMin: {
    type: "number",
    unit: "1",
    default: 20,
    min: 1,
    max: 1_000_000,
    meaning:
      "rows with a value below which no distance is given: a small sample is far from any reference by chance alone",
  },
} as const satisfies SettingTable;

/** Share of predictions in which a feature is null. */
export const featureNullShare: Measure<"features", Record<never, never>> = {
  name: "feature-null-share",
  series: "aceso_feature_null_share_ratio",
  unit: "ratio",
  summary: "Share of predictions that carry a feature as null, of those that carry it.",
  source:
    "nulls / count. Standard error sqrt(p (1 - p) / n), binomial; with no or only nulls p = (nulls + 1) / (n + 2), Laplace's rule of succession.",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "features",
  measure: (rows, _settings, context) =>
    rows.map((row) =>
      ofFeature("feature-null-share", row, context, {
        value: row.nulls / row.count,
        count: row.count,
        standardError: shareStandardError(row.nulls, row.count),
      }),
    ),
};

/** How far the values of a feature are from its reference. */
export const featureJensenShannon: Measure<"features", typeof distanceSettings> = {
  name: "feature-jensen-shannon",
  series: "aceso_feature_jensen_shannon",
  unit: "1",
  summary:
    "Jensen-Shannon distance of a feature to its reference over the reference's frozen bins: 0 is equal, 1 is nothing in common.",
  source:
    "sqrt of the Jensen-Shannon divergence in bits (Lin 1991; Endres and Schindelin 2003; SciPy jensenshannon with base 2). Standard error by the delta method, not below its limit for equal distributions.",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: distanceSettings,
  needs: "features",
  measure: (rows, settings, context) =>
    rows.flatMap((row) => {
      const reference = context.references.get(row.model)?.get(row.feature);
      // Bins that were frozen anew since the rows were counted cannot be compared.
      if (!reference || reference.histogram.length !== row.histogram.length) return [];
      const count = row.histogram.reduce((sum, rowsInBin) => sum + rowsInBin, 0);
      const isEnough = count >= settings.countMin;
      const value = isEnough ? jensenShannonDistance(row.histogram, reference.histogram) : NaN;
      const standardError = isEnough
        ? jensenShannonStandardError(row.histogram, reference.histogram)
        : NaN;
      return [ofFeature("feature-jensen-shannon", row, context, { value, count, standardError })];
    }),
};

/** Share of the values that the reference never showed. */
export const featureUnseenShare: Measure<"features", Record<never, never>> = {
  name: "feature-unseen-share",
  series: "aceso_feature_unseen_share_ratio",
  unit: "ratio",
  summary:
    "Share of a feature's values that the reference does not cover: numbers beyond its range, texts that are none of its 30 commonest.",
  source:
    "rows outside / rows with a value, over the reference's frozen bins. Standard error sqrt(p (1 - p) / n), binomial; with none or all by Laplace's rule of succession.",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "features",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      const reference = context.references.get(row.model)?.get(row.feature);
      if (!reference || reference.histogram.length !== row.histogram.length) return [];
      const count = row.histogram.reduce((sum, rowsInBin) => sum + rowsInBin, 0);
      const below = reference.bins.type === "number" ? (row.histogram[0] ?? 0) : 0;
      const outside = below + (row.histogram.at(-1) ?? 0);
      const standardError = shareStandardError(outside, count);
      const found = { value: outside / count, count, standardError };
      return [ofFeature("feature-unseen-share", row, context, found)];
    }),
};

/** Mean of a numeric feature. */
export const featureMean: Measure<"features", Record<never, never>> = {
  name: "feature-mean",
  series: "aceso_feature_mean",
  unit: "1",
  summary: "Mean of the values of a numeric feature, in the feature's unit.",
  source: "Σ x / n. Standard error sqrt(s² / n) with the unbiased variance s².",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "features",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => row.moments.count > 0)
      .map((row) =>
        ofFeature("feature-mean", row, context, {
          value: meanOf(row.moments),
          count: row.moments.count,
          standardError: standardErrorOfMean(row.moments),
        }),
      ),
};

/** Standard deviation of a numeric feature. */
export const featureDeviation: Measure<"features", Record<never, never>> = {
  name: "feature-deviation",
  series: "aceso_feature_deviation",
  unit: "1",
  summary: "Standard deviation of the values of a numeric feature, in the feature's unit.",
  source:
    "sqrt of the unbiased variance s². Standard error s / sqrt(2 (n - 1)), exact in the limit for normal values (Cramér 1946).",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "features",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => row.moments.count > 1)
      .map((row) => {
        const { count } = row.moments;
        const value = Math.sqrt(varianceOf(row.moments));
        const standardError = value / Math.sqrt(2 * (count - 1));
        return ofFeature("feature-deviation", row, context, { value, count, standardError });
      }),
};

function ofFeature(
  measure: string,
  row: FeatureSummary,
  context: MeasureContext,
  found: Score,
): Measurement {
  const subject = { kind: "model", model: row.model } as const;
  const slice = { feature: row.feature };
  return rowMeasurement({ measure, subject, slice }, row, found, context);
}

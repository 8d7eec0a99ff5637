import { modelTasks } from "../model/measurement.ts";
import { meanOf, standardErrorOfMean } from "../stats/moments.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure } from "./measure.ts";
import { rowMeasurement } from "./row-measurement.ts";

// What can be said of predictions without labels: how many, in what form, with what outputs.

/** Share of outputs that keep the declared format. */
export const validOutput: Measure<"predictions", Record<never, never>> = {
  name: "valid-output",
  series: "aceso_valid_output_ratio",
  unit: "ratio",
  summary:
    "Share of outputs that keep the format declared for the model or by their sender: valid JSON, a JSON Schema, or a regular expression.",
  source:
    "valid / checked. Standard error sqrt(p (1 - p) / n), binomial; with none or all valid p = (valid + 1) / (n + 2), Laplace's rule of succession.",
  subject: "model",
  tasks: modelTasks,
  class: "objective",
  settings: {},
  needs: "predictions",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => row.formatChecked > 0)
      .map((row) =>
        rowMeasurement(
          { measure: "valid-output", subject: { kind: "model", model: row.model } },
          row,
          {
            value: row.formatValid / row.formatChecked,
            count: row.formatChecked,
            standardError: shareStandardError(row.formatValid, row.formatChecked),
          },
          context,
        ),
      ),
};

/** Predictions per second. */
export const predictionRate: Measure<"predictions", Record<never, never>> = {
  name: "prediction-rate",
  series: "aceso_prediction_rate_per_second",
  unit: "1/s",
  summary: "Predictions per second. A window without any prediction has no value.",
  source: "count / window. Standard error sqrt(count) / window, Poisson.",
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "predictions",
  measure: (rows, _settings, context) =>
    rows.map((row) =>
      rowMeasurement(
        { measure: "prediction-rate", subject: { kind: "model", model: row.model } },
        row,
        {
          value: (row.count * 1000) / context.grid.sizeMs,
          count: row.count,
          standardError: (Math.sqrt(row.count) * 1000) / context.grid.sizeMs,
        },
        context,
      ),
    ),
};

/** Mean of numeric outputs. */
export const outputMean: Measure<"predictions", Record<never, never>> = {
  name: "output-mean",
  series: "aceso_output_mean",
  unit: "1",
  summary: "Mean of the numeric outputs, in the output's unit.",
  source: "Σ x / n. Standard error sqrt(s² / n) with the unbiased variance s².",
  subject: "model",
  tasks: ["regression", "binary"],
  class: "evidence",
  settings: {},
  needs: "predictions",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => {
        const task = context.tasks.get(row.model);
        const isNumeric = task === undefined || task === "regression" || task === "binary";
        return isNumeric && row.outputNumber.count > 0;
      })
      .map((row) =>
        rowMeasurement(
          { measure: "output-mean", subject: { kind: "model", model: row.model } },
          row,
          {
            value: meanOf(row.outputNumber),
            count: row.outputNumber.count,
            standardError: standardErrorOfMean(row.outputNumber),
          },
          context,
        ),
      ),
};

/** Share of predictions with each output class. */
export const outputShare: Measure<"predictions", Record<never, never>> = {
  name: "output-share",
  series: "aceso_output_share_ratio",
  unit: "ratio",
  summary: "Share of predictions with an output class, one value per class.",
  source:
    "rows of the class / rows. Standard error sqrt(p (1 - p) / n), binomial; with no or only rows of the class by Laplace's rule of succession.",
  subject: "model",
  tasks: ["binary", "multiclass"],
  class: "evidence",
  settings: {},
  needs: "predictions",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => {
        const task = context.tasks.get(row.model);
        return task === "binary" || task === "multiclass";
      })
      .flatMap((row) =>
        [...row.outputs]
          .filter(([name]) => name !== "")
          .map(([name, count]) =>
            rowMeasurement(
              {
                measure: "output-share",
                subject: { kind: "model", model: row.model },
                slice: { class: name },
              },
              row,
              {
                value: count / row.count,
                count: row.count,
                standardError: shareStandardError(count, row.count),
              },
              context,
            ),
          ),
      ),
};

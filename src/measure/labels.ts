import { modelTasks } from "../model/measurement.ts";
import type { OutcomeSummary } from "../model/summary.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import type { Score } from "./quality/score.ts";
import { labelledMeasurement } from "./row-measurement.ts";

// How many predictions have their label, and how long it took.

type Plain = Measure<"outcomes", Record<never, never>>;

const common = {
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "outcomes",
} as const;

/** Share of predictions whose label has come. */
export const labelCoverage: Plain = {
  ...common,
  name: "label-coverage",
  series: "aceso_label_coverage_ratio",
  unit: "ratio",
  summary:
    "Share of a window's predictions whose label had come when its quality was judged: at the share that suffices, or at the horizon of labels.",
  source:
    "labelled / predictions. Standard error sqrt(p (1 - p) / n), binomial; with none or all labelled p = (labelled + 1) / (n + 2), Laplace's rule of succession.",
  measure: (rows, _settings, context) =>
    eachRow("label-coverage", rows, context, ({ predictions, labelled }) => ({
      value: predictions > 0 ? Math.min(1, labelled / predictions) : Number.NaN,
      count: predictions,
      standardError:
        predictions > 0
          ? shareStandardError(Math.min(labelled, predictions), predictions)
          : Number.NaN,
    })),
};

/** Median time from prediction to label. */
export const labelDelayP50: Plain = {
  ...common,
  name: "label-delay-p50",
  series: "aceso_label_delay_p50_ms",
  unit: "ms",
  summary:
    "Median time from a prediction to its label, of the labels that had come when the window was judged.",
  source:
    "Quantile 7 of Hyndman and Fan 1996 of label time minus prediction time; no standard error.",
  measure: (rows, _settings, context) =>
    eachRow("label-delay-p50", rows, context, (row) => delay(row, row.labelDelayMsP50)),
};

/** Time from prediction to label that 95 % of the labels take at most. */
export const labelDelayP95: Plain = {
  ...common,
  name: "label-delay-p95",
  series: "aceso_label_delay_p95_ms",
  unit: "ms",
  summary:
    "Time from a prediction to its label that 95 % take at most, of the labels that had come when the window was judged.",
  source:
    "Quantile 7 of Hyndman and Fan 1996 of label time minus prediction time; no standard error.",
  measure: (rows, _settings, context) =>
    eachRow("label-delay-p95", rows, context, (row) => delay(row, row.labelDelayMsP95)),
};

function delay({ labelled }: OutcomeSummary, valueMs: number | null): Score {
  return { value: valueMs ?? Number.NaN, count: labelled, standardError: Number.NaN };
}

function eachRow(
  measure: string,
  rows: readonly OutcomeSummary[],
  context: MeasureContext,
  scoreOf: (row: OutcomeSummary) => Score,
) {
  // Windows of models without any labels would wait for them in vain.
  return rows
    .filter(({ model }) => context.labelledModels.has(model))
    .map((row) => labelledMeasurement(measure, row, scoreOf(row), context));
}

import type { SettingTable, ValuesOf } from "../model/settings.ts";
import type { OutcomeSummary } from "../model/summary.ts";
import { accuracyScore } from "./quality/class-agreement.ts";
import type { Averaging } from "./quality/class-average.ts";
import { fBetaScore, precisionScore, recallScore } from "./quality/class-scores.ts";
import { type ConfusionCounts, countConfusion } from "./quality/confusion-counts.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import type { Score } from "./quality/score.ts";
import { labelledMeasurement } from "./row-measurement.ts";

// Accuracy, precision, recall and F1: one family over the confusion of labelled predictions.

/** How the classes of a multiclass model become one value. */
export const averagingSettings = {
  averaging: {
    type: "choice",
    default: "macro",
    choices: ["macro", "weighted", "micro"],
    meaning:
      "how the classes of a multiclass model become one value: macro counts every class alike, weighted by its true rows, micro pools all rows; binary models report their positive class",
  },
} as const satisfies SettingTable;

/** Tasks that measures of confusion are for. */
export const classTasks = ["binary", "multiclass"] as const;
/** Where standard errors of class scores come from. */
export const deltaSource =
  "Standard error by the multivariate delta method (Takahashi et al. 2022). Averages over classes as scikit-learn 1.9 with zero_division=0.";

/** Share of labelled predictions whose output is the truth. */
export const accuracy: Measure<"outcomes", Record<never, never>> = {
  name: "accuracy",
  series: "aceso_accuracy_ratio",
  unit: "ratio",
  summary: "Share of labelled predictions whose output is the truth.",
  source:
    "hits / labelled. Standard error sqrt(p (1 - p) / n), binomial; with no or only hits p = (hits + 1) / (n + 2), Laplace's rule of succession.",
  subject: "model",
  tasks: classTasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) => eachConfusion("accuracy", rows, context, accuracyScore),
};

/** Share of the rows called a class that are of it. */
export const precision: Measure<"outcomes", typeof averagingSettings> = {
  name: "precision",
  series: "aceso_precision_ratio",
  unit: "ratio",
  summary: "Share of the rows called a class that truly are of it.",
  source: `hits / outputs of the class. ${deltaSource}`,
  subject: "model",
  tasks: classTasks,
  class: "objective",
  settings: averagingSettings,
  needs: "outcomes",
  measure: (rows, settings, context) =>
    eachConfusion("precision", rows, context, (counts, row) =>
      precisionScore(counts, averagingOf(row, settings, context)),
    ),
};

/** Share of the rows of a class that are called it. */
export const recall: Measure<"outcomes", typeof averagingSettings> = {
  name: "recall",
  series: "aceso_recall_ratio",
  unit: "ratio",
  summary: "Share of the rows that truly are of a class that are called it.",
  source: `hits / truths of the class. ${deltaSource}`,
  subject: "model",
  tasks: classTasks,
  class: "objective",
  settings: averagingSettings,
  needs: "outcomes",
  measure: (rows, settings, context) =>
    eachConfusion("recall", rows, context, (counts, row) =>
      recallScore(counts, averagingOf(row, settings, context)),
    ),
};

/** Harmonic mean of precision and recall. */
export const f1: Measure<"outcomes", typeof averagingSettings> = {
  name: "f1",
  series: "aceso_f1_ratio",
  unit: "ratio",
  summary: "Harmonic mean of precision and recall.",
  source: `2 hits / (truths + outputs) of the class. ${deltaSource}`,
  subject: "model",
  tasks: classTasks,
  class: "objective",
  settings: averagingSettings,
  needs: "outcomes",
  measure: (rows, settings, context) =>
    eachConfusion("f1", rows, context, (counts, row) =>
      fBetaScore(counts, averagingOf(row, settings, context), 1),
    ),
};

/** How classes become one value for a row: its positive class where it has one, else as set. */
export function averagingOf(
  row: OutcomeSummary,
  settings: ValuesOf<typeof averagingSettings>,
  context: MeasureContext,
): Averaging {
  const positive = context.positiveClasses.get(row.model);
  const isBinary = (context.tasks.get(row.model) ?? "binary") === "binary";
  if (isBinary && positive !== undefined) return { positive };
  const { averaging } = settings;
  return averaging === "weighted" || averaging === "micro" ? averaging : "macro";
}

/**
 * A score of the confusion of each row that is of a classifier.
 * @param scoreOf score of a row's counts
 */
export function eachConfusion(
  measure: string,
  rows: readonly OutcomeSummary[],
  context: MeasureContext,
  scoreOf: (counts: ConfusionCounts, row: OutcomeSummary) => Score,
) {
  return rows
    .filter((row) => {
      const task = context.tasks.get(row.model);
      return task === undefined
        ? row.confusion.size > 0
        : task === "binary" || task === "multiclass";
    })
    .map((row) =>
      labelledMeasurement(measure, row, scoreOf(countConfusion(row.confusion), row), context),
    );
}

import {
  averagingOf,
  averagingSettings,
  classTasks,
  deltaSource,
  eachConfusion,
} from "./classification.ts";
import type { Measure } from "./measure.ts";
import { balancedAccuracyScore, kappaScore, matthewsScore } from "./quality/class-agreement.ts";
import { specificityScore } from "./quality/class-scores.ts";

// Measures of a whole confusion that do not reward calling everything the common class.

type Plain = Measure<"outcomes", Record<never, never>>;

const common = {
  subject: "model",
  tasks: classTasks,
  class: "evidence",
  needs: "outcomes",
} as const;

/** Mean of the recalls of all classes. */
export const balancedAccuracy: Plain = {
  ...common,
  name: "balanced-accuracy",
  series: "aceso_balanced_accuracy_ratio",
  unit: "ratio",
  summary:
    "Mean of the recalls of all classes, so that a rare class counts as much as a common one.",
  source:
    "Σ recall / classes that occur as labels; scikit-learn balanced_accuracy_score. Standard error of independent shares, sqrt(Σ SE²) / classes.",
  settings: {},
  measure: (rows, _settings, context) =>
    eachConfusion("balanced-accuracy", rows, context, balancedAccuracyScore),
};

/** Share of the rows that are not of a class that are not called it. */
export const specificity: Measure<"outcomes", typeof averagingSettings> = {
  ...common,
  name: "specificity",
  series: "aceso_specificity_ratio",
  unit: "ratio",
  summary: "Share of the rows that are not of a class that are not called it.",
  source: `rightly not called / rows of the other classes. ${deltaSource}`,
  settings: averagingSettings,
  measure: (rows, settings, context) =>
    eachConfusion("specificity", rows, context, (counts, row) =>
      specificityScore(counts, averagingOf(row, settings, context)),
    ),
};

/** Correlation of label and output. */
export const mcc: Plain = {
  ...common,
  name: "mcc",
  series: "aceso_mcc",
  unit: "1",
  summary:
    "Matthews correlation of label and output over all classes: 1 is perfect, 0 chance, -1 always wrong.",
  source:
    "Gorodkin 2004; scikit-learn matthews_corrcoef, but undefined where labels or outputs are all of one class. Standard error by the delta method.",
  settings: {},
  measure: (rows, _settings, context) => eachConfusion("mcc", rows, context, matthewsScore),
};

/** Agreement beyond chance. */
export const kappa: Plain = {
  ...common,
  name: "kappa",
  series: "aceso_kappa",
  unit: "1",
  summary: "Cohen's kappa: agreement of label and output beyond chance, 1 is perfect, 0 chance.",
  source:
    "Cohen 1960; scikit-learn cohen_kappa_score. Standard error by the delta method (Fleiss, Cohen and Everitt 1969).",
  settings: {},
  measure: (rows, _settings, context) => eachConfusion("kappa", rows, context, kappaScore),
};

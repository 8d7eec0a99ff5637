import type { Measurement } from "../model/measurement.ts";
import type { OutcomeSummary } from "../model/summary.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import { countConfusion } from "./quality/confusion-counts.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { labelledMeasurement } from "./row-measurement.ts";

// What the labels say class by class: how common a class is, and how much of it the model finds.

type ClassMeasure = Measure<"outcomes", Record<never, never>>;

const common = {
  unit: "ratio",
  subject: "model",
  tasks: ["binary", "multiclass"],
  class: "evidence",
  settings: {},
  needs: "outcomes",
} as const satisfies Partial<ClassMeasure>;

const shareSource =
  "Standard error sqrt(p (1 - p) / n), binomial; with none or all p = (hits + 1) / (n + 2), Laplace's rule of succession.";

/** Classes beyond which no value per class is given. */
const classesMax = 20;

/** Share of labels that are of a class. */
export const labelShare: ClassMeasure = {
  ...common,
  name: "label-share",
  series: "aceso_label_share_ratio",
  summary: "Share of the labels that are of a class: how common it truly is.",
  source: `labels of the class / labels. ${shareSource}`,
  measure: (rows, _settings, context) =>
    eachClass("label-share", rows, context, ({ truth, total }) => [truth, total]),
};

/** Share of the rows of one class that the model calls it. */
export const classRecall: ClassMeasure = {
  ...common,
  name: "class-recall",
  series: "aceso_class_recall_ratio",
  summary: "Share of the rows that truly are of one class that are called it, class by class.",
  source: `hits / labels of the class. ${shareSource}`,
  measure: (rows, _settings, context) =>
    eachClass("class-recall", rows, context, ({ hit, truth }) => [hit, truth]),
};

/** Share of the rows called one class that are of it. */
export const classPrecision: ClassMeasure = {
  ...common,
  name: "class-precision",
  series: "aceso_class_precision_ratio",
  summary: "Share of the rows that are called one class that truly are of it, class by class.",
  source: `hits / outputs of the class. ${shareSource}`,
  measure: (rows, _settings, context) =>
    eachClass("class-precision", rows, context, ({ hit, output }) => [hit, output]),
};

interface ClassCounts {
  readonly hit: number;
  readonly truth: number;
  readonly output: number;
  readonly total: number;
}

/** A share per class, by what counts as its rows and among how many. */
function eachClass(
  measure: string,
  rows: readonly OutcomeSummary[],
  context: MeasureContext,
  shareOf: (counts: ClassCounts) => readonly [part: number, all: number],
): readonly Measurement[] {
  return rows.flatMap((row) => {
    const { classes, hits, truths, outputs, total } = countConfusion(row.confusion);
    if (classes.length > classesMax) return [];
    return classes.map((name, index) => {
      const counts = {
        hit: hits[index] ?? 0,
        truth: truths[index] ?? 0,
        output: outputs[index] ?? 0,
        total,
      };
      const [part, all] = shareOf(counts);
      const found = {
        value: part / all,
        count: all,
        standardError: shareStandardError(part, all),
      };
      const whole = labelledMeasurement(measure, row, found, context);
      return { ...whole, slice: { ...whole.slice, class: name } };
    });
  });
}

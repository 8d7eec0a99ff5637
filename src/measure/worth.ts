import { classTasks } from "./classification.ts";
import type { Measure } from "./measure.ts";
import { costMatrixScore } from "./quality/class-agreement.ts";
import { countConfusion } from "./quality/confusion-counts.ts";
import { labelledMeasurement } from "./row-measurement.ts";

/** What a prediction is worth under the gains and costs declared for its model. */
export const worth: Measure<"outcomes", Record<never, never>> = {
  name: "worth",
  series: "aceso_worth",
  unit: "1",
  summary:
    "Mean worth of a labelled prediction under the gains and costs that are declared for its model (setting `worth`), in their unit; absent where none are.",
  source: "Σ worth(truth, output) / n. Standard error of a mean over the cells, sqrt(s² / n).",
  subject: "model",
  tasks: classTasks,
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      const matrix = context.worths.get(row.model);
      if (matrix === undefined || row.confusion.size === 0) return [];
      const found = costMatrixScore(countConfusion(row.confusion), matrix);
      return [labelledMeasurement("worth", row, found, context)];
    }),
};

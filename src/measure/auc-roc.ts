import type { Measure } from "./measure.ts";
import { aucRocScore } from "./quality/ranking-curves.ts";
import { labelledMeasurement } from "./row-measurement.ts";

/** How well the score of the positive class ranks positives above negatives. */
export const aucRoc: Measure<"outcomes", Record<never, never>> = {
  name: "auc-roc",
  series: "aceso_auc_roc_ratio",
  unit: "ratio",
  summary:
    "Chance that a positive row scores above a negative one: 0.5 is guessing, 1 is perfect ranking.",
  source:
    "Mann-Whitney statistic over pairs, ties half. Standard error: DeLong, DeLong and Clarke-Pearson 1988; for a perfect ranking Hanley and McNeil 1982 with (k A + 1) / (k + 2), k rows of the smaller class.",
  subject: "model",
  tasks: ["binary"],
  class: "objective",
  settings: {},
  needs: "outcomes",
  measure: (rows, _settings, context) =>
    rows
      .filter((row) => {
        const task = context.tasks.get(row.model);
        return row.scores.length > 0 && (task === undefined || task === "binary");
      })
      .map((row) => labelledMeasurement("auc-roc", row, aucRocScore(row.scores), context)),
};

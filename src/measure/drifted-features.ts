import { modelTasks } from "../model/measurement.ts";
import { windowAt } from "../model/time.ts";
import { lastHalf } from "./last-half.ts";
import type { Measure } from "./measure.ts";

/** How many inputs of a model drift. */
export const driftedFeatures: Measure<"drift", Record<never, never>> = {
  name: "drifted-features",
  series: "aceso_drifted_features",
  unit: "1",
  summary: "Features of the last hour that differ from their reference, surely and by enough.",
  source:
    "Every four minutes, over the reference's frozen bins: Kolmogorov-Smirnov at their edges, chi-squared, z-test or Fisher's exact test by type and size; p values adjusted for the number of features (Benjamini and Hochberg 1995); drift where significant and at least as large as matters. A count of verdicts has no standard error.",
  subject: "model",
  tasks: modelTasks,
  class: "objective",
  settings: {},
  needs: "drift",
  measure: (rows, _settings, context) =>
    rows.map((row) => {
      const window = windowAt(context.grid, 0);
      const drifting = row.columns.filter(({ verdict }) => verdict === "drift").length;
      return {
        measure: "drifted-features",
        subject: { kind: "model" as const, model: row.model },
        slice: {},
        window: lastHalf(window),
        value: row.tested > 0 ? drifting : null,
        count: row.rows,
        standardError: null,
        labelCoverage: 1,
        settled: context.now >= window.end,
      };
    }),
};

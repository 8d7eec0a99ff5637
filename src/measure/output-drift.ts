import { modelTasks } from "../model/measurement.ts";
import type { RowSummary } from "../model/summary.ts";
import { windowAt } from "../model/time.ts";
import { lastHalf } from "./last-half.ts";
import type { Measure, MeasureContext } from "./measure.ts";

// Whether a model says other things than before, is as sure of them, and whether other things turn out to be right.

const common = {
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "rows",
} as const;

/** How far outputs, scores and labels are from their reference. */
export const outputDistance: Measure<"rows", Record<never, never>> = {
  ...common,
  name: "output-distance",
  series: "aceso_output_distance",
  unit: "1",
  summary:
    "Jensen-Shannon distance of the outputs, scores (by class) and labels of the last hour to their reference: 0 is equal, 1 is nothing in common.",
  source:
    "Every four minutes, over a sample of at most 500 rows and the bins frozen on the reference: sqrt of the Jensen-Shannon divergence in bits (Lin 1991). Standard error by the delta method. Labels are those of the newest hour that has a hundred.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) =>
      row.outputs.map(({ part, class: name, distance, rows: count, standardError }) => ({
        ...aboutRows("output-distance", row, context),
        slice: name === "" ? { value: part } : { value: part, class: name },
        value: distance,
        count,
        standardError,
      })),
    ),
};

/** How many of outputs, scores and labels drift. */
export const driftedOutputs: Measure<"rows", Record<never, never>> = {
  ...common,
  name: "drifted-outputs",
  series: "aceso_drifted_outputs",
  unit: "1",
  summary:
    "How many of outputs, scores (by class) and labels of the last hour differ from their reference, surely and by enough.",
  source:
    "Tests, sizes and limits are those of drifted features, p values adjusted for the number of columns. A count of verdicts has no standard error.",
  measure: (rows, _settings, context) =>
    rows
      .filter(({ outputs }) => outputs.length > 0)
      .map((row) => {
        const tested = row.outputs.filter(({ verdict }) => verdict !== "untested");
        const drifting = tested.filter(({ verdict }) => verdict === "drift").length;
        return {
          ...aboutRows("drifted-outputs", row, context),
          slice: {},
          value: tested.length > 0 ? drifting : null,
          count: Math.max(...row.outputs.map(({ rows: count }) => count)),
          standardError: null,
        };
      }),
};

/** What all measurements of drawn rows have in common: settled at once, dated by the last half of the hour. */
export function aboutRows(measure: string, { model }: RowSummary, { grid, now }: MeasureContext) {
  const window = windowAt(grid, 0);
  return {
    measure,
    subject: { kind: "model" as const, model },
    window: lastHalf(window),
    labelCoverage: 1,
    settled: now >= window.end,
  };
}

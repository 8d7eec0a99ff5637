import { modelTasks } from "../model/measurement.ts";
import type { RowSummary } from "../model/summary.ts";
import { windowAt } from "../model/time.ts";
import { lastHalf } from "./last-half.ts";
import type { Measure, MeasureContext } from "./measure.ts";

/** A measure of a sample of a model's predictions beside its reference. */
export type OfDrawnRows = Measure<"rows", Record<never, never>>;

/** What all these measures have in common. */
export const ofDrawnRows = {
  subject: "model",
  tasks: modelTasks,
  class: "evidence",
  settings: {},
  needs: "rows",
} as const;

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

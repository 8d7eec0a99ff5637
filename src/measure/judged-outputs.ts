import type { Measurement, Slice } from "../model/measurement.ts";
import type { SettingTable } from "../model/settings.ts";
import type { StructuredTask } from "../model/structured-task.ts";
import type { StructuredLabel, StructuredOutput } from "../model/structured-value.ts";
import type { JudgedOutputSummary } from "../model/summary.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { meanScore, type Score } from "./quality/score.ts";
import { labelledMeasurement } from "./row-measurement.ts";

// What measures of rankings, boxes, forecasts and times to an event share.

export type OfOutputs<Table extends SettingTable = Record<never, never>> = Measure<
  "judged-outputs",
  Table
>;

/** An output of one kind beside its label. */
export interface Judged<Kind extends StructuredTask> {
  readonly output: Extract<StructuredOutput, { readonly kind: Kind }>;
  readonly label: Extract<StructuredLabel, { readonly kind: Kind }>;
}

/** What the rows of each summary are scored as, where they are of the kind. */
export function eachOutputs<Kind extends StructuredTask>(
  about: { readonly measure: string; readonly kind: Kind },
  rows: readonly JudgedOutputSummary[],
  context: MeasureContext,
  scoreOf: (
    rows: readonly Judged<Kind>[],
  ) => Score | readonly (Score & { readonly slice: Slice })[],
): readonly Measurement[] {
  return rows.flatMap((row) => {
    const own = judgedOf(row, about.kind);
    if (own.length === 0) return [];
    const found = scoreOf(own);
    const scores = "value" in found ? [{ ...found, slice: {} }] : found;
    return scores.map(({ slice, ...score }) => {
      const measured = labelledMeasurement(about.measure, row, score, context);
      return { ...measured, slice: { ...slice, ...measured.slice } };
    });
  });
}

/** The mean of what each row is scored as, with the standard error of a mean over rows; NaN is left out. */
export function meanOf<Row>(rows: readonly Row[], scoreOf: (row: Row) => number): Score {
  let [count, sum, squareSum] = [0, 0, 0];
  for (const row of rows) {
    const value = scoreOf(row);
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squareSum += value * value;
  }
  return meanScore({ count, sum, squareSum });
}

function judgedOf<Kind extends StructuredTask>(
  { rows }: JudgedOutputSummary,
  kind: Kind,
): readonly Judged<Kind>[] {
  const isOfKind = (row: JudgedOutputSummary["rows"][number]): row is Judged<Kind> =>
    row.output.kind === kind && row.label.kind === kind;
  return rows.filter(isOfKind);
}

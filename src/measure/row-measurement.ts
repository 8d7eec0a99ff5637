import type { Measurement, Slice, Subject } from "../model/measurement.ts";
import { windowAt } from "../model/time.ts";
import type { MeasureContext } from "./measure.ts";
import type { Score } from "./quality/score.ts";

/** Parts of a row that say what it is about; the row of all versions together has version "". */
interface Row {
  readonly window: number;
  readonly version: string;
}

/** The measurement of a row that needs no label: settled as soon as its window has ended. */
export function rowMeasurement(
  about: { readonly measure: string; readonly subject: Subject; readonly slice?: Slice },
  row: Row,
  found: Score,
  context: MeasureContext,
): Measurement {
  const window = windowAt(context.grid, row.window);
  return {
    measure: about.measure,
    subject: about.subject,
    slice: row.version === "" ? { ...about.slice } : { ...about.slice, version: row.version },
    window,
    value: finiteOrNull(found.value),
    count: found.count,
    standardError: finiteOrNull(found.standardError),
    labelCoverage: 1,
    settled: context.now >= window.end,
  };
}

/** The measurement of a row that rests on labels: settled by their coverage or by the horizon. */
export function labelledMeasurement(
  measure: string,
  row: Row & { readonly model: string; readonly predictions: number; readonly labelled: number },
  found: Score,
  context: MeasureContext,
): Measurement {
  const subject = { kind: "model", model: row.model } as const;
  const plain = rowMeasurement({ measure, subject }, row, found, context);
  const labelCoverage = row.predictions > 0 ? Math.min(1, row.labelled / row.predictions) : 0;
  const isCovered = labelCoverage >= context.labelCoverageMin;
  const isPastHorizon = context.now >= plain.window.end + context.labelHorizonMs;
  return { ...plain, labelCoverage, settled: plain.settled && (isCovered || isPastHorizon) };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

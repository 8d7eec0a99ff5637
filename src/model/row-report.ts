import type { DriftColumn, DriftReport } from "./drift-report.ts";

/** What a column of drawn rows is: what a model said, how sure it was, what turned out to be right. */
export const outputParts = ["output", "score", "label"] as const;
export type OutputPart = (typeof outputParts)[number];

/** An output, score or label beside its reference. */
export interface OutputDrift extends DriftColumn {
  readonly part: OutputPart;
  /** The class whose score it is; empty of outputs and labels. */
  readonly class: string;
  /** Rows with a value that were looked at, of the window and of the reference. */
  readonly rows: number;
  readonly referenceRows: number;
  /** Jensen-Shannon distance over the reference's frozen bins; null with too few rows on a side. */
  readonly distance: number | null;
  readonly standardError: number | null;
}

/** What a sample of a model's predictions over one window looks like beside a reference. */
export interface RowReport extends Pick<DriftReport, "model" | "window" | "reference"> {
  /** Predictions of the window, and those of them that were looked at. */
  readonly predictions: number;
  readonly rows: number;
  /** The worst first; empty before there is a reference. */
  readonly outputs: readonly OutputDrift[];
}

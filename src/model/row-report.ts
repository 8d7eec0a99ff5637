import type { DriftColumn, DriftReport } from "./drift-report.ts";
import type { TimeMs } from "./time.ts";

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

/** A feature that came, went or is mostly of another type than in the reference. */
export interface SchemaChange {
  readonly feature: string;
  readonly change: "new" | "gone" | "type";
  readonly from: "number" | "text" | null;
  readonly to: "number" | "text" | null;
}

/** A prediction whose inputs are unlike the reference. */
export interface OutlyingRow {
  readonly id: string;
  readonly time: TimeMs;
  readonly version: string;
  readonly output: string;
  /** Comparable within one reference of one model only. */
  readonly score: number;
  /** Personal data in texts are masked. */
  readonly features: { readonly [name: string]: number | string | null };
  /** What makes it outlying, the most first: the value, and what is usual (the reference's median). */
  readonly reasons: readonly {
    readonly feature: string;
    readonly value: number | null;
    readonly usual: number | null;
  }[];
}

/** What a sample of a model's predictions over one window looks like beside a reference. */
export interface RowReport extends Pick<DriftReport, "model" | "window" | "reference"> {
  /** Predictions of the window, and those of them that were looked at. */
  readonly predictions: number;
  readonly rows: number;
  /** The worst first; empty before there is a reference. */
  readonly outputs: readonly OutputDrift[];
  /** How long before the window's end the newest prediction was made, in ms; null where that is not known. */
  readonly age: number | null;
  /** Predictions whose features all equal those of another one, of so many; null of a model without features. */
  readonly repeated: { readonly seen: number; readonly of: number } | null;
  /** Features against the reference, and rows with a value of another type; null before there is a reference. */
  readonly schema: {
    readonly changes: readonly SchemaChange[];
    readonly mistypedRows: number;
  } | null;
  /** Pairs of numeric features, and the one whose rank correlation changed the most; null where there is none. */
  readonly correlation: {
    readonly pairs: number;
    readonly change: {
      readonly first: string;
      readonly second: string;
      readonly before: number;
      readonly now: number;
      readonly standardError: number;
    } | null;
  } | null;
  /** Rows more unlike the reference than all but 1 % of its own, of so many; null without one. */
  readonly outlying: { readonly seen: number; readonly of: number } | null;
  /** Features that hold times, and how long before the window's end the newest of them lies. */
  readonly ages: readonly {
    readonly feature: string;
    readonly ageMs: number;
    readonly count: number;
  }[];
}

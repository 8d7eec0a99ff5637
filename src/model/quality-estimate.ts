import type { Message } from "./message.ts";
import type { Window } from "./time.ts";

/** Quality of a model over one window as it is to be expected without labels. */
export interface QualityEstimate {
  readonly model: string;
  readonly window: Window;
  /** Predictions of the window, and those of them that the reference tells something about. */
  readonly rows: number;
  readonly covered: number;
  /** Expected accuracy with a 95 % interval; null of a regression, and where too few rows are covered. */
  readonly accuracy: ExpectedValue | null;
  /** Expected F1 of the positive class; two classes only. */
  readonly f1: ExpectedValue | null;
  /** What came out on the predictions of the window that have their label by now; null without any. */
  readonly truth: { readonly accuracy: number; readonly rows: number } | null;
  /** Every score that can be expected, beside what it was on the reference and what came out. */
  readonly scores: readonly ExpectedScore[];
  /** Labelled rows of the past that the estimate rests on, and those of the window. */
  readonly referenceRows: number;
  readonly labelledRows: number;
  /** By how much quality is expected to have fallen; null where too few rows are covered. */
  readonly loss: ExpectedLoss | null;
  /** Why the estimate may be wrong. */
  readonly warnings: readonly Message[];
}

/** A value without NaN, with its 95 % interval. */
export interface ExpectedValue {
  readonly value: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/** One score of a model: expected, before, and as far as labels have come. */
export interface ExpectedScore extends ExpectedValue {
  /** Name of the measure that labels will give. */
  readonly measure: "accuracy" | "f1" | "auc-roc" | "mae" | "mse";
  /** What it was on the labelled rows that the estimate rests on; null where undefined. */
  readonly reference: number | null;
  /** What came out on the rows of the window that have their label; null without any. */
  readonly truth: number | null;
}

/** The surest fall of a score: of shares in points, of errors as a share of what they were. */
export interface ExpectedLoss {
  readonly measure: ExpectedScore["measure"];
  /** Above 0 where quality falls: the window's, or that of its last quarter where the window's matters and this is less. */
  readonly value: number;
  readonly standardError: number;
  /** From here on it matters: 0.05 of a share, a third of an error. */
  readonly limit: number;
  /** Whether so few labels have come that the estimate is all there is to go by. */
  readonly isAwaited: boolean;
}

import type { Window } from "./time.ts";

/** What a sample of a language model's answers of the last hour looks like. */
export interface AnswerScores extends Pick<OutputScores, "model" | "window" | "scores"> {
  /** Calls that were looked at. */
  readonly calls: number;
}

/** How a model's rankings, boxes, forecasts, times to an event or answers in words fared in its newest window with labels. */
export interface OutputScores {
  readonly model: string;
  readonly window: Window;
  /** Predictions of the window, those with a label, and of these those that were looked at. */
  readonly predictions: number;
  readonly labelled: number;
  readonly rows: number;
  readonly scores: readonly {
    readonly measure: string;
    readonly unit: string;
    /** Empty: all versions. */
    readonly version: string;
    /** The time of a Brier score; empty of all else. */
    readonly part: string;
    /** Null where it is undefined. */
    readonly value: number | null;
    readonly count: number;
    readonly standardError: number | null;
  }[];
}

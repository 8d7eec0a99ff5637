import type { Window } from "./time.ts";

/** How a model's rankings, boxes, forecasts or times to an event fared in its newest window with labels. */
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

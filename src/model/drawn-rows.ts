import type { PredictionRow } from "./signals.ts";
import type { TimeMs } from "./time.ts";

/** A sample of a model's predictions, in an order that tells nothing; without their tags. */
export interface DrawnRows {
  /** Predictions that it was drawn from. */
  readonly total: number;
  /** Time of the newest of them; null where there is none. */
  readonly newest: TimeMs | null;
  readonly rows: readonly PredictionRow[];
}

/** How many of a model's predictions were looked at, and how many different inputs they had. */
export interface InputCounts {
  readonly predictions: number;
  readonly inputs: number;
}

/** A label as it was sent: a text, or a number. */
export interface DrawnLabel {
  readonly text: string;
  readonly number: number | null;
}

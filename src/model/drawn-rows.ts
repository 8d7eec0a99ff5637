import type { PredictionRow } from "./signals.ts";

/** A sample of a model's predictions, in an order that tells nothing; without their tags. */
export interface DrawnRows {
  /** Predictions that it was drawn from. */
  readonly total: number;
  readonly rows: readonly PredictionRow[];
}

/** A label as it was sent: a text, or a number. */
export interface DrawnLabel {
  readonly text: string;
  readonly number: number | null;
}

import type { Window } from "./time.ts";

/** A part of a model's labelled predictions in which it fares worse than in the rest. */
export interface SliceQuality {
  readonly feature: string;
  /** What the rows have in common, such as "= app" or "∈ 2.5 … 7"; the same in every language. */
  readonly part: string;
  readonly rows: number;
  /** In the unit of the measure. */
  readonly value: number;
  readonly standardError: number;
  /** Of all rows that are not in the slice. */
  readonly rest: number;
}

/** Where a model fares worst, over one window. */
export interface WorstSlices {
  readonly model: string;
  readonly measure: "accuracy" | "mae";
  readonly window: Window;
  /** Labelled rows that were looked at, and their quality altogether. */
  readonly rows: number;
  readonly value: number;
  readonly standardError: number;
  /** The surest first; empty where none surely fares worse. */
  readonly slices: readonly SliceQuality[];
}

import type { Window } from "./time.ts";

/** The accuracy of a model over one window as it is to be expected without labels. */
export interface QualityEstimate {
  readonly model: string;
  readonly window: Window;
  /** Predictions of the window, and those of them that the reference tells something about. */
  readonly rows: number;
  readonly covered: number;
  /** Expected accuracy with a 95 % interval; NaN-free: null where too few rows are covered. */
  readonly accuracy: {
    readonly value: number;
    readonly standardError: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Expected F1 of the positive class; two classes only. */
  readonly f1: { readonly value: number; readonly standardError: number } | null;
  /** What came out on the predictions of the window that have their label by now; null without any. */
  readonly truth: { readonly accuracy: number; readonly rows: number } | null;
}

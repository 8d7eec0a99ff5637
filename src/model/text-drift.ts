import type { DriftReport } from "./drift-report.ts";

/** Texts of one kind, or embeddings, of a model beside their reference. */
export interface TextDriftColumn {
  /** `prompt`, `answer`, or the name of a text feature or an embedding. */
  readonly column: string;
  readonly kind: "text" | "embedding";
  /** Rows that were looked at, of the window and of the reference: at most 400 each. */
  readonly rows: number;
  readonly referenceRows: number;
  /** How well the two can be told apart: 0 not at all, 1 always; null with fewer than 50 rows on a side. */
  readonly value: number | null;
  readonly standardError: number | null;
  /** `drift`: surely other, and by enough. `slight`: surely other, too little to matter. */
  readonly verdict: "drift" | "slight" | "none" | "untested";
}

/** What people write to a model and what it answers, over one window, beside a reference; the worst first. */
export interface TextDriftReport extends Pick<DriftReport, "model" | "window" | "reference"> {
  readonly columns: readonly TextDriftColumn[];
}

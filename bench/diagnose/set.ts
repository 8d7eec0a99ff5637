import type { Figure } from "../report.ts";

/** What a run of the bench was told. */
export interface SetOptions {
  /** Folder of the set to be judged; empty for sets that make their own data. */
  readonly data: string;
  /** The same folder under `--train DIR`; equal to `data` where not given. */
  readonly train: string;
  readonly seed: number;
  /** How many incidents a set that draws them should draw. */
  readonly count?: number;
  /** Path of a JSON file with settings for a set that draws. */
  readonly config?: string;
}

/** A data set of the bench `diagnose`: one file, one line in the list of bench/diagnose.ts. */
export interface DiagnoseSet {
  /** As in `--only`. */
  readonly name: string;
  /** Its folder under `--data`, there or in `rca/`; null when it makes its own data. */
  readonly folder: string | null;
  /** Figures with their notes for people. */
  run(options: SetOptions): Promise<{
    readonly figures: readonly Figure[];
    readonly notes: readonly string[];
  }>;
}

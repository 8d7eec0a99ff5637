import type { Figure } from "../report.ts";

/** What a run of the bench was told. */
export interface SetOptions {
  /** Folder of the set to be judged, `DIR/<folder>` of `--data DIR`; DIR itself for sets without one, empty where not given. */
  readonly data: string;
  /** The same folder under `--train DIR`; equal to `data` where not given. */
  readonly train: string;
  readonly seed: number;
  /** Names of `--detector`; null for all. */
  readonly detectors: readonly string[] | null;
}

/** A data set of the bench `detect`: one file, one line in the list of bench/detect.ts. */
export interface DetectSet {
  /** As in `--only`. */
  readonly name: string;
  /** Its folder under `--data`; null when it makes its own data. Skipped by name where the folder is absent. */
  readonly folder: string | null;
  /** Figures with their notes for people. */
  run(options: SetOptions): Promise<{
    readonly figures: readonly Figure[];
    readonly notes: readonly string[];
  }>;
}

import type { Message } from "./message.ts";
import type { Window } from "./time.ts";

/** What live inputs are compared with. */
export const driftReferences = ["fixed", "sliding", "seasonal"] as const;
export type DriftReferenceKind = (typeof driftReferences)[number];

/** How drift of live inputs is judged, and when it pages. Defaults and meanings stand with the configuration. */
export interface DriftOptions {
  /** Whether drift pages only where the estimate of quality says that it matters. */
  readonly pageOnlyWhenItMatters: boolean;
  readonly reference: DriftReferenceKind;
  /** Days before the window that a sliding reference holds. */
  readonly slidingDays: number;
  /** After how long a seasonal reference repeats itself. */
  readonly season: "day" | "week";
  readonly numberTest: "auto" | "kolmogorov-smirnov" | "chi-squared";
  readonly numberEffect:
    | "auto"
    | "wasserstein"
    | "jensen-shannon"
    | "population-stability"
    | "hellinger"
    | "total-variation";
  readonly categoryEffect:
    | "jensen-shannon"
    | "population-stability"
    | "hellinger"
    | "total-variation"
    | "l-infinity";
  readonly effectMin: number;
  readonly significance: number;
  readonly correction: "benjamini-hochberg" | "holm" | "none";
  readonly rowsMin: number;
  /** model → what differs for it */
  readonly models: {
    readonly [model: string]: {
      readonly reference?: DriftReferenceKind | undefined;
      readonly pageOnlyWhenItMatters?: boolean | undefined;
    };
  };
}

/** What holds where nothing is configured. */
export const driftDefaults: DriftOptions = {
  pageOnlyWhenItMatters: true,
  reference: "fixed",
  slidingDays: 7,
  season: "day",
  numberTest: "auto",
  numberEffect: "auto",
  categoryEffect: "jensen-shannon",
  effectMin: 0.1,
  significance: 0.01,
  correction: "benjamini-hochberg",
  rowsMin: 100,
  models: {},
};

/** Whether drift of a model pages by itself. */
export function pagesOnDrift(options: DriftOptions, model: string): boolean {
  return !(options.models[model]?.pageOnlyWhenItMatters ?? options.pageOnlyWhenItMatters);
}

/** What an input of a model looks like beside its reference. */
export interface DriftColumn {
  readonly feature: string;
  /** `drift`: significant and large. `slight`: significant, too small to matter. */
  readonly verdict: "drift" | "slight" | "none" | "untested";
  /** Its text is `driftTest.<name>`; null where nothing was tested. */
  readonly test: string | null;
  /** Adjusted for the number of features. */
  readonly pValue: number | null;
  /** Its text is `driftEffect.<name>`. */
  readonly effect: string | null;
  readonly size: number | null;
  /** Share of values that the reference never showed. */
  readonly unseenShare: number;
  readonly referenceMissing: number;
  readonly currentMissing: number;
  /** Why this test, why this size, what came out. */
  readonly reasons: readonly Message[];
}

/** The inputs of a model over one window beside their reference, the worst first. */
export interface DriftReport {
  readonly model: string;
  readonly window: Window;
  readonly reference: {
    /** What was compared with; `fixed` also where too little is kept yet for what was asked for. */
    readonly kind: DriftReferenceKind | "window";
    readonly asked: DriftReferenceKind | "window";
    /** From when to when; null of a fixed one. */
    readonly window: Window | null;
  };
  /** Predictions of the window. */
  readonly rows: number;
  /** Features that could be tested. */
  readonly tested: number;
  readonly columns: readonly DriftColumn[];
}

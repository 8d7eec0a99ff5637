import type { AnswerLikelihood } from "./answer-likelihood.ts";
import type { DriftReport } from "./drift-report.ts";
import type { QualityEstimate } from "./quality-estimate.ts";
import type { RowReport } from "./row-report.ts";
import type { StructuredLabel, StructuredOutput } from "./structured-value.ts";
import type { TextDriftReport } from "./text-drift.ts";
import type { TextLikeness } from "./text-likeness.ts";
import type { WindowGrid } from "./time.ts";

/**
 * What measures and probes may ask of the store. The store answers with small aggregates computed in
 * SQL, never with tables. Every request covers all subjects of the project at once (or the named
 * ones) and every window of a grid, so that one tick costs a handful of queries.
 *
 * Rows with `version: ""` hold all versions together; the others one version each.
 */
export type SummaryRequest =
  | {
      /** Volume, output format and score facts of predictions. */
      readonly kind: "predictions";
      readonly grid: WindowGrid;
      readonly models?: readonly string[];
      /**
       * model → what its output must look like, as `readOutputFormat` reads it: "json", a JSON Schema
       * document or a regular expression (RE2). Outputs whose tag `output_format` is "json" are checked
       * for JSON where the model has no entry.
       */
      readonly formats?: { readonly [model: string]: string };
    }
  | {
      /** Counts, nulls, moments and frozen-bin histograms of features. */
      readonly kind: "features";
      readonly grid: WindowGrid;
      readonly models?: readonly string[];
      /** model → feature → ascending inner bin edges, or the known categories. */
      readonly bins: { readonly [model: string]: { readonly [feature: string]: FeatureBins } };
    }
  | {
      /**
       * What features look like before any bins are known: from it `measure/reference.ts` freezes the
       * bins of a reference. Asked rarely (a new model, a new reference window), on a grid of one window.
       */
      readonly kind: "feature-profiles";
      readonly grid: WindowGrid;
      readonly models?: readonly string[];
      /** Ascending, each in [0, 1]; at most 64. */
      readonly probabilities: readonly number[];
      /** How many of the most frequent texts to return per feature; at most 1,000. */
      readonly categoriesMax: number;
    }
  | {
      readonly kind: "outcomes";
      readonly grid: WindowGrid;
      readonly models?: readonly string[];
      /** model → class whose scores are listed; without it the greater of two class names. */
      readonly positiveClasses?: { readonly [model: string]: string };
    }
  | {
      /**
       * Losses of labelled predictions by bin of their features, over a grid of one window. Asked rarely: it
       * joins predictions with their labels.
       */
      readonly kind: "slices";
      readonly grid: WindowGrid;
      readonly models: readonly string[];
      /** model → feature → its bins; features that are not named are not looked at. */
      readonly bins: { readonly [model: string]: { readonly [feature: string]: FeatureBins } };
      /** Labelled rows of a model that are looked at; of more a sample by the hash of their ids. */
      readonly rowsMax: number;
    }
  | {
      /**
       * How sure classifiers were of their outputs, and how often they were right, over a grid of one window.
       * Asked rarely.
       */
      readonly kind: "confidence";
      readonly grid: WindowGrid;
      readonly models: readonly string[];
      /** Labelled predictions from here to the window's start are told too; without it none. */
      readonly referenceStart?: number;
      /** Predictions of the window from here on are counted apart too; without it all. */
      readonly recentStart?: number;
    }
  | { readonly kind: "spans"; readonly grid: WindowGrid; readonly services?: readonly string[] }
  | { readonly kind: "llm-calls"; readonly grid: WindowGrid; readonly models?: readonly string[] };

export type FeatureBins =
  | { readonly type: "number"; readonly edges: readonly number[] }
  | { readonly type: "text"; readonly categories: readonly string[] };

export interface PredictionSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  readonly count: number;
  /** Outputs that were checked against the declared format, and those that passed. */
  readonly formatChecked: number;
  readonly formatValid: number;
  readonly outputNumber: Moments;
  /** Output class → count; at most 100 classes, the rest under "". */
  readonly outputs: ReadonlyMap<string, number>;
}

export interface FeatureSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  readonly feature: string;
  /** Predictions that carry the feature, null or not. */
  readonly count: number;
  readonly nulls: number;
  readonly moments: Moments;
  /**
   * Rows per bin, nulls and NaN left out. Numbers have edges.length + 1 bins: bin i holds the values with
   * edges[i - 1] < value <= edges[i]. Texts have one bin per known category and a last one for the others.
   */
  readonly histogram: readonly number[];
}

/** One feature of one model, all versions together, over one window. */
export interface FeatureProfile {
  readonly window: number;
  readonly model: string;
  readonly feature: string;
  readonly type: "number" | "text";
  /** Predictions that carry the feature, null or not. */
  readonly count: number;
  readonly nulls: number;
  /** Value at each requested probability (Hyndman-Fan 7); empty for texts and where all are null. */
  readonly quantiles: readonly number[];
  /** The most frequent texts with their rows, most frequent first, ties by text; empty for numbers. */
  readonly categories: readonly { readonly value: string; readonly count: number }[];
}

/** Predictions of a window joined with the labels that have come so far. */
export interface OutcomeSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  /** Predictions in the window, with a label or without. */
  readonly predictions: number;
  readonly labelled: number;
  /** Truth → output → count; empty for regressions. At most 100 x 100 classes. */
  readonly confusion: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Score of the positive class, ascending, with the rows at each score; binary tasks only. */
  readonly scores: readonly {
    readonly score: number;
    readonly positive: number;
    readonly negative: number;
  }[];
  /** Of outputs and labels as numbers; regression only. */
  readonly regression: {
    readonly count: number;
    readonly labelSum: number;
    readonly labelSquareSum: number;
    readonly errorSum: number;
    readonly errorSquareSum: number;
    readonly errorFourthSum: number;
    readonly absoluteErrorSum: number;
    /** Of the squares of those errors that are above 0. */
    readonly overSquareSum: number;
    /** Of |error / label|, over the rows whose label is not 0. */
    readonly shareCount: number;
    readonly shareSum: number;
    readonly shareSquareSum: number;
    /** Of 2 |error| / (|label| + |output|), 0 where both are 0. */
    readonly symmetricSum: number;
    readonly symmetricSquareSum: number;
  } | null;
  /** Median and 95th percentile of label time minus prediction time, in ms. */
  readonly labelDelayMsP50: number | null;
  readonly labelDelayMsP95: number | null;
}

/** Labelled predictions in one bin of one feature of a model; feature "" holds all of them. */
export interface SliceSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  readonly feature: string;
  /** As in `FeatureSummary`; -1 holds the missing values. */
  readonly bin: number;
  /** Of classes a loss is 1 for a wrong output and 0 for a right one, else the size of the error. */
  readonly isClass: boolean;
  readonly count: number;
  readonly lossSum: number;
  readonly lossSquareSum: number;
}

/** Predictions of one version with one output and about the same confidence in it. */
export interface ConfidenceSummary {
  readonly window: number;
  /** Predictions of the window; those of them that have their label; labelled ones from before it. */
  readonly part: "current" | "labelled" | "reference";
  readonly model: string;
  readonly version: string;
  readonly output: string;
  /** Confidence: 0 to 44 in steps of 2 % up to 0.9, then ten for each decade of what is left to 1, up to 65. */
  readonly step: number;
  readonly count: number;
  /** Of these, outputs that are the label; 0 for `current`. */
  readonly hits: number;
  /** Of these, rows from the request's `recentStart` on; 0 but for `current`. */
  readonly recent: number;
}

/** What is expected of a model's quality without labels, worked out from other summaries. */
export interface EstimateSummary extends QualityEstimate {
  readonly version: string;
  /** Whether any input drifts; null where that is not known. */
  readonly isDrifting: boolean | null;
}

/** A ranking, boxes, a forecast or a time to an event beside what came out. */
export interface JudgedOutput {
  readonly version: string;
  readonly output: StructuredOutput;
  readonly label: StructuredLabel;
}

/** Such outputs, or answers in words, of one version, or of all under "", over one window; a sample of the labelled ones. */
export interface JudgedOutputSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  /** Predictions of the window, and those of them that have their label. */
  readonly predictions: number;
  readonly labelled: number;
  readonly rows: readonly Pick<JudgedOutput, "output" | "label">[];
  /** Of answers in words instead: how like the text of its label each is. */
  readonly texts: readonly TextLikeness[];
  /** What was found for answers in words, best first, and what of it is relevant. */
  readonly searches: readonly {
    readonly retrieved: readonly string[];
    readonly relevant: readonly string[];
  }[];
}

/** The inputs of a model beside their reference, worked out from other summaries. */
export interface DriftSummary extends DriftReport {
  readonly version: string;
}

/** The texts and embeddings of a model beside their reference, worked out from drawn ones. */
export interface TextDriftSummary extends TextDriftReport {
  readonly version: string;
}

/** A sample of a model's predictions beside its reference, worked out from drawn ones. */
export interface RowSummary extends RowReport {
  readonly version: string;
  readonly spreads: readonly Spread[];
}

/** How the numbers of a feature, of the outputs or of a class's scores are spread in a sample. */
export interface Spread {
  readonly part: "feature" | "output" | "score";
  /** The feature, or the class; empty of outputs. */
  readonly name: string;
  /** Finite values that it rests on, above 0. */
  readonly count: number;
  readonly quantiles: readonly {
    readonly level: "p05" | "p50" | "p95";
    readonly value: number;
    readonly standardError: number | null;
  }[];
  /** NaN where it is undefined. */
  readonly mean: { readonly value: number; readonly standardError: number };
}

export interface SpanSummary {
  readonly window: number;
  readonly service: string;
  /** Empty: the service's own server and internal root spans; else client spans to this peer. */
  readonly peer: string;
  readonly version: string;
  readonly count: number;
  readonly errors: number;
  readonly durationMs: Quantiles;
}

export interface LlmCallSummary {
  readonly window: number;
  readonly model: string;
  /** Prompt version where spans name one, else model version. */
  readonly version: string;
  readonly count: number;
  readonly errors: number;
  readonly durationMs: Quantiles;
  readonly timeToFirstTokenMs: Quantiles;
  readonly inputTokens: Moments;
  readonly outputTokens: Moments;
  readonly costUsd: Moments;
  /** Calls that declared their answer to be JSON and told it, and those whose answer was. */
  readonly formatChecked: number;
  readonly formatValid: number;
  /** Calls whose prompt was told, and those whose prompt looks like prompt injection. */
  readonly injectionChecked: number;
  readonly injectionSuspected: number;
}

/** What a sample of answers of a language model looks like, by its words. */
export interface LlmAnswerSummary {
  readonly window: number;
  readonly model: string;
  readonly version: string;
  readonly signs: {
    readonly [
      Sign in "refusal" | "empty" | "truncated" | "otherLanguage" | "rude" | "personalData"
    ]: {
      /** Answers with the sign, of those of which it can be told. */
      readonly seen: number;
      readonly of: number;
    };
  } & {
    readonly [Number in "repetition" | "groundedness" | "groundedNumbers"]: Pick<
      Moments,
      "count" | "sum" | "squareSum"
    >;
  };
  /** Of answers whose tokens have known probabilities; a sample of its own. */
  readonly likelihoods: readonly AnswerLikelihood[];
}

/** Of the finite, present values only. Variance = (squareSum - sum²/count) / (count - 1). */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly squareSum: number;
  readonly min: number | null;
  readonly max: number | null;
}

/**
 * Quantiles with 95 % confidence limits from order statistics: for probability p of n sorted values the
 * values at ranks n p -+ 1.96 sqrt(n p (1 - p)), rounded outward and kept within 1 to n.
 */
export interface Quantiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p50Low: number | null;
  readonly p50High: number | null;
  readonly p95Low: number | null;
  readonly p95High: number | null;
  readonly p99Low: number | null;
  readonly p99High: number | null;
  readonly mean: number | null;
}

/**
 * Kind of summary → its rows. Those that no request asks for are worked out from others by the pipeline.
 */
export interface SummaryRows {
  readonly predictions: PredictionSummary;
  readonly features: FeatureSummary;
  readonly "feature-profiles": FeatureProfile;
  readonly outcomes: OutcomeSummary;
  readonly slices: SliceSummary;
  readonly confidence: ConfidenceSummary;
  readonly estimates: EstimateSummary;
  readonly drift: DriftSummary;
  readonly "text-drift": TextDriftSummary;
  readonly rows: RowSummary;
  readonly "judged-outputs": JudgedOutputSummary;
  readonly spans: SpanSummary;
  readonly "llm-calls": LlmCallSummary;
  readonly "llm-answers": LlmAnswerSummary;
}
export type SummaryKind = keyof SummaryRows;

/** How a pure part's caller asks the store; rows come ordered by window, subject and slice. */
export interface SummarySource {
  summarise<Kind extends SummaryKind>(
    project: string,
    request: Extract<SummaryRequest, { readonly kind: Kind }>,
  ): Promise<readonly SummaryRows[Kind][]>;
}

/** What the reference of a feature looks like: bins frozen on it, and its shares. */
export interface FeatureReference {
  readonly model: string;
  readonly feature: string;
  readonly bins: FeatureBins;
  readonly histogram: readonly number[];
  readonly count: number;
  readonly nulls: number;
  /** Importance for the output, 0 to 1; null where unknown. */
  readonly importance: number | null;
}

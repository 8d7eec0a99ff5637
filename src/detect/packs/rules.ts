import type { Json } from "../../model/json.ts";
import type { BadDirection, Severity } from "../../model/monitor.ts";

/** How a pack watches one measure. */
export interface WatchRule {
  readonly direction: BadDirection;
  readonly class: "objective" | "evidence";
  readonly severity: Severity;
  /** Code of the reason, with {subject} and where there is one {peer}. */
  readonly reason: string;
  /** Settings of `robust-season` that differ from its defaults. */
  readonly settings: { readonly [name: string]: Json };
}

/** A loss of five points in a hundred is the least that people act on. */
const quality = {
  direction: "down",
  class: "objective",
  severity: "critical",
  reason: "pack/quality",
  settings: { changeMin: 0.05, changeMinRatio: 0, countMin: 10 },
} as const satisfies WatchRule;

/** Errors of regressions vary by factors with the rows at hand; a third more is the least that matters. */
const regressionError = {
  direction: "up",
  class: "objective",
  severity: "critical",
  reason: "pack/quality",
  settings: { transform: "log", changeMinRatio: 0.33, countMin: 10 },
} as const satisfies WatchRule;

/** Two requests in a hundred; fewer than ten requests are judged by nobody. */
const errors = {
  direction: "up",
  class: "objective",
  severity: "critical",
  reason: "pack/errors",
  settings: { changeMin: 0.02, changeMinRatio: 0, countMin: 10 },
} as const satisfies WatchRule;

/** People notice half as much again, and nobody is woken for 50 ms: half of what a person perceives. */
const latency = {
  direction: "up",
  class: "objective",
  severity: "warning",
  reason: "pack/latency",
  settings: { transform: "log", changeMinRatio: 0.5, changeMin: 50, countMin: 10 },
} as const satisfies WatchRule;

const volume = {
  direction: "both",
  class: "evidence",
  severity: "info",
  reason: "pack/volume",
  settings: { transform: "log", changeMinRatio: 0.5 },
} as const satisfies WatchRule;

const cost = {
  direction: "both",
  class: "evidence",
  severity: "info",
  reason: "pack/cost",
  settings: { transform: "log", changeMinRatio: 0.33, countMin: 10 },
} as const satisfies WatchRule;

const inputs = {
  direction: "up",
  class: "evidence",
  severity: "info",
  reason: "pack/inputs",
} as const;

const outputs = {
  direction: "both",
  class: "evidence",
  severity: "info",
  reason: "pack/outputs",
} as const;

/**
 * Measure → how it is watched. One figure of quality or error per kind is an objective; kin of it that
 * move with it (precision with F1, R² with the mean absolute error) are evidence, so that one loss does
 * not count as five.
 */
export const watchRules: { readonly [measure: string]: WatchRule } = {
  accuracy: quality,
  f1: quality,
  "auc-roc": quality,
  precision: { ...quality, class: "evidence", severity: "info" },
  recall: { ...quality, class: "evidence", severity: "info" },
  mae: regressionError,
  rmse: { ...regressionError, class: "evidence", severity: "info" },
  mse: { ...regressionError, class: "evidence", severity: "info" },
  r2: { ...quality, class: "evidence", severity: "info" },
  ndcg: quality,
  "box-precision": quality,
  mase: regressionError,
  concordance: quality,
  "token-f1": quality,
  "exact-match": { ...quality, class: "evidence", severity: "info" },
  "valid-output": { ...quality, reason: "pack/output" },
  "output-mean": { ...outputs, settings: { changeMinRatio: 0.1, countMin: 10 } },
  "output-share": { ...outputs, settings: { changeMin: 0.1, changeMinRatio: 0, countMin: 20 } },
  "prediction-rate": volume,
  "feature-null-share": {
    ...inputs,
    settings: { changeMin: 0.02, changeMinRatio: 0, countMin: 10 },
  },
  "feature-jensen-shannon": {
    ...inputs,
    settings: { changeMin: 0.1, changeMinRatio: 0, countMin: 20 },
  },
  "feature-mean": {
    ...inputs,
    direction: "both",
    settings: { changeMinRatio: 0.05, countMin: 10 },
  },
  "request-rate": volume,
  "error-rate": errors,
  "latency-p50": {
    ...latency,
    class: "evidence",
    severity: "info",
    settings: { ...latency.settings, changeMin: 5 },
  },
  "latency-p95": latency,
  "latency-p99": { ...latency, class: "evidence", severity: "info" },
  "llm-rate": volume,
  "llm-error-rate": errors,
  "llm-valid-output": { ...quality, reason: "pack/output" },
  "llm-latency-p95": latency,
  "llm-first-token-p95": latency,
  "llm-input-tokens": cost,
  "llm-output-tokens": cost,
  "llm-cost": { ...cost, direction: "up" },
  "llm-spend": { ...cost, direction: "up" },
};

/**
 * Measures that have no rule here: they move with one that is watched, or are there class by class
 * for diagnosis. Anyone may declare a monitor on them. Drift and what it is expected to cost are watched as the
 * settings of drift say: see `drift.ts`.
 */
export const unwatchedMeasures: readonly string[] = [
  "balanced-accuracy",
  "specificity",
  "mcc",
  "kappa",
  "auc-pr",
  "separation",
  "lift",
  "log-loss",
  "brier",
  "calibration-error",
  "score-bias",
  "mean-error",
  "mape",
  "smape",
  "quantile-loss",
  "worth",
  "average-precision",
  "reciprocal-rank",
  "hit-rate",
  "precision-at-k",
  "recall-at-k",
  "ranking-coverage",
  "ranking-diversity",
  "ranking-novelty",
  "box-overlap",
  "interval-coverage",
  "direction",
  "survival-brier",
  "rouge-l",
  "retrieval-hit",
  "retrieval-reciprocal-rank",
  "bleu",
  "chrf",
  "estimated-accuracy",
  "estimated-f1",
  "estimated-auc",
  "estimated-mae",
  "estimated-mse",
  "expected-loss",
  "drifted-features",
  "drifted-texts",
  "text-drift",
  "drifted-outputs",
  "output-distance",
  "feature-quantile",
  "output-quantile",
  "score-quantile",
  "score-mean",
  "repeated-inputs",
  "schema-changes",
  "mistyped-rows",
  "outlying-inputs",
  "correlation-change",
  "prediction-age",
  "feature-age",
  "worst-slice-accuracy",
  "worst-slice-mae",
  "slice-accuracy",
  "slice-mae",
  "label-coverage",
  "label-delay-p50",
  "label-delay-p95",
  "label-share",
  "class-recall",
  "class-precision",
  "feature-deviation",
  "feature-unseen-share",
  "llm-suspected-injection",
  "llm-refusal",
  "llm-empty-answer",
  "llm-truncated-answer",
  "llm-repetition",
  "llm-groundedness",
  "llm-grounded-numbers",
  "llm-perplexity",
  "llm-other-language",
  "llm-rude-language",
  "llm-personal-data",
];

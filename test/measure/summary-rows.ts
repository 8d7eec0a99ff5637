import { regressionSumsOf } from "../../src/measure/quality/regression-scores.ts";
import type { MeasureContext } from "../../src/measure/measure.ts";
import type { Moments, OutcomeSummary, Quantiles, SummaryRows } from "../../src/model/summary.ts";

/** A context of one minute that has long ended, with nothing known. */
export const plainContext: MeasureContext = {
  grid: { firstStart: 0, sizeMs: 60_000, stepMs: 10_000, count: 3 },
  now: 10_000_000,
  tasks: new Map(),
  positiveClasses: new Map(),
  references: new Map(),
  worths: new Map(),
  labelledModels: new Set(["m"]),
  labelCoverageMin: 0.8,
  labelHorizonMs: 600_000,
};

export const noValues: Moments = { count: 0, sum: 0, squareSum: 0, min: null, max: null };

/** The sums of these values. */
export function momentsOf(values: readonly number[]): Moments {
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squareSum: values.reduce((sum, value) => sum + value * value, 0),
    min: values.length > 0 ? Math.min(...values) : null,
    max: values.length > 0 ? Math.max(...values) : null,
  };
}

export const noQuantiles: Quantiles = {
  count: 0,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p50Low: null,
  p50High: null,
  p95Low: null,
  p95High: null,
  p99Low: null,
  p99High: null,
  mean: null,
};

/** An outcome row from truths and outputs as class names. */
export function outcomeOf(
  pairs: readonly (readonly [truth: string, output: string])[],
  more: Partial<OutcomeSummary> = {},
): OutcomeSummary {
  const confusion = new Map<string, Map<string, number>>();
  for (const [truth, output] of pairs) {
    const row = confusion.get(truth) ?? new Map<string, number>();
    confusion.set(truth, row.set(output, (row.get(output) ?? 0) + 1));
  }
  return {
    window: 0,
    model: "m",
    version: "",
    predictions: pairs.length,
    labelled: pairs.length,
    confusion,
    scores: [],
    regression: null,
    labelDelayMsP50: null,
    labelDelayMsP95: null,
    ...more,
  };
}

/** An outcome row of a regression from labels and outputs. */
export function regressionOf(
  pairs: readonly (readonly [label: number, output: number])[],
): OutcomeSummary {
  return outcomeOf([], {
    predictions: pairs.length,
    labelled: pairs.length,
    regression: regressionSumsOf({
      truths: pairs.map(([label]) => label),
      outputs: pairs.map(([, output]) => output),
    }),
  });
}

/** Rows of every kind with nothing in them: no values, no labels, one class, one window. */
export const emptyRows: { readonly [Kind in keyof SummaryRows]: SummaryRows[Kind] } = {
  predictions: {
    window: 0,
    model: "m",
    version: "",
    count: 0,
    formatChecked: 0,
    formatValid: 0,
    outputNumber: noValues,
    outputs: new Map(),
  },
  features: {
    window: 0,
    model: "m",
    version: "",
    feature: "f",
    count: 0,
    nulls: 0,
    moments: noValues,
    histogram: [],
  },
  "feature-profiles": {
    window: 0,
    model: "m",
    feature: "f",
    type: "number",
    count: 0,
    nulls: 0,
    quantiles: [],
    categories: [],
  },
  outcomes: outcomeOf([]),
  slices: {
    window: 0,
    model: "m",
    version: "",
    feature: "",
    bin: 0,
    isClass: true,
    count: 0,
    lossSum: 0,
    lossSquareSum: 0,
  },
  confidence: {
    window: 0,
    part: "current",
    model: "m",
    version: "",
    output: "",
    step: 0,
    count: 0,
    hits: 0,
    recent: 0,
  },
  estimates: {
    model: "m",
    version: "",
    window: { start: 0, end: 60_000 },
    rows: 0,
    covered: 0,
    accuracy: null,
    f1: null,
    truth: null,
    scores: [],
    referenceRows: 0,
    labelledRows: 0,
    loss: null,
    warnings: [],
    isDrifting: null,
  },
  drift: {
    model: "m",
    version: "",
    window: { start: 0, end: 60_000 },
    reference: { kind: "fixed", asked: "fixed", window: null },
    rows: 0,
    tested: 0,
    columns: [],
  },
  "llm-answers": {
    window: 0,
    model: "m",
    version: "",
    signs: {
      refusal: { seen: 0, of: 0 },
      empty: { seen: 0, of: 0 },
      truncated: { seen: 0, of: 0 },
      otherLanguage: { seen: 0, of: 0 },
      rude: { seen: 0, of: 0 },
      personalData: { seen: 0, of: 0 },
      repetition: { count: 0, sum: 0, squareSum: 0 },
      groundedness: { count: 0, sum: 0, squareSum: 0 },
      groundedNumbers: { count: 0, sum: 0, squareSum: 0 },
    },
    likelihoods: [],
  },
  "judged-outputs": {
    window: 0,
    model: "m",
    version: "",
    predictions: 0,
    labelled: 0,
    rows: [],
    texts: [],
    searches: [],
  },
  rows: {
    model: "m",
    version: "",
    window: { start: 0, end: 60_000 },
    reference: { kind: "fixed", asked: "fixed", window: null },
    predictions: 0,
    rows: 0,
    outputs: [],
    age: null,
    repeated: null,
    schema: null,
    correlation: null,
    outlying: null,
    spreads: [],
    ages: [],
  },
  "text-drift": {
    model: "m",
    version: "",
    window: { start: 0, end: 60_000 },
    reference: { kind: "fixed", asked: "fixed", window: null },
    columns: [],
  },
  spans: {
    window: 0,
    service: "s",
    peer: "",
    version: "",
    count: 0,
    errors: 0,
    durationMs: noQuantiles,
  },
  "llm-calls": {
    window: 0,
    model: "m",
    version: "",
    count: 0,
    errors: 0,
    durationMs: noQuantiles,
    timeToFirstTokenMs: noQuantiles,
    inputTokens: noValues,
    outputTokens: noValues,
    costUsd: noValues,
    formatChecked: 0,
    formatValid: 0,
    injectionChecked: 0,
    injectionSuspected: 0,
  },
};

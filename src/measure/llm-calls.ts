import type { Measurement } from "../model/measurement.ts";
import type { LlmCallSummary, Moments } from "../model/summary.ts";
import { meanOf, standardErrorOfMean } from "../stats/moments.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { quantileErrorSource, quantileValue } from "./quantile-value.ts";
import { rowMeasurement } from "./row-measurement.ts";
import type { Score } from "./quality/score.ts";

// Calls to language models: rate, errors, latency, first token, tokens and cost.

type CallMeasure = Measure<"llm-calls", Record<never, never>>;

const common = {
  subject: "model",
  tasks: ["generation"],
  settings: {},
  needs: "llm-calls",
} as const satisfies Partial<CallMeasure>;

const meanSource = "Σ x / n over calls that report it. Standard error sqrt(s² / n).";

/** Calls per second. */
export const llmRate: CallMeasure = {
  ...common,
  name: "llm-rate",
  series: "aceso_llm_rate_per_second",
  unit: "1/s",
  summary: "Calls to a language model per second.",
  source: "count / window. Standard error sqrt(count) / window, Poisson.",
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachCallRow("llm-rate", rows, context, (row) => ({
      value: (row.count * 1000) / context.grid.sizeMs,
      count: row.count,
      standardError: (Math.sqrt(row.count) * 1000) / context.grid.sizeMs,
    })),
};

/** Share of calls that failed. */
export const llmErrorRate: CallMeasure = {
  ...common,
  name: "llm-error-rate",
  series: "aceso_llm_error_rate_ratio",
  unit: "ratio",
  summary: "Share of calls to a language model that ended in an error.",
  source:
    "errors / count. Standard error sqrt(p (1 - p) / n), binomial; with no or only errors p = (errors + 1) / (n + 2), Laplace's rule of succession.",
  class: "objective",
  measure: (rows, _settings, context) =>
    eachCallRow("llm-error-rate", rows, context, (row) => ({
      value: row.errors / row.count,
      count: row.count,
      standardError: shareStandardError(row.errors, row.count),
    })),
};

/** Share of answers that are the JSON their spans declare. */
export const llmValidOutput: CallMeasure = {
  ...common,
  name: "llm-valid-output",
  series: "aceso_llm_valid_output_ratio",
  unit: "ratio",
  summary:
    "Share of answers that are valid JSON, of the calls whose span says `gen_ai.output.type` = json and carries the answer.",
  source:
    "valid / checked. Standard error sqrt(p (1 - p) / n), binomial; with none or all valid by Laplace's rule of succession.",
  class: "objective",
  measure: (rows, _settings, context) =>
    eachCallRow(
      "llm-valid-output",
      rows.filter((row) => row.formatChecked > 0),
      context,
      (row) => ({
        value: row.formatValid / row.formatChecked,
        count: row.formatChecked,
        standardError: shareStandardError(row.formatValid, row.formatChecked),
      }),
    ),
};

/** Share of calls whose prompt looks like an attempt at prompt injection. */
export const llmSuspectedInjection: CallMeasure = {
  ...common,
  name: "llm-suspected-injection",
  series: "aceso_llm_suspected_injection_ratio",
  unit: "ratio",
  summary:
    "Share of calls whose prompt holds a well-known phrase of prompt injection, of the calls whose span carries the prompt. A heuristic: it misses what is reworded and counts quotations.",
  source:
    "suspected / checked; phrases of OWASP LLM01:2025. Standard error sqrt(p (1 - p) / n), binomial; with none or all by Laplace's rule of succession.",
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachCallRow(
      "llm-suspected-injection",
      rows.filter((row) => row.injectionChecked > 0),
      context,
      (row) => ({
        value: row.injectionSuspected / row.injectionChecked,
        count: row.injectionChecked,
        standardError: shareStandardError(row.injectionSuspected, row.injectionChecked),
      }),
    ),
};

/** Time within which 95 % of calls were complete. */
export const llmLatencyP95: CallMeasure = {
  ...common,
  name: "llm-latency-p95",
  series: "aceso_llm_latency_p95_ms",
  unit: "ms",
  summary: "Time within which 95 % of calls to a language model were complete.",
  source: `Quantile of call durations. ${quantileErrorSource}`,
  class: "objective",
  measure: (rows, _settings, context) =>
    eachCallRow("llm-latency-p95", rows, context, (row) => quantileValue(row.durationMs, "p95")),
};

/** Time within which 95 % of calls showed their first token. */
export const llmFirstTokenP95: CallMeasure = {
  ...common,
  name: "llm-first-token-p95",
  series: "aceso_llm_first_token_p95_ms",
  unit: "ms",
  summary: "Time within which 95 % of streaming calls showed their first token.",
  source: `Quantile of the time to the first token. ${quantileErrorSource}`,
  class: "objective",
  measure: (rows, _settings, context) =>
    eachCallRow(
      "llm-first-token-p95",
      rows.filter((row) => row.timeToFirstTokenMs.count > 0),
      context,
      (row) => quantileValue(row.timeToFirstTokenMs, "p95"),
    ),
};

/** Mean tokens of a prompt. */
export const llmInputTokens: CallMeasure = {
  ...common,
  name: "llm-input-tokens",
  series: "aceso_llm_input_tokens",
  unit: "tokens",
  summary: "Mean tokens of a prompt.",
  source: meanSource,
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachMean("llm-input-tokens", rows, context, (row) => row.inputTokens),
};

/** Mean tokens of an answer. */
export const llmOutputTokens: CallMeasure = {
  ...common,
  name: "llm-output-tokens",
  series: "aceso_llm_output_tokens",
  unit: "tokens",
  summary: "Mean tokens of an answer.",
  source: meanSource,
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachMean("llm-output-tokens", rows, context, (row) => row.outputTokens),
};

/** Mean cost of a call. */
export const llmCost: CallMeasure = {
  ...common,
  name: "llm-cost",
  series: "aceso_llm_cost_usd",
  unit: "USD",
  summary: "Mean cost of a call.",
  source: meanSource,
  class: "evidence",
  measure: (rows, _settings, context) => eachMean("llm-cost", rows, context, (row) => row.costUsd),
};

/** What all calls of a window cost together. */
export const llmSpend: CallMeasure = {
  ...common,
  name: "llm-spend",
  series: "aceso_llm_spend_usd",
  unit: "USD",
  summary: "What all calls of a window cost together.",
  source:
    "Σ cost. Standard error sqrt(Σ cost²): calls come as a Poisson stream, so the sum is compound Poisson.",
  class: "evidence",
  measure: (rows, _settings, context) =>
    eachCallRow(
      "llm-spend",
      rows.filter((row) => row.costUsd.count > 0),
      context,
      ({ costUsd }) => ({
        value: costUsd.sum,
        count: costUsd.count,
        standardError: Math.sqrt(costUsd.squareSum),
      }),
    ),
};

function eachMean(
  measure: string,
  rows: readonly LlmCallSummary[],
  context: MeasureContext,
  momentsOf: (row: LlmCallSummary) => Moments,
): readonly Measurement[] {
  const reporting = rows.filter((row) => momentsOf(row).count > 0);
  return eachCallRow(measure, reporting, context, (row) => {
    const moments = momentsOf(row);
    return {
      value: meanOf(moments),
      count: moments.count,
      standardError: standardErrorOfMean(moments),
    };
  });
}

function eachCallRow(
  measure: string,
  rows: readonly LlmCallSummary[],
  context: MeasureContext,
  compute: (row: LlmCallSummary) => Score,
): readonly Measurement[] {
  return rows.map((row) => {
    const subject = { kind: "model", model: row.model } as const;
    return rowMeasurement({ measure, subject }, row, compute(row), context);
  });
}

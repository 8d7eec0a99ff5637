import type { Measurement } from "../model/measurement.ts";
import type { SpanSummary } from "../model/summary.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { quantileErrorSource, quantileValue } from "./quantile-value.ts";
import { rowMeasurement } from "./row-measurement.ts";
import type { Score } from "./quality/score.ts";

// Rate, errors and latency of services, and of the peers they call as slice `peer`.

type ServiceMeasure = Measure<"spans", Record<never, never>>;

/** Requests served, or calls made to a peer, per second. */
export const requestRate: ServiceMeasure = {
  name: "request-rate",
  series: "aceso_request_rate_per_second",
  unit: "1/s",
  summary: "Requests a service answered per second; with a peer, calls it made to that peer.",
  source: "count / window. Standard error sqrt(count) / window, Poisson.",
  subject: "service",
  tasks: [],
  class: "evidence",
  settings: {},
  needs: "spans",
  measure: (rows, _settings, context) =>
    eachSpanRow("request-rate", rows, context, (row) => ({
      value: (row.count * 1000) / context.grid.sizeMs,
      count: row.count,
      standardError: (Math.sqrt(row.count) * 1000) / context.grid.sizeMs,
    })),
};

/** Share of requests that failed. */
export const errorRate: ServiceMeasure = {
  name: "error-rate",
  series: "aceso_error_rate_ratio",
  unit: "ratio",
  summary: "Share of requests that ended in an error; with a peer, of the calls to that peer.",
  source:
    "errors / count. Standard error sqrt(p (1 - p) / n), binomial; with no or only errors p = (errors + 1) / (n + 2), Laplace's rule of succession.",
  subject: "service",
  tasks: [],
  class: "objective",
  settings: {},
  needs: "spans",
  measure: (rows, _settings, context) =>
    eachSpanRow("error-rate", rows, context, (row) => ({
      value: row.errors / row.count,
      count: row.count,
      standardError: shareStandardError(row.errors, row.count),
    })),
};

/** Median latency. */
export const latencyP50: ServiceMeasure = latencyAt("p50", "half", "evidence");
/** Latency that one request in twenty exceeds. */
export const latencyP95: ServiceMeasure = latencyAt("p95", "95 %", "objective");
/** Latency that one request in a hundred exceeds. */
export const latencyP99: ServiceMeasure = latencyAt("p99", "99 %", "evidence");

function latencyAt(
  which: "p50" | "p95" | "p99",
  share: string,
  measureClass: "objective" | "evidence",
): ServiceMeasure {
  const name = `latency-${which}`;
  return {
    name,
    series: `aceso_latency_${which}_ms`,
    unit: "ms",
    summary: `Time within which ${share} of requests were answered; with a peer, of the calls to that peer.`,
    source: `Quantile of span durations. ${quantileErrorSource}`,
    subject: "service",
    tasks: [],
    class: measureClass,
    settings: {},
    needs: "spans",
    measure: (rows, _settings, context) =>
      eachSpanRow(name, rows, context, (row) => quantileValue(row.durationMs, which)),
  };
}

function eachSpanRow(
  measure: string,
  rows: readonly SpanSummary[],
  context: MeasureContext,
  compute: (row: SpanSummary) => Score,
): readonly Measurement[] {
  return rows.map((row) => {
    const subject = { kind: "service", service: row.service } as const;
    const slice = row.peer === "" ? {} : { peer: row.peer };
    return rowMeasurement({ measure, subject, slice }, row, compute(row), context);
  });
}

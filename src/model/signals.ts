import type { SpanColumns, spanKinds, spanStatuses } from "./span-columns.ts";
import type { TimeMs } from "./time.ts";

/** Label name → value. `__name__` is kept apart from the labels. */
export type Labels = { readonly [name: string]: string };

/** How a metric's samples are to be read. */
export type MetricKind = "gauge" | "counter" | "histogram" | "summary" | "unknown";

/** A series seen for the first time by a sender or after a restart. Writing it twice is harmless. */
export interface SeriesRow {
  readonly metric: string;
  readonly metricId: bigint;
  readonly seriesId: bigint;
  readonly labels: Labels;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly help: string;
}

/**
 * Metric points in columns of equal length. Values keep every bit of a NaN (the stale marker is one),
 * so they never pass through plain arrays or text. The receiver owns the arrays once handed over.
 */
export interface SampleBatch {
  readonly length: number;
  readonly metricIds: BigUint64Array;
  readonly seriesIds: BigUint64Array;
  /** UTC milliseconds. */
  readonly times: BigInt64Array;
  readonly values: Float64Array;
}

/** What a call to a language model carries besides being a span; absent facts are null, never 0. */
export interface LlmCall {
  readonly operation: string;
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly finishReason: string;
  readonly promptName: string;
  readonly promptVersion: string;
  readonly session: string;
  readonly user: string;
}

/** Attributes by name, of one type. A Map is one. */
export interface AttributeEntries<Value> {
  readonly size: number;
  get(name: string): Value | undefined;
  has(name: string): boolean;
  forEach(each: (value: Value, name: string) => void): void;
}

/** One span. On the way into the store spans travel in `SpanColumns`. */
export interface SpanRow {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** 16 lower-case hex digits, or empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: (typeof spanKinds)[number];
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly status: (typeof spanStatuses)[number];
  readonly statusMessage: string;
  readonly errorType: string;
  readonly service: string;
  readonly environment: string;
  /** What a client span called (peer.service, server.address …); empty where unknown. */
  readonly peer: string;
  readonly model: string;
  readonly version: string;
  /** Text and boolean attributes, and arrays and maps as JSON text. */
  readonly attributesText: ReadonlyMap<string, string>;
  readonly attributesNumber: ReadonlyMap<string, number>;
  readonly llm: LlmCall | null;
  /** Prompt and answer; kept in a table of their own with a shorter life. */
  readonly input: string;
  readonly output: string;
}

export interface LogRow {
  readonly time: TimeMs;
  readonly severity: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "unknown";
  readonly service: string;
  readonly environment: string;
  readonly body: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly model: string;
  readonly version: string;
  readonly attributesText: AttributeEntries<string>;
  readonly attributesNumber: AttributeEntries<number>;
}

/** One inference. A feature is in exactly one of the two maps; null means present but empty. */
export interface PredictionRow {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly time: TimeMs;
  readonly featuresNumber: ReadonlyMap<string, number | null>;
  readonly featuresText: ReadonlyMap<string, string | null>;
  /** The output as text: class name, JSON, generated text; empty for purely numeric outputs. */
  readonly outputText: string;
  /** The output as a number; null where it is none. */
  readonly outputNumber: number | null;
  /** Class → probability; empty where the sender gave none. */
  readonly scores: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, string>;
  readonly traceId: string;
}

/**
 * Tags of feedback, which is kept as a prediction of the model `MODEL:NAME`: the model and the id of the
 * prediction it is about.
 */
export const feedbackTags = { model: "feedback_model", id: "feedback_id" } as const;

/** The truth about one prediction. */
export interface LabelRow {
  readonly id: string;
  readonly model: string;
  readonly labelText: string;
  readonly labelNumber: number | null;
  readonly time: TimeMs;
}

export const changeKinds = [
  "deploy",
  "config",
  "prompt",
  "data",
  "promotion",
  "feature-flag",
  "infrastructure",
  "other",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Something people or pipelines did. Names a model, a component (service), or both. */
export interface ChangeRow {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly model: string;
  readonly component: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
  readonly time: TimeMs;
  readonly title: string;
  readonly url: string;
}

/** A point of a training curve. */
export interface TrainingScalarRow {
  readonly run: string;
  readonly model: string;
  readonly version: string;
  readonly name: string;
  readonly step: number;
  readonly value: number;
  readonly time: TimeMs;
}

/** Everything one request brought, already checked, for one project. Absent parts are empty. */
export interface SignalBatch {
  readonly project: string;
  readonly receivedAt: TimeMs;
  readonly series?: readonly SeriesRow[];
  readonly samples?: SampleBatch;
  readonly spans?: SpanColumns;
  readonly logs?: readonly LogRow[];
  readonly predictions?: readonly PredictionRow[];
  readonly labels?: readonly LabelRow[];
  readonly changes?: readonly ChangeRow[];
  readonly trainingScalars?: readonly TrainingScalarRow[];
}

/**
 * Where signals go. The promise resolves when the batch survives `kill -9`, and rejects with
 * AcesoError "store-unavailable" or "overloaded" (both with retryAfterSeconds) when it was not taken.
 */
export interface SignalSink {
  append(batch: SignalBatch): Promise<void>;
}

/**
 * Number on a span whose call declared its answer to be JSON: 1 when it was, 0 when not. Decided at the
 * edge, where the whole answer is at hand; absent where the span tells no answer.
 */
export const answerValidAttribute = "aceso.output.valid";

/**
 * Number on the span of a call to a language model: 1 when its prompt looks like an attempt at prompt
 * injection (a heuristic, see `prompt-injection.ts`), 0 when not; absent where the span tells no prompt.
 */
export const suspectedInjectionAttribute = "aceso.input.suspected_injection";

/**
 * Numbers on the span of a call to a language model: Σ -ln p over the tokens of its answer, in nats, and how many
 * tokens that were; absent where no probabilities were told. Senders may set them themselves.
 */
export const answerSurpriseAttribute = "aceso.output.surprise";
export const answerTokensAttribute = "aceso.output.scored_tokens";

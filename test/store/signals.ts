import type {
  LabelRow,
  LlmCall,
  LogRow,
  PredictionRow,
  SampleBatch,
  SpanRow,
} from "../../src/model/signals.ts";

/** Rows with everything absent, to be filled with what a test is about. */
export function span(facts: Partial<SpanRow> = {}): SpanRow {
  return {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: "0123456789abcdef",
    parentSpanId: "",
    name: "work",
    kind: "server",
    startNs: 0n,
    durationNs: 1_000_000n,
    status: "unset",
    statusMessage: "",
    errorType: "",
    service: "service",
    environment: "",
    peer: "",
    model: "",
    version: "",
    attributesText: new Map(),
    attributesNumber: new Map(),
    llm: null,
    input: "",
    output: "",
    ...facts,
  };
}

export function llmCall(facts: Partial<LlmCall> = {}): LlmCall {
  return {
    operation: "chat",
    provider: "",
    requestModel: "writer",
    responseModel: "",
    inputTokens: null,
    outputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    costUsd: null,
    timeToFirstTokenMs: null,
    finishReason: "",
    promptName: "",
    promptVersion: "",
    session: "",
    user: "",
    ...facts,
  };
}

export function prediction(facts: Partial<PredictionRow> = {}): PredictionRow {
  return {
    id: "1",
    model: "model",
    version: "1",
    time: 0,
    featuresNumber: new Map(),
    featuresText: new Map(),
    outputText: "",
    outputNumber: null,
    scores: new Map(),
    tags: new Map(),
    traceId: "",
    ...facts,
  };
}

export function label(facts: Partial<LabelRow> = {}): LabelRow {
  return { id: "1", model: "model", labelText: "", labelNumber: null, time: 0, ...facts };
}

export function logRecord(facts: Partial<LogRow> = {}): LogRow {
  return {
    time: 0,
    severity: "info",
    service: "service",
    environment: "",
    body: "",
    traceId: "",
    spanId: "",
    model: "",
    version: "",
    attributesText: new Map(),
    attributesNumber: new Map(),
    ...facts,
  };
}

/** Samples as [metric id, series id, time in ms, value]. */
export function samples(rows: readonly (readonly [bigint, bigint, number, number])[]): SampleBatch {
  return {
    length: rows.length,
    metricIds: BigUint64Array.from(rows, (row) => row[0]),
    seriesIds: BigUint64Array.from(rows, (row) => row[1]),
    times: BigInt64Array.from(rows, (row) => BigInt(row[2])),
    values: Float64Array.from(rows, (row) => row[3]),
  };
}

import type {
  ChangeRow,
  LabelRow,
  LogRow,
  PredictionRow,
  SeriesRow,
  SpanRow,
  TrainingScalarRow,
} from "../model/signals.ts";
import type { SampleBatch } from "../model/signals.ts";
import { MapColumn, NullableDoubleColumn, NullableTextColumn } from "./native/nested-columns.ts";
import {
  ByteColumn,
  DoubleColumn,
  LongColumn,
  RepeatedTextColumn,
  TextColumn,
} from "./native/writer.ts";
import type { Origin, RowTable } from "./row-table.ts";

const milliseconds = () => new LongColumn("DateTime64(3, 'UTC')");
const nanoseconds = () => new LongColumn("DateTime64(9, 'UTC')");

/** Samples are appended in columns, not rows: their arrays are copied as they are. */
export interface SampleTable extends RowTable<never> {
  pushBatch(batch: SampleBatch, origin: Origin): void;
}

export function sampleTable(): SampleTable {
  const columns = {
    project: new RepeatedTextColumn(),
    metric_id: new LongColumn("UInt64"),
    series_id: new LongColumn("UInt64"),
    time: milliseconds(),
    value: new DoubleColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "samples",
    columns,
    push() {},
    pushBatch(batch, origin) {
      columns.project.fill(origin.project, batch.length);
      columns.metric_id.pushAll(batch.metricIds.subarray(0, batch.length));
      columns.series_id.pushAll(batch.seriesIds.subarray(0, batch.length));
      columns.time.pushAll(batch.times.subarray(0, batch.length));
      columns.value.pushAll(batch.values.subarray(0, batch.length));
      columns.received_at.fill(origin.receivedAt, batch.length);
    },
  };
}

export function seriesTable(): RowTable<SeriesRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    metric_id: new LongColumn("UInt64"),
    series_id: new LongColumn("UInt64"),
    metric: new RepeatedTextColumn(),
    labels: new MapColumn<string>(new TextColumn()),
    kind: new RepeatedTextColumn(),
    unit: new RepeatedTextColumn(),
    help: new TextColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "series",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.metric_id.pushBig(row.metricId);
      columns.series_id.pushBig(row.seriesId);
      columns.metric.push(row.metric);
      columns.labels.push(new Map(Object.entries(row.labels)));
      columns.kind.push(row.kind);
      columns.unit.push(row.unit);
      columns.help.push(row.help);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

export function trainingScalarTable(): RowTable<TrainingScalarRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    version: new RepeatedTextColumn(),
    run: new RepeatedTextColumn(),
    name: new RepeatedTextColumn(),
    step: new DoubleColumn(),
    value: new DoubleColumn(),
    time: milliseconds(),
    received_at: milliseconds(),
  };
  return {
    table: "training_scalars",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.model.push(row.model);
      columns.version.push(row.version);
      columns.run.push(row.run);
      columns.name.push(row.name);
      columns.step.push(row.step);
      columns.value.push(row.value);
      columns.time.push(row.time);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

function spanColumns() {
  return {
    project: new RepeatedTextColumn(),
    service: new RepeatedTextColumn(),
    start: nanoseconds(),
    trace_id: new TextColumn(),
    span_id: new TextColumn(),
    parent_span_id: new TextColumn(),
    name: new RepeatedTextColumn(),
    kind: new RepeatedTextColumn(),
    duration_ns: new LongColumn("Int64"),
    status: new RepeatedTextColumn(),
    status_message: new TextColumn(),
    error_type: new RepeatedTextColumn(),
    environment: new RepeatedTextColumn(),
    peer: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    version: new RepeatedTextColumn(),
    attributes_text: new MapColumn<string>(new TextColumn()),
    attributes_number: new MapColumn<number>(new DoubleColumn()),
    is_llm: new ByteColumn(),
    operation: new RepeatedTextColumn(),
    provider: new RepeatedTextColumn(),
    request_model: new RepeatedTextColumn(),
    response_model: new RepeatedTextColumn(),
    input_tokens: new NullableDoubleColumn(),
    output_tokens: new NullableDoubleColumn(),
    cache_read_tokens: new NullableDoubleColumn(),
    cache_write_tokens: new NullableDoubleColumn(),
    reasoning_tokens: new NullableDoubleColumn(),
    cost_usd: new NullableDoubleColumn(),
    time_to_first_token_ms: new NullableDoubleColumn(),
    finish_reason: new RepeatedTextColumn(),
    prompt_name: new RepeatedTextColumn(),
    prompt_version: new RepeatedTextColumn(),
    session: new TextColumn(),
    user: new TextColumn(),
    received_at: milliseconds(),
  };
}

export function spanTable(): RowTable<SpanRow> {
  const columns = spanColumns();
  return {
    table: "spans",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.service.push(row.service);
      columns.start.pushBig(row.startNs);
      columns.trace_id.push(row.traceId);
      columns.span_id.push(row.spanId);
      columns.parent_span_id.push(row.parentSpanId);
      columns.name.push(row.name);
      columns.kind.push(row.kind);
      columns.duration_ns.pushBig(row.durationNs);
      columns.status.push(row.status);
      columns.status_message.push(row.statusMessage);
      columns.error_type.push(row.errorType);
      columns.environment.push(row.environment);
      columns.peer.push(row.peer);
      columns.model.push(row.model);
      columns.version.push(row.version);
      columns.attributes_text.push(row.attributesText);
      columns.attributes_number.push(row.attributesNumber);
      pushLlmCall(columns, row.llm);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

function pushLlmCall(columns: ReturnType<typeof spanColumns>, llm: SpanRow["llm"]): void {
  columns.is_llm.push(llm === null ? 0 : 1);
  columns.operation.push(llm?.operation ?? "");
  columns.provider.push(llm?.provider ?? "");
  columns.request_model.push(llm?.requestModel ?? "");
  columns.response_model.push(llm?.responseModel ?? "");
  columns.input_tokens.push(llm?.inputTokens ?? null);
  columns.output_tokens.push(llm?.outputTokens ?? null);
  columns.cache_read_tokens.push(llm?.cacheReadTokens ?? null);
  columns.cache_write_tokens.push(llm?.cacheWriteTokens ?? null);
  columns.reasoning_tokens.push(llm?.reasoningTokens ?? null);
  columns.cost_usd.push(llm?.costUsd ?? null);
  columns.time_to_first_token_ms.push(llm?.timeToFirstTokenMs ?? null);
  columns.finish_reason.push(llm?.finishReason ?? "");
  columns.prompt_name.push(llm?.promptName ?? "");
  columns.prompt_version.push(llm?.promptVersion ?? "");
  columns.session.push(llm?.session ?? "");
  columns.user.push(llm?.user ?? "");
}

/** Prompts and answers, in a table of their own with a shorter life. */
export function spanBodyTable(): RowTable<SpanRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    start: nanoseconds(),
    trace_id: new TextColumn(),
    span_id: new TextColumn(),
    input: new TextColumn(),
    output: new TextColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "span_bodies",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.start.pushBig(row.startNs);
      columns.trace_id.push(row.traceId);
      columns.span_id.push(row.spanId);
      columns.input.push(row.input);
      columns.output.push(row.output);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

export function logTable(): RowTable<LogRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    service: new RepeatedTextColumn(),
    time: milliseconds(),
    severity: new RepeatedTextColumn(),
    environment: new RepeatedTextColumn(),
    body: new TextColumn(),
    trace_id: new TextColumn(),
    span_id: new TextColumn(),
    model: new RepeatedTextColumn(),
    version: new RepeatedTextColumn(),
    attributes_text: new MapColumn<string>(new TextColumn()),
    attributes_number: new MapColumn<number>(new DoubleColumn()),
    received_at: milliseconds(),
  };
  return {
    table: "logs",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.service.push(row.service);
      columns.time.push(row.time);
      columns.severity.push(row.severity);
      columns.environment.push(row.environment);
      columns.body.push(row.body);
      columns.trace_id.push(row.traceId);
      columns.span_id.push(row.spanId);
      columns.model.push(row.model);
      columns.version.push(row.version);
      columns.attributes_text.push(row.attributesText);
      columns.attributes_number.push(row.attributesNumber);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

export function predictionTable(): RowTable<PredictionRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    time: milliseconds(),
    id: new TextColumn(),
    version: new RepeatedTextColumn(),
    features_number: new MapColumn<number | null>(new NullableDoubleColumn()),
    features_text: new MapColumn<string | null>(new NullableTextColumn()),
    output_text: new TextColumn(),
    output_number: new NullableDoubleColumn(),
    scores: new MapColumn<number>(new DoubleColumn()),
    tags: new MapColumn<string>(new TextColumn()),
    trace_id: new TextColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "predictions",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.model.push(row.model);
      columns.time.push(row.time);
      columns.id.push(row.id);
      columns.version.push(row.version);
      columns.features_number.push(row.featuresNumber);
      columns.features_text.push(row.featuresText);
      columns.output_text.push(row.outputText);
      columns.output_number.push(row.outputNumber);
      columns.scores.push(row.scores);
      columns.tags.push(row.tags);
      columns.trace_id.push(row.traceId);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

export function labelTable(): RowTable<LabelRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    id: new TextColumn(),
    label_text: new TextColumn(),
    label_number: new NullableDoubleColumn(),
    time: milliseconds(),
    received_at: milliseconds(),
  };
  return {
    table: "labels",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.model.push(row.model);
      columns.id.push(row.id);
      columns.label_text.push(row.labelText);
      columns.label_number.push(row.labelNumber);
      columns.time.push(row.time);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

export function changeTable(): RowTable<ChangeRow> {
  const columns = {
    project: new RepeatedTextColumn(),
    time: milliseconds(),
    id: new TextColumn(),
    kind: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    component: new RepeatedTextColumn(),
    version: new TextColumn(),
    changed_from: new TextColumn(),
    changed_to: new TextColumn(),
    title: new TextColumn(),
    url: new TextColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "changes",
    columns,
    push(row, origin) {
      columns.project.push(origin.project);
      columns.time.push(row.time);
      columns.id.push(row.id);
      columns.kind.push(row.kind);
      columns.model.push(row.model);
      columns.component.push(row.component);
      columns.version.push(row.version);
      columns.changed_from.push(row.from);
      columns.changed_to.push(row.to);
      columns.title.push(row.title);
      columns.url.push(row.url);
      columns.received_at.push(origin.receivedAt);
    },
  };
}

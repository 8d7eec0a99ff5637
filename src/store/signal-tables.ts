import type {
  ChangeRow,
  LabelRow,
  LogRow,
  PredictionRow,
  SeriesRow,
  TrainingScalarRow,
} from "../model/signals.ts";
import type { SampleBatch } from "../model/signals.ts";
import { MapColumn, NullableDoubleColumn, NullableTextColumn } from "./native/nested-columns.ts";
import { DoubleColumn, LongColumn, RepeatedTextColumn, TextColumn } from "./native/writer.ts";
import type { ColumnTable, Origin, RowTable } from "./row-table.ts";

const milliseconds = () => new LongColumn("DateTime64(3, 'UTC')");

/** Samples are appended in columns, not rows: their arrays are copied as they are. */
export interface SampleTable extends ColumnTable {
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

import type { Engines, Migration } from "./engine.ts";
import { tableSettings } from "./engine.ts";

/**
 * All table families. The project leads every key. Tables whose rows have an identity replace equal
 * keys by the row received last and are read with FINAL; the partition is a function of the key, so
 * that equal keys always meet.
 */
export const tables: Migration = {
  number: 1,
  name: "tables",
  statements: (engines) => [
    ...seriesTables(engines),
    ...spanTables(engines),
    ...textTables(engines),
    ...predictionTables(engines),
    ...outcomeTables(engines),
    ...decisionTables(engines),
  ],
};

function seriesTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS series (
  project LowCardinality(String),
  metric_id UInt64,
  series_id UInt64,
  metric LowCardinality(String),
  labels Map(LowCardinality(String), String),
  kind LowCardinality(String),
  unit LowCardinality(String),
  help String CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC'),
  INDEX received received_at TYPE minmax GRANULARITY 1
) ENGINE = ${engines.engine("replacing", "received_at")}
ORDER BY (project, metric_id, series_id)
TTL toDateTime(received_at) + INTERVAL 92 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS samples (
  project LowCardinality(String),
  metric_id UInt64,
  series_id UInt64,
  time DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Float64 CODEC(Gorilla, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toDate(time)
ORDER BY (project, metric_id, series_id, time)
TTL toDateTime(time) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS training_scalars (
  project LowCardinality(String),
  model LowCardinality(String),
  version LowCardinality(String),
  run LowCardinality(String),
  name LowCardinality(String),
  step Float64,
  value Float64,
  time DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC')
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toYYYYMM(time)
ORDER BY (project, model, run, name, step, time)
TTL toDateTime(time) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
  ];
}

function spanTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS spans (
  project LowCardinality(String),
  service LowCardinality(String),
  start DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  parent_span_id String CODEC(ZSTD(1)),
  name LowCardinality(String),
  kind LowCardinality(String),
  duration_ns Int64 CODEC(T64, ZSTD(1)),
  status LowCardinality(String),
  status_message String CODEC(ZSTD(1)),
  error_type LowCardinality(String),
  environment LowCardinality(String),
  peer LowCardinality(String),
  model LowCardinality(String),
  version LowCardinality(String),
  attributes_text Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  attributes_number Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  is_llm UInt8,
  operation LowCardinality(String),
  provider LowCardinality(String),
  request_model LowCardinality(String),
  response_model LowCardinality(String),
  input_tokens Nullable(Float64),
  output_tokens Nullable(Float64),
  cache_read_tokens Nullable(Float64),
  cache_write_tokens Nullable(Float64),
  reasoning_tokens Nullable(Float64),
  cost_usd Nullable(Float64),
  time_to_first_token_ms Nullable(Float64),
  finish_reason LowCardinality(String),
  prompt_name LowCardinality(String),
  prompt_version LowCardinality(String),
  session String CODEC(ZSTD(1)),
  user String CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  INDEX trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toDate(start)
ORDER BY (project, service, start, trace_id, span_id)
TTL toDateTime(start) + INTERVAL 30 DAY
SETTINGS ${tableSettings}`,
  ];
}

function textTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS span_bodies (
  project LowCardinality(String),
  start DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  input String CODEC(ZSTD(3)),
  output String CODEC(ZSTD(3)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toDate(start)
ORDER BY (project, trace_id, span_id, start)
TTL toDateTime(start) + INTERVAL 14 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS logs (
  project LowCardinality(String),
  service LowCardinality(String),
  time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  severity LowCardinality(String),
  environment LowCardinality(String),
  body String CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  model LowCardinality(String),
  version LowCardinality(String),
  attributes_text Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  attributes_number Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
) ENGINE = ${engines.engine("append")}
PARTITION BY toDate(time)
ORDER BY (project, service, time)
TTL toDateTime(time) + INTERVAL 14 DAY
SETTINGS ${tableSettings}`,
  ];
}

function predictionTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS predictions (
  project LowCardinality(String),
  model LowCardinality(String),
  time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  id String CODEC(ZSTD(1)),
  version LowCardinality(String),
  features_number Map(LowCardinality(String), Nullable(Float64)) CODEC(ZSTD(1)),
  features_text Map(LowCardinality(String), Nullable(String)) CODEC(ZSTD(1)),
  output_text String CODEC(ZSTD(1)),
  output_number Nullable(Float64),
  scores Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX received received_at TYPE minmax GRANULARITY 1
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toDate(time)
ORDER BY (project, model, time, id)
TTL toDateTime(time) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS labels (
  project LowCardinality(String),
  model LowCardinality(String),
  id String CODEC(ZSTD(1)),
  label_text String CODEC(ZSTD(1)),
  label_number Nullable(Float64),
  time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  INDEX received received_at TYPE minmax GRANULARITY 1
) ENGINE = ${engines.engine("replacing", "received_at")}
ORDER BY (project, model, id)
TTL toDateTime(time) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
  ];
}

function outcomeTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS outcomes (
  project LowCardinality(String),
  model LowCardinality(String),
  prediction_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  id String CODEC(ZSTD(1)),
  version LowCardinality(String),
  output_text String CODEC(ZSTD(1)),
  output_number Nullable(Float64),
  scores Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  label_text String CODEC(ZSTD(1)),
  label_number Nullable(Float64),
  label_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  label_received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  INDEX label_received label_received_at TYPE minmax GRANULARITY 1
) ENGINE = ${engines.engine("replacing", "label_received_at")}
PARTITION BY toDate(prediction_time)
ORDER BY (project, model, prediction_time, id)
TTL toDateTime(prediction_time) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS changes (
  project LowCardinality(String),
  time DateTime64(3, 'UTC'),
  id String,
  kind LowCardinality(String),
  model LowCardinality(String),
  component LowCardinality(String),
  version String,
  changed_from String,
  changed_to String,
  title String,
  url String,
  received_at DateTime64(3, 'UTC')
) ENGINE = ${engines.engine("replacing", "received_at")}
ORDER BY (project, time, id)
TTL toDateTime(time) + INTERVAL 400 DAY
SETTINGS ${tableSettings}`,
  ];
}

function decisionTables(engines: Engines): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS evaluations (
  project LowCardinality(String),
  monitor LowCardinality(String),
  window_end DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  revision Float64,
  window_start DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Nullable(Float64),
  count Float64,
  standard_error Nullable(Float64),
  state LowCardinality(String),
  score Float64,
  expected Nullable(Float64),
  low Nullable(Float64),
  high Nullable(Float64),
  progress Nullable(Float64),
  reason String CODEC(ZSTD(1)),
  firing UInt8,
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toYYYYMM(window_end)
ORDER BY (project, monitor, window_end, revision)
TTL toDateTime(window_end) + INTERVAL 90 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS incident_events (
  project LowCardinality(String),
  incident String,
  id String,
  at DateTime64(3, 'UTC'),
  type LowCardinality(String),
  body String CODEC(ZSTD(3)),
  sequence UInt64,
  received_at DateTime64(3, 'UTC')
) ENGINE = ${engines.engine("replacing", "received_at")}
ORDER BY (project, incident, id)
TTL toDateTime(at) + INTERVAL 1825 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS audit (
  project LowCardinality(String),
  time DateTime64(3, 'UTC'),
  done_by LowCardinality(String),
  action LowCardinality(String),
  target String,
  result LowCardinality(String),
  before String CODEC(ZSTD(3)),
  after String CODEC(ZSTD(3)),
  sequence UInt64,
  received_at DateTime64(3, 'UTC')
) ENGINE = ${engines.engine("append")}
PARTITION BY toYYYYMM(time)
ORDER BY (project, time, sequence)
TTL toDateTime(time) + INTERVAL 1825 DAY
SETTINGS ${tableSettings}`,
    `CREATE TABLE IF NOT EXISTS settings (
  project LowCardinality(String),
  key String,
  value String CODEC(ZSTD(3)),
  revision UInt64
) ENGINE = ${engines.engine("replacing", "revision")}
ORDER BY (project, key)
SETTINGS ${tableSettings}`,
  ];
}

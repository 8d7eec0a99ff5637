import type { Migration } from "./engine.ts";
import { tableSettings } from "./engine.ts";

/** What inputs looked like, hour by hour: counts over frozen bins and moments, never values. */
export const distributions: Migration = {
  number: 2,
  name: "distributions",
  statements: (engines) => [
    `CREATE TABLE IF NOT EXISTS distributions (
  project LowCardinality(String),
  model LowCardinality(String),
  feature LowCardinality(String),
  version LowCardinality(String),
  window_start DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  bins LowCardinality(String),
  count Float64 CODEC(ZSTD(1)),
  nulls Float64 CODEC(ZSTD(1)),
  number_count Float64 CODEC(ZSTD(1)),
  number_sum Float64 CODEC(ZSTD(1)),
  number_squares Float64 CODEC(ZSTD(1)),
  number_min Nullable(Float64) CODEC(ZSTD(1)),
  number_max Nullable(Float64) CODEC(ZSTD(1)),
  histogram Array(Float64) CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ${engines.engine("replacing", "received_at")}
PARTITION BY toYYYYMM(window_start)
ORDER BY (project, model, feature, version, window_start)
TTL toDateTime(window_start) + INTERVAL 400 DAY
SETTINGS ${tableSettings}`,
  ],
};

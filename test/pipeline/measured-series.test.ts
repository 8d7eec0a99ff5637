import { describe, expect, it } from "vitest";
import type { Measurement } from "../../src/model/measurement.ts";
import { measuredSeries } from "../../src/pipeline/measured-series.ts";

const receivedAt = 1_750_000_000_000;
const window = { start: receivedAt - 65_000, end: receivedAt - 5_000 };

const latency: Measurement = {
  measure: "latency-p95",
  subject: { kind: "service", service: "writer" },
  slice: { peer: "retriever" },
  window,
  value: 120,
  count: 80,
  standardError: 4,
  labelCoverage: 1,
  settled: true,
};

function written(measurements: readonly Measurement[]) {
  const batch = measuredSeries({ project: "p", receivedAt, measurements });
  const series = new Map(batch.series?.map((row) => [row.seriesId, row]));
  const samples = batch.samples!;
  return Array.from(samples.values, (value, index) => {
    const row = series.get(samples.seriesIds[index]!)!;
    return { metric: row.metric, labels: row.labels, time: Number(samples.times[index]), value };
  });
}

describe("measured series", () => {
  it("a value, its sample size and its standard error are siblings with equal labels", () => {
    const labels = { service: "writer", peer: "retriever" };
    const name = written([latency])[0]!.metric;
    expect(written([latency])).toEqual([
      { metric: name, labels, time: window.end, value: 120 },
      { metric: `${name}_samples`, labels, time: window.end, value: 80 },
      { metric: `${name}_stderr`, labels, time: window.end, value: 4 },
    ]);
  });

  it("a measure without an error has no error series, and an undefined value leaves nothing", () => {
    expect(written([{ ...latency, standardError: null }])).toHaveLength(2);
    expect(written([{ ...latency, value: null }])).toEqual([]);
  });

  it("two windows of one series are one series and two samples each", () => {
    const later = {
      ...latency,
      window: { start: window.start + 10_000, end: window.end + 10_000 },
    };
    const batch = measuredSeries({ project: "p", receivedAt, measurements: [latency, later] });
    expect(batch.series).toHaveLength(3);
    expect(batch.samples?.length).toBe(6);
  });

  it("a measure that the catalogue does not know is not written", () => {
    expect(written([{ ...latency, measure: "no-such-measure" }])).toEqual([]);
  });
});

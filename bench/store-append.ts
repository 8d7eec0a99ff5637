import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PredictionRow, SampleBatch, SignalBatch, SpanRow } from "../src/model/signals.ts";
import { SpanColumns } from "../src/model/span-columns.ts";
import { openStore } from "../src/store/open.ts";

/**
 * CPU of the store per row, from append to readable, without HTTP and decoding: samples, spans and
 * 20-feature predictions in batches of 2,000, ten at a time. Prints one JSON object a figure.
 * Run with UV_THREADPOOL_SIZE=16.
 */
export async function benchStoreAppend(rowsEach = 500_000): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "aceso-bench-"));
  const store = await openStore({ dataDir, now: Date.now, log: (event) => console.error(event) });
  const batchSize = 2_000;
  const start = Date.now() - 3_600_000;
  const kinds = { samples: sampleBatch, spans: spanBatch, predictions: predictionBatch };
  for (const [name, make] of Object.entries(kinds)) {
    const batches: SignalBatch[] = [];
    for (let at = 0; at < rowsEach; at += batchSize) batches.push(make(start, at, batchSize));
    const cpu = process.cpuUsage();
    const began = performance.now();
    for (let at = 0; at < batches.length; at += 10) {
      await Promise.all(batches.slice(at, at + 10).map((batch) => store.append(batch)));
    }
    await store.flush();
    const used = process.cpuUsage(cpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    const wallSeconds = (performance.now() - began) / 1_000;
    print(`${name}-per-cpu-second`, rowsEach / cpuSeconds, "rows/s");
    print(`${name}-cpu-seconds-per-million`, (cpuSeconds / rowsEach) * 1e6, "s");
    print(`${name}-per-second`, rowsEach / wallSeconds, "rows/s");
  }
  print("resident-memory", process.memoryUsage.rss() / 1e6, "MB");
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}

function print(measure: string, value: number, unit: string): void {
  console.log(JSON.stringify({ bench: "ingest", set: "store", measure, value, unit }));
}

function sampleBatch(start: number, from: number, count: number): SignalBatch {
  const samples: SampleBatch = {
    length: count,
    metricIds: new BigUint64Array(count),
    seriesIds: new BigUint64Array(count),
    times: new BigInt64Array(count),
    values: new Float64Array(count),
  };
  for (let row = 0; row < count; row++) {
    const series = (from + row) % 1_000;
    samples.metricIds[row] = BigInt(series % 50) * 7_919_000_000_007n;
    samples.seriesIds[row] = BigInt(series) * 15_485_863_000_003n;
    samples.times[row] = BigInt(start + Math.floor((from + row) / 1_000) * 1_000);
    samples.values[row] = (from + row) * 0.37;
  }
  return { project: "default", receivedAt: start, samples };
}

function spanBatch(start: number, from: number, count: number): SignalBatch {
  const spans = Array.from({ length: count }, (_, row) => span(start, from + row));
  return { project: "default", receivedAt: start, spans: SpanColumns.of(spans) };
}

function span(start: number, index: number): SpanRow {
  return {
    traceId: index.toString(16).padStart(32, "a"),
    spanId: index.toString(16).padStart(16, "b"),
    parentSpanId: index % 4 === 0 ? "" : (index - 1).toString(16).padStart(16, "b"),
    name: `GET /route/${index % 20}`,
    kind: index % 4 === 0 ? "server" : "client",
    startNs: BigInt(start + (index % 600_000)) * 1_000_000n,
    durationNs: BigInt(1_000_000 + ((index * 7_919) % 50_000_000)),
    status: index % 50 === 0 ? "error" : "unset",
    statusMessage: "",
    errorType: "",
    service: `service-${index % 5}`,
    environment: "production",
    peer: index % 4 === 0 ? "" : `peer-${index % 3}`,
    model: "",
    version: "1.4.2",
    attributesText: new Map([
      ["http.request.method", "GET"],
      ["http.route", `/route/${index % 20}`],
      ["server.address", "10.0.0.7"],
      ["user_agent.original", "bench/1.0"],
    ]),
    attributesNumber: new Map([
      ["http.response.status_code", 200],
      ["server.port", 8_080],
    ]),
    llm: null,
    input: "",
    output: "",
  };
}

function predictionBatch(start: number, from: number, count: number): SignalBatch {
  const predictions = Array.from({ length: count }, (_, row) => prediction(start, from + row));
  return { project: "default", receivedAt: start, predictions };
}

function prediction(start: number, index: number): PredictionRow {
  const features: [string, number][] = [];
  for (let feature = 0; feature < 20; feature++) {
    features.push([`feature_${feature}`, Math.sin(index * (feature + 1))]);
  }
  return {
    id: `prediction-${index}`,
    model: `model-${index % 3}`,
    version: "7",
    time: start + (index % 600_000),
    featuresNumber: new Map(features),
    featuresText: new Map(),
    outputText: `class-${index % 10}`,
    outputNumber: null,
    scores: new Map(),
    tags: new Map(),
    traceId: "",
  };
}

await benchStoreAppend(Number(process.argv[2] ?? 500_000));

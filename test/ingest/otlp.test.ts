import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { otlpLogs } from "../../src/ingest/otlp-logs.ts";
import { otlpMetrics } from "../../src/ingest/otlp-metrics.ts";
import { otlpTraces } from "../../src/ingest/otlp-traces.ts";
import { AcesoError } from "../../src/model/errors.ts";
import type { SignalBatch } from "../../src/model/signals.ts";
import { field, fixed64, json, makeIntake, now, send, whole } from "./harness.ts";

// Bytes of the OpenTelemetry JavaScript SDK (otlp-transformer 0.223): the same signals in both encodings.
const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/otlp/${name}`, import.meta.url));
const asProtobuf = { "content-type": "application/x-protobuf" };
const asJson = { "content-type": "application/json; charset=utf-8" };

async function decoded(
  protocol: typeof otlpTraces,
  name: string,
  headers: Record<string, string>,
): Promise<SignalBatch> {
  const { intake, batches } = makeIntake();
  const response = await send(intake, protocol, fixture(name), headers);
  expect(response.status).toBe(200);
  expect(intake.refusals.list()).toEqual([]);
  return batches[0]!;
}

describe("OTLP traces", () => {
  it("protobuf and JSON of one request give the same rows", async () => {
    const fromProtobuf = await decoded(otlpTraces, "traces.pb", asProtobuf);
    expect(fromProtobuf.spans).toHaveLength(4);
    expect(await decoded(otlpTraces, "traces.json", asJson)).toEqual(fromProtobuf);
  });

  it("a server span keeps every kind of attribute", async () => {
    const spans = (await decoded(otlpTraces, "traces.pb", asProtobuf)).spans?.rows() ?? [];
    const span = spans.find((row) => row.kind === "server")!;
    expect(span).toMatchObject({
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "0000000000000001",
      parentSpanId: "",
      name: "POST /generate",
      startNs: 1_790_000_000_000_000_000n,
      durationNs: 420_000_000n,
      status: "error",
      service: "writer",
      environment: "production",
      version: "1.4.0",
      llm: null,
      peer: "",
    });
    expect(Object.fromEntries(span.attributesNumber)).toEqual({
      "http.response.status_code": 500,
      big: 2 ** 40,
      negative: -5,
      ratio: 0.25,
    });
    expect(Object.fromEntries(span.attributesText)).toMatchObject({
      flag: "true",
      list: '["a","b"]',
      numbers: "[1,2.5]",
      unicode: "größe 模型",
      "k8s.pod.name": "writer-7d9f",
    });
  });

  it("an inference becomes an LLM record, its bodies leave the attributes", async () => {
    const spans = (await decoded(otlpTraces, "traces.pb", asProtobuf)).spans?.rows() ?? [];
    const span = spans.find((row) => row.name === "chat writer-small")!;
    expect(span).toMatchObject({
      model: "writer-small",
      peer: "llm.internal",
      input: '[{"role":"user","parts":[]}]',
      output: '[{"role":"assistant"}]',
      llm: {
        operation: "chat",
        provider: "openai",
        requestModel: "writer-small",
        responseModel: "writer-small-2026",
        inputTokens: 120,
        outputTokens: 30,
        cacheReadTokens: null,
        costUsd: null,
        timeToFirstTokenMs: 125,
        finishReason: "stop",
        promptName: "summary",
        promptVersion: "v3",
        session: "c-1",
      },
    });
    expect(span.attributesText.has("gen_ai.input.messages")).toBe(false);
  });

  it("an agent that repeats the usage of its call is not counted again", async () => {
    const spans = (await decoded(otlpTraces, "traces.pb", asProtobuf)).spans?.rows() ?? [];
    const tokens = spans.map((span) => span.llm?.inputTokens ?? 0);
    expect(tokens.reduce((sum, count) => sum + count)).toBe(120);
  });

  it("an exception event names the error, the URL names the peer", async () => {
    const spans = (await decoded(otlpTraces, "traces.pb", asProtobuf)).spans?.rows() ?? [];
    expect(spans.find((row) => row.name === "GET /search")).toMatchObject({
      kind: "client",
      peer: "retriever",
      status: "error",
      statusMessage: "timed out",
      errorType: "TypeError",
    });
  });

  it("gzip is taken, full success has no partial_success", async () => {
    const { intake } = makeIntake();
    const headers = { ...asProtobuf, "content-encoding": "gzip" };
    const response = await send(intake, otlpTraces, gzipSync(fixture("traces.pb")), headers);
    expect(response).toMatchObject({ status: 200, body: new Uint8Array() });
    const inJson = await send(intake, otlpTraces, fixture("traces.json"), asJson);
    expect(json(inJson)).toEqual({});
  });

  it("a bad span is refused alone: 200 with partial success, 400 when all are bad", async () => {
    const body = JSON.parse(fixture("traces.json").toString("utf8"));
    const spans = body.resourceSpans[0].scopeSpans[0].spans;
    spans[0].traceId = "nonsense";
    const { intake, batches } = makeIntake();
    const response = await send(intake, otlpTraces, JSON.stringify(body), asJson);
    expect(response.status).toBe(200);
    expect(json(response).partialSuccess.rejectedSpans).toBe("1");
    expect(json(response).partialSuccess.errorMessage).toContain("bad-field: traceId must be");
    expect(batches[0]?.spans).toHaveLength(3);
    expect(intake.refusals.list()).toMatchObject([
      { route: "/v1/traces", code: "bad-field", count: 1 },
    ]);
    for (const span of spans) span.startTimeUnixNano = "9999999999999999999";
    const refused = await send(intake, otlpTraces, JSON.stringify(body), asJson);
    expect(refused.status).toBe(400);
    expect(json(refused).error.code).toBe("bad-field");
  });

  it("a passing failure answers 503 with Retry-After and a Status", async () => {
    const { intake, fail } = makeIntake();
    fail(new AcesoError("store-unavailable", { reason: "away" }, { retryAfterSeconds: 7 }));
    const response = await send(intake, otlpTraces, fixture("traces.json"), asJson);
    expect(response.status).toBe(503);
    expect(response.headers["retry-after"]).toBe("7");
    expect(json(response).code).toBe(14);
  });

  it("a long attribute is cut and says how long it was", async () => {
    const { intake, batches } = makeIntake({ attributeLengthMax: 4 });
    await send(intake, otlpTraces, fixture("traces.json"), asJson);
    const span = batches[0]?.spans?.rows().find((row) => row.kind === "server");
    expect(span?.attributesText.get("unicode")).toBe("größ");
    expect(span?.attributesNumber.get("aceso.original_length.unicode")).toBe(8);
  });

  it("an attribute may put its value before its key, and nest only so deep", async () => {
    let deep = field(1, "x");
    for (let level = 0; level < 80; level += 1) deep = field(5, field(1, deep));
    const span = (attribute: Buffer) =>
      field(
        1,
        field(
          2,
          field(
            2,
            Buffer.concat([
              field(1, Buffer.alloc(16, 1)),
              field(2, Buffer.alloc(8, 1)),
              fixed64(7, BigInt(now) * 1_000_000n),
              field(9, attribute),
            ]),
          ),
        ),
      );
    const { intake, batches } = makeIntake();
    const reversed = Buffer.concat([field(2, whole(3, 5)), field(1, "n")]);
    await send(intake, otlpTraces, span(reversed));
    expect(batches[0]?.spans?.at(0).attributesNumber.get("n")).toBe(5);
    const response = await send(
      intake,
      otlpTraces,
      span(Buffer.concat([field(1, "deep"), field(2, deep)])),
    );
    expect(response.status).toBe(400);
    expect(intake.refusals.list()[0]?.code).toBe("too-deep");
  });
});

describe("where spans come from", () => {
  const body = JSON.parse(fixture("traces.json").toString("utf8"));
  const place = { key: "k8s.node.name", value: { stringValue: "node-7" } };
  body.resourceSpans[0].resource.attributes.push(place);
  const text = JSON.stringify(body);

  it("is told by target_info once a minute", async () => {
    const { intake, batches } = makeIntake();
    for (const at of [now, now + 1_000, now + 61_000]) {
      await send(intake, otlpTraces, text, asJson, at);
    }
    expect(batches.map(({ samples }) => samples?.length ?? 0)).toEqual([1, 0, 1]);
    expect(batches[0]?.series).toMatchObject([
      { metric: "target_info", labels: { service: "writer", k8s_node_name: "node-7" } },
    ]);
    expect(batches[0]?.spans).toHaveLength(4);
  });

  it("is told again when it was not durable", async () => {
    const { intake, batches, fail } = makeIntake();
    fail(new AcesoError("store-unavailable", { reason: "away" }));
    await send(intake, otlpTraces, text, asJson);
    fail(undefined);
    await send(intake, otlpTraces, text, asJson);
    expect(batches.at(-1)?.samples?.length).toBe(1);
  });
});

describe("OTLP metrics", () => {
  const seriesOf = (batch: SignalBatch) => {
    const { samples, series = [] } = batch;
    const names = new Map(series.map((row) => [row.seriesId, row]));
    return Array.from({ length: samples?.length ?? 0 }, (_, index) => {
      const row = names.get(samples!.seriesIds[index]!)!;
      const { job, instance, service, environment, ...labels } = row.labels;
      expect([job, instance, service, environment]).toEqual([
        "writer",
        "writer-1",
        "writer",
        "production",
      ]);
      return [row.metric, labels, samples!.values[index], row.kind];
    });
  };

  it("protobuf and JSON of one request give the same rows", async () => {
    const fromProtobuf = await decoded(otlpMetrics, "metrics.pb", asProtobuf);
    expect(await decoded(otlpMetrics, "metrics.json", asJson)).toEqual(fromProtobuf);
  });

  it("every kind of metric becomes Prometheus series", async () => {
    const batch = await decoded(otlpMetrics, "metrics.pb", asProtobuf);
    const all = seriesOf(batch);
    const route = { http_route: "/generate" };
    // The values recorded when the fixture was made: 0.05, 0.2, 0.3, 0.7 and 5 seconds.
    const name = "http_server_request_duration_seconds";
    expect(all).toEqual(
      expect.arrayContaining([
        ["http_server_requests_total", { ...route, status: "200" }, 7, "counter"],
        ["queue_size", {}, -3, "gauge"],
        ["process_memory_bytes", { kind: "rss" }, 123456789, "gauge"],
        [`${name}_bucket`, { ...route, le: "0.1" }, 1, "histogram"],
        [`${name}_bucket`, { ...route, le: "0.5" }, 3, "histogram"],
        [`${name}_bucket`, { ...route, le: "1" }, 4, "histogram"],
        [`${name}_bucket`, { ...route, le: "+Inf" }, 5, "histogram"],
        [`${name}_count`, route, 5, "histogram"],
        [`${name}_sum`, route, 6.25, "histogram"],
      ]),
    );
    expect(new Set(batch.samples?.times)).toEqual(new Set([BigInt(now)]));
  });

  it("a resource that tells where it runs is told of by target_info, which counts as no point", async () => {
    const { intake, batches } = makeIntake();
    const body = JSON.parse(fixture("metrics.json").toString("utf8"));
    const place = { "host.name": "node-7", "cloud.availability_zone": "eu-west-1b" };
    for (const [key, stringValue] of Object.entries(place)) {
      body.resourceMetrics[0].resource.attributes.push({ key, value: { stringValue } });
    }
    await send(intake, otlpMetrics, JSON.stringify(body), asJson);
    const all = seriesOf(batches[0]!);
    const without = seriesOf(await decoded(otlpMetrics, "metrics.json", asJson));
    const labels = { host_name: "node-7", cloud_availability_zone: "eu-west-1b" };
    expect(all.filter(([metric]) => metric === "target_info")).toEqual([
      ["target_info", labels, 1, "gauge"],
    ]);
    expect(all).toHaveLength(without.length + 1);
  });

  it("an exponential histogram becomes cumulative buckets whose bounds hold its values", async () => {
    const all = seriesOf(await decoded(otlpMetrics, "metrics.pb", asProtobuf));
    const buckets = all
      .filter(([metric]) => metric === "exp_latency_milliseconds_bucket")
      .map(([, labels, count]) => [
        Number((labels as { le: string }).le.replace("+Inf", "Infinity")),
        count,
      ]);
    // Recorded: 0, 1.5, 3, 3.1, 100.
    const below = (bound: number) => [0, 1.5, 3, 3.1, 100].filter((value) => value <= bound).length;
    expect(buckets.length).toBeGreaterThan(10);
    for (const [bound, count] of buckets) expect(count).toBe(below(bound as number));
  });

  it("differences are summed up, and taken back when the store was away", async () => {
    const { intake, batches, fail } = makeIntake();
    const body = JSON.parse(fixture("metrics.json").toString("utf8"));
    const metrics = body.resourceMetrics[0].scopeMetrics[0].metrics;
    const counter = metrics.find((metric: { name: string }) => metric.name.includes("requests"));
    counter.sum.aggregationTemporality = 1;
    body.resourceMetrics[0].scopeMetrics[0].metrics = [counter];
    const text = JSON.stringify(body);
    await send(intake, otlpMetrics, text, asJson);
    fail(new AcesoError("store-unavailable", { reason: "away" }));
    expect((await send(intake, otlpMetrics, text, asJson)).status).toBe(503);
    fail(undefined);
    await send(intake, otlpMetrics, text, asJson);
    expect(batches.map((batch) => batch.samples?.values[0])).toEqual([7, 14]);
  });

  it("a series row is sent at first sight only, and again when the first was not durable", async () => {
    const { intake, batches, fail } = makeIntake();
    fail(new AcesoError("overloaded", { bytes: 1 }));
    expect((await send(intake, otlpMetrics, fixture("metrics.pb"))).status).toBe(429);
    fail(undefined);
    await send(intake, otlpMetrics, fixture("metrics.pb"));
    await send(intake, otlpMetrics, fixture("metrics.pb"));
    expect(batches.map((batch) => batch.series?.length)).toEqual([batches[0]!.samples!.length, 0]);
  });
});

describe("OTLP logs", () => {
  it("protobuf and JSON of one request give the same rows", async () => {
    const batch = await decoded(otlpLogs, "logs.pb", asProtobuf);
    expect(await decoded(otlpLogs, "logs.json", asJson)).toEqual(batch);
    expect(batch.logs).toMatchObject([
      {
        time: now,
        severity: "error",
        service: "writer",
        body: "retriever timed out after 3 s",
        model: "writer-small",
      },
      { severity: "info", body: '{"text":"structured","n":1,"list":[1,"x",true]}' },
    ]);
    expect(batch.logs?.[1]?.attributesText.get("event.name")).toBe("cache.miss");
  });
});

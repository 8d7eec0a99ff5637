import { beforeAll, describe, expect, it } from "vitest";
import { installedPackages } from "../../demo/install.ts";
import { playHistory } from "../../demo/world/history.ts";
import { trainModels } from "../../demo/world/models.ts";
import type { Payload } from "../../demo/world/telemetry.ts";
import { createWorld } from "../../demo/world/world.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
import type { SignalBatch, SpanRow } from "../../src/model/signals.ts";

const start = Date.UTC(2026, 8, 1, 10, 20);
const sent: Payload[] = [];
const batches: SignalBatch[] = [];
let refused: readonly unknown[] = [];
let failures = 0;

beforeAll(async () => {
  const models = trainModels(installedPackages());
  const emit = (payload: Payload): void => void sent.push(payload);
  await playHistory({ seed: 1, models, end: start, days: 0.5, emit });
  const world = createWorld({ seed: 1, start, models, emit });
  await world.advanceTo(start + 5000);
  await world.inject("prompt-format");
  await world.deployInnocently();
  await world.advanceTo(start + 25_000);
  let now = start;
  const intake = createIntake({
    sink: {
      append: (batch) => {
        batches.push(batch);
        return Promise.resolve();
      },
    },
    now: () => now,
  });
  for (const { path, contentType, body, time } of sent) {
    now = Math.max(now, time);
    const protocol = protocols.find((each) => each.routes.some((route) => route.path === path))!;
    const answer = await receive(
      protocol,
      {
        path,
        headers: { "content-type": contentType },
        body: Buffer.from(body),
        project: "default",
        now,
      },
      intake,
    );
    if (answer.status !== 200) failures++;
  }
  refused = intake.refusals.list();
});

describe("what the demo sends, history and live, through Aceso's own ingestion", () => {
  it("is taken whole, without a refusal", () => {
    expect(refused).toEqual([]);
    expect(failures).toBe(0);
    const counted = (path: string): number =>
      sent.filter((payload) => payload.path === path).reduce((sum, each) => sum + each.count, 0);
    const taken = (rows: (batch: SignalBatch) => { readonly length: number } | undefined): number =>
      batches.reduce((sum, batch) => sum + (rows(batch)?.length ?? 0), 0);
    expect(taken((batch) => batch.spans)).toBe(counted("/v1/traces"));
    expect(taken((batch) => batch.predictions)).toBe(counted("/api/v1/predictions"));
    expect(taken((batch) => batch.labels)).toBe(counted("/api/v1/labels"));
    expect(taken((batch) => batch.changes)).toBe(counted("/api/v1/changes"));
  });

  it("names model, version and called service on every span that has them", () => {
    const spans = batches.flatMap((batch) => batch.spans?.rows() ?? []);
    const pick = (service: string, kind: SpanRow["kind"]): SpanRow =>
      spans.findLast((span) => span.service === service && span.kind === kind)!;
    expect(pick("digits", "server")).toMatchObject({ model: "digits", version: "v1", peer: "" });
    expect(pick("prices", "client")).toMatchObject({ peer: "feature-store" });
    expect(pick("writer", "client")).toMatchObject({ peer: "retriever" });
    const chat = pick("writer", "internal");
    expect(chat.model).toBe("writer");
    expect(chat.llm).toMatchObject({
      operation: "chat",
      requestModel: "writer",
      promptName: "athlete-note",
      promptVersion: "p2",
      finishReason: "stop",
    });
    expect(chat.llm!.timeToFirstTokenMs).toBeGreaterThan(20);
    expect(chat.llm!.timeToFirstTokenMs).toBeLessThan(500);
    expect(chat.llm!.outputTokens).toBeGreaterThan(1);
  });

  it("keeps the names of Prometheus metrics", () => {
    const names = new Set(batches.flatMap((batch) => batch.series ?? []).map((row) => row.metric));
    for (const name of [
      "process_cpu_seconds_total",
      "nodejs_eventloop_lag_p99_seconds",
      "container_cpu_cfs_throttled_periods_total",
      "vllm:num_requests_running",
      "vllm:time_to_first_token_seconds_bucket",
      "http_request_duration_seconds_bucket",
    ]) {
      expect(names).toContain(name);
    }
  });

  it("gives features as numbers and texts, scores, tags and a null where a feature is gone", () => {
    const rows = batches.flatMap((batch) => batch.predictions ?? []);
    const digits = rows.find((row) => row.model === "digits")!;
    expect(digits.featuresNumber.size).toBe(8);
    expect(digits.scores.size).toBe(10);
    expect(digits.tags.get("camera")).toMatch(/north|south/);
    const prices = rows.find((row) => row.model === "prices")!;
    expect(prices.outputNumber).toBeGreaterThan(200);
    expect([...prices.featuresText.keys()].sort()).toEqual(["clarity", "color", "cut"]);
  });
});

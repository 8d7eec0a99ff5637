import { describe, expect, it } from "vitest";
import { changes } from "../../src/ingest/changes.ts";
import { exampleOf, Rejections } from "../../src/ingest/rejections.ts";
import { createRefusals } from "../../src/ingest/refusals.ts";
import { createWriteBuffer } from "../../src/ingest/write-buffer.ts";
import { AcesoError } from "../../src/model/errors.ts";
import type { SignalBatch } from "../../src/model/signals.ts";
import { json, makeIntake, now, send } from "./harness.ts";

function bufferWith(options: { bytesInFlightMax?: number; appendsMax?: number } = {}) {
  const pending: (() => void)[] = [];
  let time = now;
  const buffer = createWriteBuffer({
    sink: { append: () => new Promise<void>((resolve) => pending.push(resolve)) },
    bytesInFlightMax: 100,
    appendsMax: 2,
    now: () => time,
    ...options,
  });
  return { buffer, pending, pass: (ms: number) => (time += ms) };
}

const batch = (count: number): SignalBatch => ({
  project: "default",
  receivedAt: now,
  labels: Array.from({ length: count }, (_, id) => ({
    id: String(id),
    model: "m",
    labelText: "",
    labelNumber: 1,
    time: now,
  })),
});
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("write buffer", () => {
  it("refuses bodies beyond its bytes with Retry-After, but never a lone one", () => {
    const { buffer } = bufferWith();
    const release = buffer.claim(1_000);
    expect(() => buffer.claim(1)).toThrow(AcesoError);
    try {
      buffer.claim(1);
    } catch (error) {
      expect(error).toMatchObject({ code: "overloaded", retryAfterSeconds: 2 });
    }
    release();
    release();
    expect(buffer.counts().bytesInFlight).toBe(0);
    buffer.claim(100)();
  });

  it("hands on only so many batches at a time, in order", async () => {
    const { buffer, pending } = bufferWith();
    const appends = [1, 2, 3].map((count) => buffer.append(batch(count)));
    await settle();
    expect(pending).toHaveLength(2);
    pending[0]?.();
    await settle();
    expect(pending).toHaveLength(3);
    for (const resolve of pending) resolve();
    await Promise.all(appends);
  });

  it("counts what became durable, tells listeners, and knows the rate of the last minute", async () => {
    const { buffer, pending, pass } = bufferWith();
    const told: unknown[] = [];
    const stop = buffer.onAccepted((accepted) => told.push(accepted));
    const append = async (count: number) => {
      const done = buffer.append(batch(count));
      await settle();
      expect(told).not.toContainEqual({ project: "default", kind: "labels", count });
      pending.at(-1)?.();
      await done;
    };
    await append(120);
    expect(told).toEqual([{ project: "default", kind: "labels", count: 120 }]);
    expect(buffer.counts()).toMatchObject({ signalsPerSecond: 2, lastSignalAt: now });
    stop();
    pass(30_000);
    await append(60);
    expect(told).toHaveLength(1);
    expect(buffer.counts().signalsPerSecond).toBe(3);
    pass(31_000);
    expect(buffer.counts()).toMatchObject({ signalsPerSecond: 1, perKind: { labels: 180 } });
  });

  it("an append that fails gives its turn back", async () => {
    const { intake, fail, batches } = makeIntake({ appendsMax: 1 });
    fail(new AcesoError("store-unavailable", { reason: "away" }));
    const change = JSON.stringify({ kind: "deploy", model: "m", title: "t" });
    const response = await send(intake, changes, change);
    expect(response.status).toBe(503);
    expect(response.headers["retry-after"]).toBe("5");
    fail(undefined);
    await send(intake, changes, change);
    expect(batches).toHaveLength(1);
  });

  it("a fault of ours is a 500 that tells only its kind", async () => {
    const { intake, fail } = makeIntake();
    fail(new TypeError("secret detail"));
    const response = await send(intake, changes, '{"kind":"deploy","model":"m","title":"t"}');
    expect(response.status).toBe(500);
    expect(json(response).error).toMatchObject({ code: "internal" });
    expect(JSON.stringify(json(response))).not.toContain("secret");
  });
});

describe("refusals", () => {
  it("are counted per route and code, newest first, in bounded memory", () => {
    const refusals = createRefusals();
    const refusal = { message: "m", fix: "f", count: 2, example: "x" };
    refusals.add({ ...refusal, route: "/a", code: "bad-json", at: 1 });
    refusals.add({ ...refusal, route: "/b", code: "bad-json", at: 2 });
    refusals.add({ ...refusal, route: "/a", code: "bad-json", at: 3 });
    expect(refusals.list()).toMatchObject([
      { route: "/a", count: 4, lastAt: 3 },
      { route: "/b", count: 2, lastAt: 2 },
    ]);
    for (let index = 0; index < 2_000; index += 1) {
      refusals.add({ ...refusal, route: `/${index}`, code: "bad-json", at: 4 });
    }
    expect(refusals.list()).toHaveLength(500);
    expect(refusals.total()).toBe(4_006);
  });

  it("examples are short, one line, and hide what looks like a key", () => {
    const example = exampleOf(`Bearer abcdefghijklmnop\nsk-abcdefghijklmnop ${"x".repeat(500)}`);
    expect(example).not.toMatch(/abcdefgh|\n/);
    expect(example.length).toBeLessThanOrEqual(200);
  });

  it("a thousand refused rows are listed, the rest is counted", () => {
    const rejections = new Rejections();
    const error = new AcesoError("not-a-number", { field: "x" });
    for (let index = 0; index < 5_000; index += 1) rejections.add(error, { index });
    expect(rejections.count).toBe(5_000);
    expect(rejections.list()).toHaveLength(1_001);
    expect(rejections.list().at(-1)).toMatchObject({ count: 4_000, index: null });
  });
});

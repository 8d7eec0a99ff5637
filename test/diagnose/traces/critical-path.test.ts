import { describe, expect, it } from "vitest";
import { pathGrowth, type PathSpan } from "../../../src/diagnose/traces/critical-path.ts";

/** A span of a trace, times in ms. */
function span(
  traceId: string,
  [spanId, parentSpanId]: readonly [string, string],
  [start, end]: readonly [number, number],
  service = spanId,
): PathSpan {
  return {
    traceId,
    spanId,
    parentSpanId,
    service,
    name: "work",
    peer: "",
    startNs: BigInt(start) * 1_000_000n,
    durationNs: BigInt(end - start) * 1_000_000n,
  };
}

/** A shop that asks a cache and, at the same time, a model, and then writes to a store. */
function shop(traceId: string, { cache = 20, model = 50, store = 10 }): readonly PathSpan[] {
  const asked = Math.max(cache, model);
  return [
    span(traceId, ["shop", ""], [0, asked + store + 5]),
    span(traceId, ["cache", "shop"], [0, cache]),
    span(traceId, ["model", "shop"], [0, model]),
    span(traceId, ["store", "shop"], [asked, asked + store]),
  ];
}

describe("growth on the critical path", () => {
  it("is that of the span others wait for, with its share of what traces take longer", () => {
    const good = [...shop("a", {}), ...shop("b", {})];
    const slow = [...shop("c", { model: 150, store: 20 }), ...shop("d", { model: 150, store: 20 })];
    const found = pathGrowth(slow, good);
    expect(found).toMatchObject({ service: "model", fromMs: 50, toMs: 150 });
    // 100 ms of the model and 10 ms of the store.
    expect(found?.share).toBeCloseTo(100 / 110, 10);
  });

  it("leaves out a span that became slow while nobody waited for it", () => {
    const slow = shop("c", { cache: 45, store: 30 });
    expect(pathGrowth(slow, shop("a", {}))).toMatchObject({ service: "store", share: 1 });
  });

  it("counts a span's own time only, not what it waits for", () => {
    const chain = (traceId: string, inner: number) => [
      span(traceId, ["outer", ""], [0, inner + 10]),
      span(traceId, ["middle", "outer"], [5, inner + 5]),
      span(traceId, ["inner", "middle"], [5, inner + 5]),
    ];
    expect(pathGrowth(chain("b", 90), chain("a", 30))).toMatchObject({
      service: "inner",
      fromMs: 30,
      toMs: 90,
      share: 1,
    });
  });

  it("is none where nothing took longer, nothing is known, or spans are their own parents", () => {
    expect(pathGrowth(shop("a", {}), shop("b", {}))).toBeUndefined();
    expect(pathGrowth([], shop("b", {}))).toBeUndefined();
    expect(pathGrowth([span("a", ["x", "x"], [0, 9])], shop("b", {}))).toBeUndefined();
  });
});

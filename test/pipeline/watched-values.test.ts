import { describe, expect, it } from "vitest";
import type { Measurement } from "../../src/model/measurement.ts";
import type { Monitor } from "../../src/model/monitor.ts";
import {
  indexMeasurements,
  isSeriesMonitor,
  keyOf,
  sampleExpression,
  samplePast,
  windowEnding,
} from "../../src/pipeline/watched-values.ts";
import { monitorOf } from "../incident/fixtures.ts";
import { MemorySource } from "../promql/memory-source.ts";

const end = 1_750_000_000_000;
const window = windowEnding(end, 60_000);

function measurementEnding(windowEnd: number, value: number): Measurement {
  return {
    measure: "feature-null-share",
    subject: { kind: "model", model: "prices" },
    slice: { feature: "carat", version: "v1" },
    window: windowEnding(windowEnd, 60_000),
    value,
    count: 60,
    standardError: 0.01,
    labelCoverage: 1,
    settled: true,
  };
}

function watching(expression: string, direction: Monitor["direction"]) {
  const subject = { kind: "host", host: "demo" } as const;
  const monitor = monitorOf({
    id: "load",
    direction,
    watch: { kind: "series", expression, subject },
  });
  if (!isSeriesMonitor(monitor)) throw new Error("it watches a series");
  return monitor;
}

describe("watched values", () => {
  it("measurements are found by what they measure, oldest window first", () => {
    const later = measurementEnding(end, 0.2);
    const earlier = measurementEnding(end - 10_000, 0.1);
    const index = indexMeasurements([later, earlier]);
    expect(index.get(keyOf(later))).toEqual([earlier, later]);
  });

  it("the order in which a slice names its parts does not matter", () => {
    const given = measurementEnding(end, 0);
    const turned = { ...given, slice: { version: "v1", feature: "carat" } };
    expect(keyOf(turned)).toBe(keyOf(given));
    expect(keyOf({ ...given, slice: { version: "v1" } })).not.toBe(keyOf(given));
  });

  it("of several series the worst counts, which the direction decides", async () => {
    const source = new MemorySource();
    source.add({ __name__: "load", replica: "a" }, [{ time: end - 1_000, value: 3 }]);
    source.add({ __name__: "load", replica: "b" }, [{ time: end - 1_000, value: 7 }]);
    const up = await sampleExpression(watching("load", "up"), window, source);
    expect(up).toMatchObject({ value: 7, count: 2, settled: true, window });
    const down = await sampleExpression(watching("load", "down"), window, source);
    expect(down.value).toBe(3);
  });

  it("the past of an expression is what would have been taken of windows that do not overlap", async () => {
    const source = new MemorySource();
    const minutes = [0, 1, 2, 4, 5].map((minute) => end - (5 - minute) * 60_000);
    for (const [replica, more] of [
      ["a", 0],
      ["b", 10],
    ] as const) {
      source.add(
        { __name__: "load", replica },
        minutes.map((time, index) => ({ time, value: index + more })),
      );
    }
    const monitor = watching("load", "up");
    const past = await samplePast(monitor, { end, count: 4 }, source);
    // A sample is looked for five minutes back, so minute 3 has the one of minute 2.
    expect(past.map(({ value }) => value)).toEqual([12, 12, 13, 14]);
    for (const own of past) {
      expect(own).toEqual(await sampleExpression(monitor, own.window, source));
    }
    expect(await samplePast(watching("absent", "up"), { end, count: 4 }, source)).toEqual([]);
  });

  it("no series, or only NaN, is no value", async () => {
    const source = new MemorySource();
    const nothing = await sampleExpression(watching("load", "up"), window, source);
    expect(nothing).toMatchObject({ value: null, count: 0 });
    source.add({ __name__: "load" }, [{ time: end - 1_000, value: Number.NaN }]);
    const notNumber = await sampleExpression(watching("load", "up"), window, source);
    expect(notNumber).toMatchObject({ value: null, count: 0 });
  });

  it("a scalar is one value", async () => {
    const two = await sampleExpression(watching("1 + 1", "up"), window, new MemorySource());
    expect(two).toMatchObject({ value: 2, count: 1 });
  });
});

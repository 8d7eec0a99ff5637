import { describe, expect, it } from "vitest";
import type { Measurement } from "../../src/model/measurement.ts";
import { minute, second, spanOf } from "../../src/model/time.ts";
import { closedGrids, settle } from "../../src/pipeline/closed-windows.ts";
import { loopSettings } from "./loop-settings.ts";

const loop = { settings: loopSettings };
const end = 1_750_000_000_000;

function measurementEnding(windowEnd: number, settled: boolean): Measurement {
  return {
    measure: "accuracy",
    subject: { kind: "model", model: "digits" },
    slice: {},
    window: { start: windowEnd - minute, end: windowEnd },
    value: 0.9,
    count: 60,
    standardError: 0.04,
    labelCoverage: settled ? 1 : 0.1,
    settled,
  };
}

describe("closed windows", () => {
  it("the first tick measures one window, the newest", () => {
    const grids = closedGrids(loop, { lastEnd: 0, pendingEnd: null }, end);
    expect(grids.spans).toEqual({
      firstStart: end - minute,
      sizeMs: minute,
      stepMs: 10 * second,
      count: 1,
    });
    expect(grids.outcomes).toEqual(grids.spans);
  });

  it("a tick measures every window that closed since the last", () => {
    const grids = closedGrids(loop, { lastEnd: end - 30 * second, pendingEnd: null }, end);
    expect(grids.predictions).toMatchObject({ firstStart: end - 80 * second, count: 3 });
  });

  it("after a long pause only the newest thirty are caught up", () => {
    const grids = closedGrids(loop, { lastEnd: end - 3_600 * second, pendingEnd: null }, end);
    expect(grids["llm-calls"]?.count).toBe(30);
    expect(spanOf(grids["llm-calls"]!).end).toBe(end);
  });

  it("labelled quality is measured again from the oldest window that waits for labels", () => {
    const state = { lastEnd: end - 10 * second, pendingEnd: end - 40 * second };
    const grids = closedGrids(loop, state, end);
    expect(grids.features?.count).toBe(1);
    expect(grids.outcomes?.count).toBe(5);
  });

  it("no label is waited for beyond the horizon", () => {
    const state = { lastEnd: end - 10 * second, pendingEnd: end - 3_600 * second };
    const { labelHorizonMs, tickMs } = loopSettings;
    expect(closedGrids(loop, state, end).outcomes?.count).toBe(labelHorizonMs / tickMs + 1);
  });

  it("a tick remembers the oldest unsettled window", () => {
    const state = { lastEnd: end - 10 * second, pendingEnd: null };
    const oldest = end - 20 * second;
    const measurements = [
      measurementEnding(end - 30 * second, true),
      measurementEnding(end, false),
      measurementEnding(oldest, false),
    ];
    settle(loop, state, measurements, end);
    expect(state).toEqual({ lastEnd: end, pendingEnd: oldest });
  });

  it("nothing waits once all is settled", () => {
    const state = { lastEnd: end - 10 * second, pendingEnd: end - 40 * second };
    settle(loop, state, [measurementEnding(end, true)], end);
    expect(state).toEqual({ lastEnd: end, pendingEnd: null });
  });
});

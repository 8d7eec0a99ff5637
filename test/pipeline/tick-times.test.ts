import { describe, expect, it } from "vitest";
import { createSelfMetrics } from "../../src/ingest/self.ts";
import { createTickTimes, startStageWatch } from "../../src/pipeline/tick-times.ts";

describe("a stage watch", () => {
  it("tells what each stage took, from the end of the one before", () => {
    let now = 1000;
    const watch = startStageWatch(() => now);
    now = 1250;
    watch.lap("labels");
    now = 1300;
    watch.lap("monitors");
    expect(watch.laps).toEqual([
      { stage: "labels", ms: 250 },
      { stage: "monitors", ms: 50 },
    ]);
  });
});

describe("tick times", () => {
  it("are metrics: ticks, seconds by stage, and how far behind the newest is", () => {
    const metrics = createSelfMetrics();
    const times = createTickTimes(() => undefined);
    times.watch(metrics);
    times.add({ laps: [{ stage: "measure", ms: 500 }], end: 10_000, now: 16_000 });
    times.add({ laps: [{ stage: "measure", ms: 250 }], end: 20_000, now: 25_500 });
    const text = metrics.render();
    expect(text).toContain("aceso_ticks_total 2\n");
    expect(text).toContain('aceso_tick_seconds_total{stage="measure"} 0.75\n');
    expect(text).toContain("aceso_tick_behind_seconds 5.5\n");
  });

  it("log a tick that took longer than the time between two, its slowest stage first", () => {
    const lines: string[] = [];
    const times = createTickTimes((line) => void lines.push(line));
    const laps = [
      { stage: "labels", ms: 90 },
      { stage: "measure", ms: 1200 },
      { stage: "attend", ms: 9000 },
    ] as const;
    times.add({ laps, end: 0, now: 15_000 });
    times.add({ laps: laps.slice(0, 2), end: 10_000, now: 15_000 });
    expect(lines).toEqual(["a turn of the loop took 10.3 s: attend 9.0 s, measure 1.2 s"]);
  });
});

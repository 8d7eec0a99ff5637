import { describe, expect, it } from "vitest";
import { hostMonitors } from "../../src/detect/packs/host.ts";
import type { Evaluation, Monitor } from "../../src/model/monitor.ts";
import { render } from "../../src/model/words/render.ts";
import { takeSaved } from "../../src/pipeline/checkpoint.ts";
import { step, workOn, type MonitorAtWork } from "../../src/pipeline/judge.ts";
import { isGroupMonitor, sampleGroup, windowEnding } from "../../src/pipeline/watched-values.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { MemorySource } from "../promql/memory-source.ts";

const start = 1_750_000_000_000;
const tick = 10_000;

/** The shipped monitor of a machine as a whole, which learns for 100 ticks. */
function machine(): Monitor {
  const metrics = [
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
    "node_cpu_seconds_total",
    "node_load1",
    "process_resident_memory_bytes",
  ];
  const monitor = hostMonitors({ name: "box", metrics }).find(
    ({ watch }) => watch.kind === "group",
  );
  if (monitor === undefined) throw new Error("the pack has a monitor of the machine as a whole");
  return { ...monitor, settings: { warmupRows: 100 } };
}

function started(): MonitorAtWork {
  const work = workOn(machine());
  if (work === undefined) throw new Error("its detector is in the catalogue");
  return work;
}

/** A machine that is half busy, with as much load; from `leaksAt` on its memory runs out while nothing else changes. */
function history(ticks: number, leaksAt: number): MemorySource {
  const random = seededRandom(4);
  const source = new MemorySource();
  const times = Array.from({ length: ticks }, (_, index) => start + index * tick);
  const leaked = (index: number): number => Math.max(0, index - leaksAt) * 4e7;
  const of = (make: (index: number) => number) =>
    times.map((time, index) => ({ time, value: make(index) }));
  let idle = 0;
  source.add(
    { __name__: "node_memory_MemTotal_bytes" },
    of(() => 16e9),
  );
  source.add(
    { __name__: "node_memory_MemAvailable_bytes" },
    of((index) => 8e9 + 1e8 * random.normal() - leaked(index)),
  );
  source.add(
    { __name__: "node_cpu_seconds_total", mode: "idle", cpu: "0" },
    of(() => (idle += 5 + 0.3 * random.normal())),
  );
  source.add(
    { __name__: "node_load1" },
    of(() => 0.5 + 0.05 * random.normal()),
  );
  source.add(
    { __name__: "process_resident_memory_bytes" },
    of(() => 1e9 + 1e7 * random.normal()),
  );
  return source;
}

async function judge(
  work: MonitorAtWork,
  source: MemorySource,
  ticks: readonly [from: number, to: number],
): Promise<readonly Evaluation[]> {
  if (!isGroupMonitor(work.monitor)) throw new Error("it watches a group");
  const evaluations: Evaluation[] = [];
  for (let index = ticks[0]; index < ticks[1]; index++) {
    const window = windowEnding(start + index * tick, 60_000);
    evaluations.push(step(work, await sampleGroup(work.monitor, window, source)));
  }
  return evaluations;
}

describe("a monitor of a machine as a whole", () => {
  it("learns, stays quiet, fires when memory alone runs out, and says that it is memory", async () => {
    const work = started();
    const source = history(460, 400);
    const quiet = await judge(work, source, [10, 400]);
    expect(quiet.slice(0, 100).every(({ state }) => state === "learning")).toBe(true);
    expect(quiet.filter(({ firing }) => firing)).toHaveLength(0);
    expect(quiet.at(-1)).toMatchObject({ state: "normal", high: 0.5, count: 4 });
    const leaking = await judge(work, source, [400, 460]);
    const firing = leaking.filter((evaluation) => evaluation.firing);
    expect(firing.length).toBeGreaterThan(20);
    expect(firing.at(-1)!.value).toBeGreaterThan(0.5);
    expect(firing.at(-1)!.reason.params["first"]).toBe("host-memory-available");
    expect(render(firing.at(-1)!.reason, { lang: "en" })).toContain("memory available");
    expect(render(firing.at(-1)!.reason, { lang: "zh" })).toContain("可用内存");
  });

  it("goes on from a checkpoint as before", async () => {
    const work = started();
    const source = history(300, 250);
    await judge(work, source, [10, 200]);
    const { watch, detector, settings, direction, holdWindows, windowMs } = work.monitor;
    const resumed = takeSaved(started(), {
      monitor: work.monitor.id,
      definition: JSON.stringify({ watch, detector, settings, direction, holdWindows, windowMs }),
      lastEnd: work.lastEnd,
      hold: work.hold,
      state: JSON.parse(JSON.stringify(work.state.snapshot())),
    });
    expect(await judge(resumed, source, [200, 300])).toEqual(await judge(work, source, [200, 300]));
  });

  it("no series at all is no data, and a detector of single series is not one of groups", async () => {
    const work = started();
    const [nothing] = await judge(work, new MemorySource(), [10, 11]);
    expect(nothing).toMatchObject({ state: "no-data", value: null, count: 0 });
    expect(workOn({ ...machine(), detector: "k-sigma" })).toBeUndefined();
  });
});

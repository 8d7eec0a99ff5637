import { describe, expect, it } from "vitest";
import type { Monitor } from "../../src/model/monitor.ts";
import { judgeAll, settledPrefix, workOn } from "../../src/pipeline/judge.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import type { WatchedValue } from "../../src/pipeline/watched-values.ts";
import { monitorOf } from "../incident/fixtures.ts";
import { MemorySource } from "../promql/memory-source.ts";

const end = 1_750_000_000_000;
const subject = { kind: "service", service: "shop" } as const;

function watching(id: string, expression: string): Monitor {
  return monitorOf({ id, watch: { kind: "series", expression, subject } });
}

/** Two monitors, of which the second watches what is given; `select` reads the store. */
function judging(expression: string, select?: () => Promise<never>) {
  const source = new MemorySource();
  for (const replica of ["a", "b"]) {
    source.add({ __name__: "load", replica }, [{ time: end - 1_000, value: 3 }]);
  }
  const failures: string[] = [];
  const monitors = [watching("sound", "max(load)"), watching("odd", expression)].map(
    (monitor) => [monitor.id, workOn(monitor)!] as const,
  );
  // Only what judging expressions touches is there.
  const loop = {
    failed: (what: string) => failures.push(what),
    store: {
      selectSeries: (_: string, request: Parameters<MemorySource["select"]>[0]) =>
        select ? select() : source.select(request),
    },
  } as unknown as Loop;
  const project = {
    name: "default",
    known: { models: [] },
    monitors: new Map(monitors),
    newest: new Map(),
  } as unknown as ProjectState;
  return { failures, tick: (at: number) => judgeAll(loop, project, [], at) };
}

/** Windows of a minute every ten seconds; the letters say whether each is settled (s) or waits (w). */
function windows(letters: string): readonly WatchedValue[] {
  return [...letters].map((letter, index) => ({
    window: { start: index * 10_000, end: index * 10_000 + 60_000 },
    value: 0.9,
    count: 100,
    standardError: 0.03,
    settled: letter === "s",
  }));
}

describe("windows that wait for labels", () => {
  it("hold up those after them, so that detectors see windows in order", () => {
    expect(settledPrefix(windows("sssww"))).toHaveLength(3);
    expect(settledPrefix(windows("wwwww"))).toHaveLength(0);
    // The settled one shares rows with those that wait: their labels may still be on the way.
    expect(settledPrefix(windows("sswwws"))).toHaveLength(2);
    expect(settledPrefix(windows("ssss"))).toHaveLength(4);
  });

  it("wait no longer once a window that begins after their end has its labels", () => {
    // The third and fourth end at 80 s and 90 s; the last begins at 80 s.
    expect(settledPrefix(windows("sswwsssss"))).toHaveLength(3);
    expect(settledPrefix(windows("sswwssssss"))).toHaveLength(10);
  });
});

describe("judging the windows of a tick", () => {
  it.each([
    ["is none", "sum(load"],
    ["fails on the data there are", "load * on(shop) load"],
  ])("an expression that %s is no data of its own monitor, told once", async (_, expression) => {
    const { failures, tick } = judging(expression);
    for (const at of [end, end + 10_000]) {
      const [sound, odd] = await tick(at);
      expect(sound).toMatchObject({ monitor: "sound", value: 3, state: "learning" });
      expect(odd).toMatchObject({ monitor: "odd", value: null, state: "no-data" });
    }
    expect(failures).toEqual(["monitor odd"]);
  });

  it("a store that fails ends the tick, so that the windows are judged by the next one", async () => {
    const { tick } = judging("load", () => Promise.reject(new Error("connection lost")));
    await expect(tick(end)).rejects.toThrow("connection lost");
  });
});

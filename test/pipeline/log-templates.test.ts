import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogRow } from "../../src/model/signals.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";
import {
  logTemplateHistories,
  mineLogs,
  restoreLogMining,
} from "../../src/pipeline/log-templates.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { scratchFolder } from "../scenario/scratch-folder.ts";
import { loopSettings } from "./loop-settings.ts";

const tickMs = loopSettings.tickMs;
// Within the retention of the store, which goes by the machine's clock.
const start = Math.floor(Date.now() / tickMs) * tickMs - 3_600_000;
const onset = start + 30 * tickMs;

function logOf(time: number, body: string, severity: LogRow["severity"] = "info"): LogRow {
  return {
    time,
    severity,
    service: "prices-api",
    environment: "",
    body,
    traceId: "",
    spanId: "",
    model: "",
    version: "",
    attributesText: new Map(),
    attributesNumber: new Map(),
  };
}

describe("mining the logs of a project", () => {
  const folder = scratchFolder();
  let store: Store;
  let now = start;

  beforeAll(async () => {
    store = await openStore({ dataDir: folder, now: () => now, log: () => undefined });
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("templates are counted per window as series, and read as histories around an onset", async () => {
    const logs: LogRow[] = [];
    for (let tick = 0; tick < 36; tick++) {
      const time = start + tick * tickMs;
      for (let line = 0; line < 4; line++) {
        logs.push(logOf(time + line, `request ${tick * 4 + line} took ${line} ms`));
      }
      if (time >= onset) {
        for (let line = 0; line < 3; line++) {
          const stack = `CUDA out of memory, tried ${tick} MiB\n  File "serve.py", line 3`;
          logs.push(logOf(time + 10 + line, stack, "error"));
        }
      }
    }
    const arrivals = watchArrivals(store);
    await arrivals.sink.append({ project: "default", receivedAt: start, logs });
    await store.flush();
    const loop = { store, arrivals, settings: { tickMs }, now: () => now };
    const project = { name: "default", logs: await restoreLogMining(loop, "default") };
    for (let tick = 1; tick <= 36; tick++) {
      now = start + tick * tickMs;
      await mineLogs(loop, project, now);
    }
    // The same window again counts nothing twice.
    await mineLogs(loop, project, now);
    await store.flush();

    const { histories, leftOut } = await logTemplateHistories(loop, project, {
      services: new Set(["prices-api"]),
      before: { start, end: onset },
      during: { start: onset, end: now },
    });
    expect(leftOut).toBe(0);
    const errors = histories.filter(({ isError }) => isError);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.before).toEqual(Array.from({ length: 30 }, () => 0));
    expect(errors[0]?.during).toEqual([3, 3, 3, 3, 3, 3]);
    expect(errors[0]?.sample).toMatch(/^CUDA out of memory, tried \d+ MiB$/);
    const usual = histories.filter(({ isError }) => !isError);
    expect(usual.map(({ before }) => before)).toEqual([Array.from({ length: 30 }, () => 4)]);
  });

  it("the same error from two requests is one template, another error is another", async () => {
    const trace = (request: number, error: string, place: string) =>
      `Traceback (most recent call last):\n  File "/srv/app/serve.py", line ${request}, in ${place}\n    run()\n${error}`;
    const now = start + 100 * tickMs;
    const logs = [
      logOf(now - 3_000, trace(10, "ValueError: request 17 is empty", "parse"), "error"),
      logOf(now - 2_000, trace(12, "ValueError: request 18 is empty", "parse"), "error"),
      logOf(now - 1_000, trace(40, "RuntimeError: CUDA out of memory", "predict"), "error"),
    ];
    const arrivals = watchArrivals(store);
    await arrivals.sink.append({ project: "stacks", receivedAt: now, logs });
    await store.flush();
    const loop = { store, arrivals, settings: { tickMs }, now: () => now };
    const project = { name: "stacks", logs: await restoreLogMining(loop, "stacks") };
    await mineLogs(loop, project, now);
    expect(project.logs.miner.templates().map(({ text }) => text)).toEqual([
      "ValueError: request <*> is empty at serve.parse",
      "RuntimeError: CUDA out of memory at serve.predict",
    ]);
  });

  it("lines beyond the limit are counted as left out", async () => {
    const now = start + 200 * tickMs;
    const logs = Array.from({ length: 9 }, (_, line) => logOf(now - 9 + line, "busy"));
    const arrivals = watchArrivals(store);
    await arrivals.sink.append({ project: "busy", receivedAt: now, logs });
    await store.flush();
    const loop = { store, arrivals, settings: { tickMs }, now: () => now };
    const project = { name: "busy", logs: await restoreLogMining(loop, "busy") };
    await mineLogs(loop, project, now, 5);
    await store.flush();
    const { histories, leftOut } = await logTemplateHistories(loop, project, {
      services: new Set(["prices-api"]),
      before: { start: now - 10 * tickMs, end: now - tickMs },
      during: { start: now - tickMs, end: now },
    });
    expect(histories.map(({ during }) => during)).toEqual([[5]]);
    expect(leftOut).toBe(4);
  });

  it("the store is not asked while no logs come", async () => {
    const none = {
      ...store,
      logs: () => Promise.reject(new Error("asked for logs")),
      selectSeries: () => Promise.reject(new Error("asked for series")),
    };
    const loop = {
      store: none,
      arrivals: watchArrivals(store),
      settings: { tickMs },
      now: () => now,
    };
    const project = { name: "silent", logs: await restoreLogMining(loop, "silent") };
    await mineLogs(loop, project, now);
    const asked = {
      services: new Set(["a"]),
      before: { start, end: onset },
      during: { start: onset, end: now },
    };
    expect(await logTemplateHistories(loop, project, asked)).toEqual({ histories: [], leftOut: 0 });
  });

  it("templates are picked up after a restart", async () => {
    const logs = await restoreLogMining({ store }, "default");
    expect(logs.miner.templates().map(({ text }) => text)).toContain("request <*> took <*> ms");
  });

  it("state that cannot be read is passed over", async () => {
    await store.putSetting("broken", "log-templates", { lines: "many" });
    const logs = await restoreLogMining({ store }, "broken");
    expect(logs.miner.templates()).toEqual([]);
  });
});

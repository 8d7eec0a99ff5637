import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { restoreCheckpoint, saveCheckpoint, takeSaved } from "../../src/pipeline/checkpoint.ts";
import type { SavedMonitor } from "../../src/pipeline/checkpoint.ts";
import { step, workOn, type MonitorAtWork } from "../../src/pipeline/judge.ts";
import { windowEnding } from "../../src/pipeline/watched-values.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { monitorOf } from "../incident/fixtures.ts";
import { scratchFolder } from "../scenario/scratch-folder.ts";

const start = 1_750_000_000_000;
const monitor = monitorOf({ id: "accuracy" });

function started(given = monitor): MonitorAtWork {
  const work = workOn(given);
  if (!work) throw new Error(`no detector ${given.detector}`);
  return work;
}

/** Judges values of a fixed zigzag between 0.92 and 0.96, or the value given. */
function stepMinutes(work: MonitorAtWork, from: number, to: number, value?: number) {
  const evaluations = [];
  for (let index = from; index < to; index += 1) {
    const window = windowEnding(start + index * 60_000, 60_000);
    const watched = value ?? 0.92 + 0.01 * (index % 5);
    evaluations.push(
      step(work, { window, value: watched, count: 60, standardError: 0.03, settled: true }),
    );
  }
  return evaluations;
}

describe("checkpoint", () => {
  const folder = scratchFolder();
  let store: Store;

  beforeAll(async () => {
    store = await openStore({ dataDir: folder, now: () => start, log: () => undefined });
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const restored = async (project: string): Promise<Map<string, SavedMonitor>> => {
    const saved = new Map<string, SavedMonitor>();
    await restoreCheckpoint({ store }, { name: project, saved });
    return saved;
  };

  it("a monitor taken from a checkpoint goes on exactly as before, hold and all", async () => {
    const work = started();
    stepMinutes(work, 0, 60);
    stepMinutes(work, 60, 63, 0.4);
    const monitors = new Map([[monitor.id, work]]);
    await saveCheckpoint({ store }, { name: "goes-on", monitors });

    const resumed = takeSaved(started(), (await restored("goes-on")).get(monitor.id));
    expect(resumed.lastEnd).toBe(work.lastEnd);
    expect(resumed.hold).toEqual(work.hold);
    expect(resumed.hold.firing).toBe(true);
    expect(stepMinutes(resumed, 63, 80)).toEqual(stepMinutes(work, 63, 80));
  });

  it("a monitor whose definition changed starts anew", async () => {
    const work = started();
    stepMinutes(work, 0, 10);
    await saveCheckpoint({ store }, { name: "changed", monitors: new Map([[monitor.id, work]]) });
    const changed = started({ ...monitor, holdWindows: 5 });
    expect(takeSaved(changed, (await restored("changed")).get(monitor.id))).toBe(changed);
  });

  it("a monitor that has judged nothing is not saved", async () => {
    const monitors = new Map([[monitor.id, started()]]);
    await saveCheckpoint({ store }, { name: "nothing", monitors });
    expect((await restored("nothing")).size).toBe(0);
  });

  it("a checkpoint that cannot be read is passed over", async () => {
    const broken: Json = [{ monitor: "accuracy", lastEnd: "yesterday" }];
    await store.putSetting("broken", "checkpoint/0", broken);
    expect((await restored("broken")).size).toBe(0);
  });
});

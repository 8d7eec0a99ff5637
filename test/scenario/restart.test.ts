import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedPackages } from "../../demo/install.ts";
import { trainModels } from "../../demo/world/models.ts";
import type { Incident } from "../../src/model/incident.ts";
import { minute, second } from "../../src/model/time.ts";
import { approve } from "../../src/pipeline/act.ts";
import { saveCheckpoint } from "../../src/pipeline/checkpoint.ts";
import type { Store } from "../../src/store/store.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { openScratchStore } from "./scratch-store.ts";
import { setStage, type Stage } from "./stage.ts";

const start = Date.UTC(2026, 10, 20, 10, 0, 0);
/** No fault of the demo takes longer than this from one milestone to the next. */
const patienceMs = 3 * minute;

describe("a restart in the middle of an incident", () => {
  let folder: string;
  let store: Store;
  let stage: Stage;

  beforeEach(async () => {
    folder = scratchFolder();
    const clock = { now: start };
    const models = trainModels(installedPackages());
    store = await openScratchStore(folder, clock);
    stage = await setStage({ store, clock, seed: 1, historyDays: 1, models });
    await stage.playTo(start + 90 * second);
    await stage.world.inject("prompt-format");
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Plays until the only incident is as wanted. */
  async function playUntil(isWanted: (incident: Incident) => boolean): Promise<Incident> {
    const deadline = stage.loop.now() + patienceMs;
    while (stage.loop.now() < deadline) {
      const incidents = [...stage.project.incidents.values()];
      expect(incidents.length).toBeLessThanOrEqual(1);
      if (incidents[0] && isWanted(incidents[0])) return incidents[0];
      await stage.playTo(stage.loop.now() + 10 * second);
    }
    throw new Error(`not reached in ${patienceMs} ms`);
  }

  it("with a checkpoint the incident goes on: repaired once, verified, ended", async () => {
    const before = await playUntil(({ repair }) => repair?.status === "proposed");
    await approve(stage.loop, stage.project, before.id, {
      by: "test",
      plan: before.repair!.plan.id,
    });
    await saveCheckpoint(stage.loop, stage.project);
    await stage.restart();
    expect(stage.project.saved.size).toBeGreaterThan(20);

    const after = await playUntil(({ phase }) => phase === "resolved");
    expect(after.id).toBe(before.id);
    expect(after.repair?.status).toBe("fixed");
    expect(after.events.filter(({ type }) => type === "repair-performed")).toHaveLength(1);
    expect(stage.failures).toEqual([]);
  }, 300_000);

  it("without a checkpoint it is found again, explained as before, and ends when it is over", async () => {
    const before = await playUntil(({ diagnosis }) => diagnosis !== null);
    await stage.restart();
    const proposed = await playUntil(({ repair }) => repair?.status === "proposed");
    expect(proposed.id).toBe(before.id);
    expect(proposed.diagnosis?.causes[0]).toMatchObject({ kind: "prompt", version: "p2" });

    await stage.world.remove("prompt-format");
    await stage.restart();
    await stage.playTo(stage.loop.now() + 5 * minute);
    const ended = await playUntil(({ phase }) => phase === "resolved");
    expect(ended).toMatchObject({ id: before.id, resolvedReason: "recovered" });
    expect(stage.failures).toEqual([]);
  }, 300_000);
});

import { beforeAll, describe, expect, it } from "vitest";
import { installedPackages } from "../../demo/install.ts";
import { faultNames } from "../../demo/world/faults.ts";
import { playHistory } from "../../demo/world/history.ts";
import { arrivalsBetween } from "../../demo/world/load.ts";
import { trainModels } from "../../demo/world/models.ts";
import type { Models } from "../../demo/world/models.ts";
import type { Payload } from "../../demo/world/telemetry.ts";
import { createWorld } from "../../demo/world/world.ts";
import type { World } from "../../demo/world/world.ts";
import { Collector } from "./collector.ts";

const start = Date.UTC(2026, 8, 1, 10, 20);
const minute = 60_000;

let models: Models;
beforeAll(() => {
  models = trainModels(installedPackages());
});

async function minuteOf(
  seed: number,
  act: (world: World) => Promise<unknown>,
): Promise<{ world: World; seen: Collector }> {
  const seen = new Collector();
  const world = createWorld({ seed, start, models, emit: seen.take });
  await world.advanceTo(start + 20_000);
  await act(world);
  seen.clear();
  await world.advanceTo(start + 20_000 + minute);
  return { world, seen };
}

describe("the demo's models", () => {
  it("are trained on at least 2,000 rows and good on rows they never saw", () => {
    const quality = new Map(models.quality.map((row) => [row.model + row.version, row]));
    expect(quality.get("digitsv1")!.value).toBeGreaterThan(0.93);
    expect(quality.get("pricesv1")!.value).toBeGreaterThan(0.95);
    expect(quality.get("digitsv1")!.trainRows).toBeGreaterThanOrEqual(2000);
    expect(quality.get("pricesv1")!.trainRows).toBeGreaterThanOrEqual(2000);
  });

  it("a version trained on noisy labels is worse by itself", () => {
    const bad = models.quality.find((row) => row.model === "digits" && row.version === "v2")!;
    expect(bad.value).toBeLessThan(0.75);
    expect(bad.value).toBeGreaterThan(0.3);
  });
});

describe("the load", () => {
  it("is a function of clock and seed, about three requests a second from each client", () => {
    const whole = arrivalsBetween(3, start, start + minute);
    const parts = [
      ...arrivalsBetween(3, start, start + 7_001),
      ...arrivalsBetween(3, start + 7_001, start + minute),
    ];
    expect(parts).toEqual(whole);
    expect(whole.length).toBeGreaterThan(530);
    expect(whole.length).toBeLessThan(550);
    expect(arrivalsBetween(4, start, start + minute)).not.toEqual(whole);
  });
});

describe("the world", () => {
  it("sends the same bytes for the same seed, whatever the steps of the clock", async () => {
    const bodies = async (steps: number): Promise<string[]> => {
      const sent: Payload[] = [];
      const emit = (payload: Payload): void => void sent.push(payload);
      const world = createWorld({ seed: 5, start, models, emit });
      for (let step = 1; step <= steps; step++) {
        await world.advanceTo(start + (step * 30_000) / steps);
      }
      return sent.map((payload) => payload.body);
    };
    expect(await bodies(1)).toEqual(await bodies(6));
  });

  it("is healthy when nothing is injected", async () => {
    const { seen } = await minuteOf(1, async () => {});
    expect(seen.accuracy()).toBeGreaterThan(0.88);
    expect(seen.r2()).toBeGreaterThan(0.85);
    expect(seen.validShare()).toBe(1);
    expect(seen.latencyMsP95("digits")).toBeLessThan(45);
    expect(seen.latencyMsP95("writer")).toBeLessThan(500);
    expect(seen.points).toBeGreaterThan(200);
  });

  it("bad-version shows as accuracy only, and switching back heals it", async () => {
    const { world, seen } = await minuteOf(1, (world) => world.inject("bad-version"));
    expect(seen.accuracy()).toBeLessThan(0.8);
    expect(seen.featureMean("digits", "sharpness")).toBeGreaterThan(0.15);
    const target = world.repairTargets.find((each) => each.name === "digits-version")!;
    const state = await world.handleRepairCall("GET", target.url, null);
    expect(state.body).toEqual({ current: "v2", available: ["v0", "v1", "v2"] });
    await world.handleRepairCall("POST", target.url, { version: "v1" });
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.accuracy()).toBeGreaterThan(0.88);
  });

  it("blur shows in accuracy and in the sharpness of the images", async () => {
    const { seen } = await minuteOf(1, (world) => world.inject("blur"));
    expect(seen.accuracy()).toBeLessThan(0.7);
    expect(seen.featureMean("digits", "sharpness")).toBeLessThan(0.05);
    expect(seen.predictions.every((row) => row.version !== "v2")).toBe(true);
  });

  it("null-feature shows as nulls and bad prices, and the snapshot heals it", async () => {
    const { world, seen } = await minuteOf(1, (world) => world.inject("null-feature"));
    expect(seen.nullShare("prices", "carat")).toBeGreaterThan(0.95);
    expect(seen.r2()).toBeLessThan(0.5);
    const target = world.repairTargets.find((each) => each.operation === "feature-fallback")!;
    const reply = await world.handleRepairCall("POST", target.url, {
      operation: "feature-fallback",
    });
    expect(reply.status).toBe(200);
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.nullShare("prices", "carat")).toBeLessThan(0.05);
    expect(seen.r2()).toBeGreaterThan(0.85);
  });

  it("cpu-starvation stretches one service and leaves the others alone", async () => {
    const { world, seen } = await minuteOf(1, (world) => world.inject("cpu-starvation"));
    expect(seen.latencyMsP95("digits")).toBeGreaterThan(150);
    expect(seen.latencyMsP95("prices")).toBeLessThan(30);
    expect(world.metricsText("digits")).toMatch(/container_cpu_cfs_throttled_periods_total.* 600/);
    await world.remove("cpu-starvation");
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.latencyMsP95("digits")).toBeLessThan(45);
  });

  it("slow-dependency slows writer through retriever, and the replica heals it", async () => {
    const { world, seen } = await minuteOf(1, (world) => world.inject("slow-dependency"));
    expect(seen.latencyMsP95("writer")).toBeGreaterThan(1500);
    expect(seen.latencyMsP95("writer", "retriever")).toBeGreaterThan(1500);
    const target = world.repairTargets.find((each) => each.operation === "fail-over")!;
    await world.handleRepairCall("POST", target.url, { operation: "fail-over" });
    await world.advanceTo(world.now() + 5000);
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.latencyMsP95("writer")).toBeLessThan(500);
  });

  it("prompt-format makes the writer answer in prose, and the old prompt heals it", async () => {
    const { world, seen } = await minuteOf(1, (world) => world.inject("prompt-format"));
    expect(seen.validShare()).toBeLessThan(0.05);
    const target = world.repairTargets.find((each) => each.operation === "prompt-version")!;
    await world.handleRepairCall("POST", target.url, { version: "p1" });
    await world.advanceTo(world.now() + 2000);
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.validShare()).toBe(1);
  });

  it.each(faultNames)("%s leaves nothing behind when it is removed", async (name) => {
    const { world, seen } = await minuteOf(2, (world) => world.inject(name));
    await world.remove(name);
    await world.advanceTo(world.now() + 20_000);
    seen.clear();
    await world.advanceTo(world.now() + minute);
    expect(seen.accuracy()).toBeGreaterThan(0.86);
    expect(seen.r2()).toBeGreaterThan(0.85);
    expect(seen.validShare()).toBe(1);
    expect(seen.latencyMsP95("digits")).toBeLessThan(45);
    expect(seen.latencyMsP95("writer")).toBeLessThan(500);
  });

  it("refuses a version that does not exist and an operation it does not know", async () => {
    const world = createWorld({ seed: 1, start, models, emit: () => {} });
    const [target] = world.repairTargets;
    expect((await world.handleRepairCall("POST", target!.url, { version: "v9" })).status).toBe(422);
    const unknown = await world.handleRepairCall("POST", "http://digits.demo/repair/x", {});
    expect(unknown.status).toBe(404);
  });
});

describe("the history", () => {
  it("is bursts of real traffic in the past, with both versions, changes and no id twice", async () => {
    const seen = new Collector();
    const { bursts } = await playHistory({ seed: 1, models, end: start, days: 1, emit: seen.take });
    expect(bursts).toBe(49);
    expect(seen.predictions.length).toBeGreaterThan(48 * 500);
    expect(new Set(seen.predictions.map((row) => row.id)).size).toBe(seen.predictions.length);
    expect(new Set(seen.predictions.map((row) => `${row.model} ${row.version}`))).toEqual(
      new Set(["digits v0", "digits v1", "prices v0", "prices v1", "writer p0", "writer p1"]),
    );
    expect(seen.changes.map((change) => change.kind)).toEqual([
      "promotion",
      "promotion",
      "prompt",
      "deploy",
    ]);
    expect(seen.predictions.every((row) => row.time < start && row.time % 1_800_000 < 61_000)).toBe(
      true,
    );
    expect(seen.labels.size).toBeGreaterThan(48 * 330);
    expect(seen.accuracy()).toBeGreaterThan(0.92);
  });
});

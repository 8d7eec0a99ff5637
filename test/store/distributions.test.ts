import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { HourlyDistribution } from "../../src/model/distribution.ts";
import { hour } from "../../src/model/time.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { label, prediction } from "./signals.ts";

const start = Math.floor(Date.now() / (24 * hour)) * 24 * hour - 48 * hour;
let store: Store;
let dataDir: string;

const kept = (hours: number, more: Partial<HourlyDistribution> = {}): HourlyDistribution => ({
  model: "m",
  version: "",
  feature: "x",
  start: start + hours * hour,
  bins: { type: "number", edges: [0, 1] },
  histogram: [1, 2, 3],
  count: 7,
  nulls: 1,
  moments: { count: 6, sum: 9, squareSum: 20, min: -1, max: 5 + hours },
  ...more,
});

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-distributions-"));
  store = await openStore({ dataDir, now: Date.now, log: () => {} });
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

it("hours add up over equal bins, an hour told again replaces itself", async () => {
  expect(await store.newestDistribution("p")).toBeNull();
  await store.appendDistributions("p", [
    kept(0, { count: 1 }),
    kept(1),
    kept(25),
    kept(1, { version: "2", count: 5 }),
  ]);
  const later = { bins: { type: "text", categories: ["a'b"] }, histogram: [4, 5] } as const;
  await store.appendDistributions("p", [
    kept(0),
    kept(2, { ...later, moments: { count: 0, sum: 0, squareSum: 0, min: null, max: null } }),
  ]);
  const request = { models: ["m"], window: { start, end: start + 24 * hour } };
  const found = await store.distributions("p", request);
  expect(
    found.map(({ bins, histogram, hours, count }) => [bins.type, histogram, hours, count]),
  ).toEqual([
    ["text", [4, 5], 1, 7],
    ["number", [2, 4, 6], 2, 14],
  ]);
  expect(found[1]).toMatchObject({
    moments: { count: 12, sum: 18, squareSum: 40, min: -1, max: 6 },
    window: { start, end: start + 2 * hour },
  });
  expect(found[0]!.bins).toEqual(later.bins);
  const versions = await store.distributions("p", { ...request, version: "2" });
  expect(versions.map(({ count }) => count)).toEqual([5]);
  expect(await store.newestDistribution("p")).toBe(start + 25 * hour);
});

it("the same hour of other days is a season", async () => {
  const window = { start, end: start + 48 * hour };
  const request = { models: ["m"], window, hoursOfDay: [1] };
  expect((await store.distributions("p", request)).map(({ hours }) => hours)).toEqual([2]);
  const day = new Date(start).getUTCDay() || 7;
  const found = await store.distributions("p", { ...request, daysOfWeek: [day] });
  expect(found.map(({ hours }) => hours)).toEqual([1]);
});

it("predictions of numbers come with their labels where those are there, of many a sample", async () => {
  const time = Date.now() - 60_000;
  await store.append({
    project: "p",
    receivedAt: time,
    predictions: Array.from({ length: 20 }, (_, index) =>
      prediction({ model: "n", id: `n${index}`, time, outputText: "", outputNumber: index }),
    ),
    labels: [3, 4, 5].map((index) =>
      label({ model: "n", id: `n${index}`, labelText: "", labelNumber: index + 1, time }),
    ),
  });
  await store.flush();
  await store.resolveLabels("p");
  const window = { start: time, end: time + 1 };
  const all = { model: "n", window, limit: 100, labelledOnly: false };
  const { rows, total } = await store.numberPredictions("p", all);
  expect([rows.length, total]).toEqual([20, 20]);
  const labelled = rows.filter((row) => row.label !== null);
  expect(labelled.map((row) => row.label! - row.prediction.outputNumber!)).toEqual([1, 1, 1]);
  const few = await store.numberPredictions("p", { ...all, limit: 2, labelledOnly: true });
  expect([few.rows.length, few.total]).toEqual([2, 3]);
  expect(few.rows.every((row) => row.label !== null)).toBe(true);
});

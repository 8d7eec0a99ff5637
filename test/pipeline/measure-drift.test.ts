import { describe, expect, it } from "vitest";
import { driftDefaults, type DriftOptions } from "../../src/model/drift-report.ts";
import type { DistributionRequest, HourlyDistribution } from "../../src/model/distribution.ts";
import type { FeatureReference, FeatureSummary } from "../../src/model/summary.ts";
import { day, hour, minute, type WindowGrid } from "../../src/model/time.ts";
import { keepDistributions } from "../../src/pipeline/keep-distributions.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureDrift } from "../../src/pipeline/measure-drift.ts";
import {
  keepRecent,
  type RecentFeatures,
  recentValues,
} from "../../src/pipeline/recent-features.ts";
import { loopSettings } from "./loop-settings.ts";

const end = 1_000 * day + 12.5 * hour;
const bins = { type: "number", edges: [0, 1, 2, 3, 4] } as const;
const reference: FeatureReference = {
  model: "m",
  feature: "x",
  bins,
  histogram: [0, 250, 250, 250, 250, 0],
  count: 1_000,
  nulls: 0,
  importance: null,
};
const references = new Map([["m", new Map([["x", reference]])]]);
const noValues = { count: 0, sum: 0, squareSum: 0, min: null, max: null };
const row = (window: number, histogram: readonly number[], more = {}): FeatureSummary => ({
  window,
  model: "m",
  version: "",
  feature: "x",
  count: histogram.reduce((sum, rows) => sum + rows, 0),
  nulls: 0,
  moments: noValues,
  histogram,
  ...more,
});
const moved = [0, 10, 20, 30, 140, 0];

function setUp(options: Partial<DriftOptions> = {}, predictions = 900) {
  const asked: DistributionRequest[] = [];
  const kept: HourlyDistribution[] = [];
  const grids: WindowGrid[] = [];
  // Only what drift needs of a loop and a project.
  const loop = {
    settings: { ...loopSettings, drift: { ...driftDefaults, ...options } },
    now: () => end,
    store: {
      distributions: (_: string, request: DistributionRequest) => {
        asked.push(request);
        return Promise.resolve([
          { ...row(0, moved), bins, hours: 3, window: { start: end - day, end: end - hour } },
        ]);
      },
      newestDistribution: () => Promise.resolve(null),
      summarise: (_: string, { grid }: { grid: WindowGrid }) => {
        grids.push(grid);
        const told = [row(0, moved), row(1, moved, { version: "2" })];
        return Promise.resolve(told.filter(({ window }) => window < grid.count));
      },
      appendDistributions: (_: string, rows: readonly HourlyDistribution[]) => {
        kept.push(...rows);
        return Promise.resolve();
      },
    },
  } as unknown as Loop;
  const versions = [{ version: "", firstSeen: end - 30 * hour, lastSeen: end, predictions }];
  const features = [{ name: "x", type: "number" }];
  const project = {
    name: "p",
    known: { models: [{ model: "m", versions, features }], references },
    drift: { byModel: new Map(), recent: new Map(), past: new Map(), pastAt: 0, at: 0 },
    distributions: { until: null, begun: [], at: 0 },
  } as unknown as ProjectState;
  const grid = { firstStart: end - 2 * minute, sizeMs: minute, stepMs: minute, count: 2 };
  keepRecent(project.drift.recent, { grid, rows: [row(0, moved), row(1, moved)], references });
  return { asked, kept, grids, loop, project };
}

describe("live drift", () => {
  it("is judged from what the tick measured, without asking the store", async () => {
    const { asked, loop, project } = setUp();
    const found = await measureDrift(loop, project, end);
    expect(found.map(({ measure, value, count }) => [measure, value, count])).toEqual([
      ["drifted-features", 1, 400],
    ]);
    expect(project.drift.byModel.get("m")).toMatchObject({
      reference: { kind: "fixed", asked: "fixed", window: null },
      columns: [{ feature: "x", verdict: "drift" }],
    });
    expect(await measureDrift(loop, project, end + minute)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("slides over the days before, asked once an hour", async () => {
    const { asked, loop, project } = setUp({ reference: "sliding", slidingDays: 2 });
    const [found] = await measureDrift(loop, project, end);
    // The days before looked like now.
    expect(found!.value).toBe(0);
    expect(project.drift.byModel.get("m")!.reference.kind).toBe("sliding");
    await measureDrift(loop, project, end + 4 * minute);
    expect(asked).toEqual([
      {
        models: ["m"],
        window: { start: end - hour - 2 * day, end: end - 2 * hour + 1 },
      },
    ]);
  });

  it("knows seasons, by model", async () => {
    const { asked, loop, project } = setUp({ models: { m: { reference: "seasonal" } } });
    await measureDrift(loop, project, end);
    expect(asked[0]!.hoursOfDay).toEqual([11, 12]);
    expect(project.drift.byModel.get("m")!.reference.kind).toBe("seasonal");
  });

  it("looks at windows that do not overlap, of an hour, over the bins of now", () => {
    const { project } = setUp();
    const { recent } = project.drift;
    const grid = { firstStart: end - 110_000, sizeMs: minute, stepMs: 10_000, count: 6 };
    keepRecent(recent, { grid, rows: [row(0, moved), row(5, moved)], references });
    const of = { model: "m", end, references: references.get("m")! };
    expect(recentValues(recent, of).get("x")!.count).toBe(400);
    expect(recentValues(recent, { ...of, end: end + 2 * hour }).size).toBe(0);
    const other = new Map([["x", { ...reference, bins: { ...bins, edges: [0, 1, 2, 3, 5] } }]]);
    expect(recentValues(recent, { ...of, references: other }).size).toBe(0);
  });

  it("keeps an hour and at most five windows, and counts anew over new bins", () => {
    const recent: RecentFeatures = new Map();
    const of = { model: "m", end, references: references.get("m")! };
    const windows = (from: number, to: number, now = references) => {
      for (let index = from; index < to; index++) {
        const grid = { firstStart: end - (181 - index) * minute, sizeMs: minute, count: 1 };
        const answer = { grid: { ...grid, stepMs: minute }, rows: [row(0, moved)] };
        keepRecent(recent, { ...answer, references: now });
      }
    };
    windows(0, 181);
    const { count } = recentValues(recent, of).get("x")!;
    expect(count).toBeGreaterThanOrEqual(60 * 200);
    expect(count).toBeLessThanOrEqual(65 * 200);
    expect(recent.size).toBeLessThanOrEqual(13);
    const edges = [0, 1, 2, 3, 5];
    const other = new Map([["x", { ...reference, bins: { ...bins, edges } }]]);
    windows(181, 183, new Map([["m", other]]));
    const later = { ...of, end: end + 2 * minute, references: other };
    expect(recentValues(recent, later).get("x")!.count).toBe(400);
  });
});

describe("kept distributions", () => {
  const first = Math.floor((end - 30 * hour) / hour) * hour;

  it("are of whole hours, the missed ones a day at a time, by version too", async () => {
    const { grids, kept, loop, project } = setUp();
    await keepDistributions(loop, project, end);
    await keepDistributions(loop, project, end + 10_000);
    await keepDistributions(loop, project, end + minute);
    await keepDistributions(loop, project, end + 2 * minute);
    expect(grids.map(({ firstStart, count }) => [firstStart, count])).toEqual([
      [first, 24],
      [first + 24 * hour, 6],
    ]);
    expect(kept.map(({ version, start }) => [version, (start - first) / hour])).toEqual([
      ["", 0],
      ["2", 1],
      ["", 24],
      ["2", 25],
    ]);
  });

  it("of an hour that one statement should not sum up are made of parts", async () => {
    // Three million rows of one feature an hour, of which a statement takes one.
    const { grids, kept, loop, project } = setUp({}, 30 * 3_000_000);
    for (let turn = 0; turn < 3; turn++) {
      expect(kept).toEqual([]);
      await keepDistributions(loop, project, end + turn * minute);
    }
    expect(grids.map(({ firstStart, sizeMs }) => [firstStart - first, sizeMs])).toEqual([
      [0, hour / 3],
      [hour / 3, hour / 3],
      [(2 * hour) / 3, hour / 3],
    ]);
    expect(kept).toEqual([
      {
        model: "m",
        version: "",
        feature: "x",
        start: first,
        bins,
        nulls: 0,
        count: 600,
        histogram: [0, 30, 60, 90, 420, 0],
        moments: noValues,
      },
    ]);
    expect(project.distributions).toMatchObject({ until: first + hour, begun: [] });
  });

  it("leave out an hour that cannot be summed up, and go on with the next", async () => {
    const { grids, kept, loop, project } = setUp({}, 30 * 3_000_000);
    await keepDistributions(loop, project, end);
    const summarise = () => Promise.reject(new Error("no memory"));
    const broken = { ...loop, store: { ...loop.store, summarise } } as unknown as Loop;
    await expect(keepDistributions(broken, project, end + minute)).rejects.toThrow("no memory");
    for (let turn = 2; turn < 5; turn++) {
      await keepDistributions(loop, project, end + turn * minute);
    }
    expect(grids[1]!.firstStart).toBe(first + hour);
    expect(kept.map(({ start, count }) => [(start - first) / hour, count])).toEqual([[1, 600]]);
  });

  it("are counted anew where history was loaded", async () => {
    const { grids, loop, project } = setUp();
    await keepDistributions(loop, project, end);
    project.distributions.until = 0;
    await keepDistributions(loop, project, end + minute);
    expect(grids.map(({ firstStart }) => firstStart)).toEqual([first, first]);
  });
});

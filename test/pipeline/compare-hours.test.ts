import { describe, expect, it } from "vitest";
import type { DistributionRequest, StoredDistribution } from "../../src/model/distribution.ts";
import { hour } from "../../src/model/time.ts";
import { compareHours } from "../../src/pipeline/compare-hours.ts";
import type { Loop } from "../../src/pipeline/loop.ts";
import { loopSettings } from "./loop-settings.ts";

const bins = { type: "text", categories: ["red", "blue"] } as const;
const kept = (
  feature: string,
  histogram: readonly number[],
  more: Partial<StoredDistribution> = {},
): StoredDistribution => ({
  model: "m",
  feature,
  bins,
  histogram,
  count: histogram.reduce((sum, rows) => sum + rows, 0),
  nulls: 0,
  moments: { count: 0, sum: 0, squareSum: 0, min: null, max: null },
  hours: 2,
  window: { start: 0, end: 2 * hour },
  ...more,
});

const of = {
  model: "m",
  current: { start: 10 * hour, end: 12 * hour },
  reference: { start: 0, end: 2 * hour },
  version: "2",
  referenceVersion: "1",
};

function setUp(now: readonly StoredDistribution[], then: readonly StoredDistribution[]) {
  const asked: DistributionRequest[] = [];
  const store = {
    distributions: (_: string, request: DistributionRequest) => {
      asked.push(request);
      return Promise.resolve(request.window.start === of.current.start ? now : then);
    },
  };
  // Only what a comparison needs of a loop.
  return { asked, loop: { settings: loopSettings, store } as unknown as Loop };
}

describe("two stretches of kept hours", () => {
  it("are compared feature by feature, by version", async () => {
    const { asked, loop } = setUp(
      [kept("colour", [100, 900, 0]), kept("size", [500, 500, 0])],
      [kept("colour", [500, 500, 0]), kept("size", [510, 490, 0]), kept("gone", [9, 9, 0])],
    );
    const found = await compareHours(loop, "p", of);
    expect(asked).toEqual([
      { models: ["m"], version: "2", window: of.current },
      { models: ["m"], version: "1", window: of.reference },
    ]);
    expect(found.columns.map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ["colour", "drift"],
      ["size", "none"],
    ]);
    expect(found).toMatchObject({
      window: of.current,
      reference: { kind: "window", asked: "window", window: of.reference },
      rows: 1_000,
      tested: 2,
    });
  });

  it("meet over the newest bins that both were counted over", async () => {
    const other = { bins: { type: "text", categories: ["red", "green"] } } as const;
    const { loop } = setUp(
      [kept("colour", [100, 900, 0], other), kept("colour", [500, 500, 0])],
      [kept("colour", [500, 500, 0])],
    );
    const { columns } = await compareHours(loop, "p", of);
    expect(columns.map(({ verdict }) => verdict)).toEqual(["none"]);
    const apart = setUp([kept("colour", [100, 900, 0], other)], [kept("colour", [500, 500, 0])]);
    expect((await compareHours(apart.loop, "p", of)).columns).toEqual([]);
  });

  it("must have a length, and hours that were kept", async () => {
    const { loop } = setUp([], [kept("colour", [500, 500, 0])]);
    await expect(compareHours(loop, "p", of)).rejects.toMatchObject({ code: "not-found" });
    const empty = { start: of.current.start, end: of.current.start };
    await expect(compareHours(loop, "p", { ...of, current: empty })).rejects.toMatchObject({
      code: "bad-field",
      params: { field: "to" },
    });
    await expect(compareHours(loop, "p", { ...of, reference: empty })).rejects.toMatchObject({
      code: "bad-field",
      params: { field: "referenceTo" },
    });
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binCount,
  binsFrom,
  profileRequest,
  referenceRequest,
  referencesFrom,
} from "../../src/measure/reference.ts";
import { quantile } from "../../src/stats/quantile.ts";
import { emptyRows } from "./summary-rows.ts";

const window = { start: 0, end: 3_600_000 };
const profile = (values: readonly number[]) => ({
  ...emptyRows["feature-profiles"],
  count: values.length,
  quantiles:
    values.length > 0 ? profileRequest(window).probabilities.map((p) => quantile(values, p)) : [],
});

describe("bins of a reference", () => {
  it("ascend, leave room below and above, and hold every reference value inside", () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (sample) => {
        const bins = binsFrom([profile(sample)])["m"]!["f"]!;
        if (bins.type !== "number") throw new Error("numbers have edges");
        const { edges } = bins;
        for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]!);
        expect(edges[0]).toBeLessThan(Math.min(...sample));
        // -0 and 0 are one edge.
        expect(edges.at(-1) === Math.max(...sample)).toBe(true);
        expect(binCount(bins)).toBe(edges.length + 1);
      }),
    );
  });
  it("of a constant are three: below, equal, above", () => {
    const bins = binsFrom([profile([5, 5, 5])])["m"]!["f"]!;
    expect(binCount(bins)).toBe(3);
  });
  it("of a text are its frequent categories and one for the rest", () => {
    const categories = Array.from({ length: 40 }, (_, i) => ({ value: `c${i}`, count: i + 1 }));
    const text = { ...emptyRows["feature-profiles"], type: "text" as const, categories };
    const bins = binsFrom([text])["m"]!["f"]!;
    expect(binCount(bins)).toBe(31);
    expect(bins.type === "text" && bins.categories[0]).toBe("c39");
  });
  it("do not exist for a feature that was always null", () => {
    expect(binsFrom([profile([])])).toEqual({});
  });
});

describe("references", () => {
  const bins = { m: { f: { type: "number", edges: [1, 2] } as const } };
  it("add up windows of all versions together", () => {
    const row = { ...emptyRows.features, count: 10, nulls: 1, histogram: [2, 3, 4] };
    const rows = [row, { ...row, window: 1 }, { ...row, version: "v1" }];
    expect(referencesFrom(rows, bins).get("m")!.get("f")).toMatchObject({
      histogram: [4, 6, 8],
      count: 20,
      nulls: 2,
    });
  });
  it("leave out what does not fit or holds nothing", () => {
    const empty = { ...emptyRows.features, histogram: [0, 0, 0] };
    expect(referencesFrom([empty], bins).get("m")?.size ?? 0).toBe(0);
    const wrong = { ...emptyRows.features, histogram: [1, 2] };
    expect(referencesFrom([wrong], bins).size).toBe(0);
  });
  it("are asked for by the models that have bins", () => {
    const grid = { firstStart: 0, sizeMs: 1, stepMs: 1, count: 1 };
    expect(referenceRequest(grid, bins)).toEqual({ kind: "features", grid, models: ["m"], bins });
  });
});

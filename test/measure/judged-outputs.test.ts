import { describe, expect, it } from "vitest";
import { measureAll } from "../../src/measure/table.ts";
import { measures } from "../../src/measure/catalog.ts";
import type { Json } from "../../src/model/json.ts";
import type { JudgedOutputSummary } from "../../src/model/summary.ts";
import { emptyRows, plainContext } from "./summary-rows.ts";

const own = measures.filter(({ needs }) => needs === "judged-outputs");

/** measure (and time) → value, count and standard error over these rows. */
function measured(
  rows: JudgedOutputSummary["rows"],
  settings: { readonly [measure: string]: { readonly [name: string]: Json } } = {},
) {
  const summary = { ...emptyRows["judged-outputs"], predictions: 9, labelled: rows.length, rows };
  const found = measureAll({ "judged-outputs": [summary] }, plainContext, {
    measures: own,
    settings,
  });
  return new Map(
    found.map(({ measure, slice, value, count, standardError }) => [
      [measure, slice.value].filter(Boolean).join(" "),
      [value, count, standardError],
    ]),
  );
}

describe("rankings", () => {
  const list = (items: readonly string[], relevant: { readonly [item: string]: number }) => ({
    output: { kind: "ranking", items } as const,
    label: { kind: "ranking", relevant } as const,
  });
  const rows = [
    list(["a", "b", "c"], { a: 3, c: 1 }),
    list(["d", "e"], { z: 1 }),
    // Nothing is relevant: of precision at k alone this says something.
    list(["f"], {}),
  ];

  it("are measured list by list", () => {
    const found = measured(rows);
    // (3 + 1 / 2) / (3 + 1 / log2 3) and 0.
    const best = 3.5 / (3 + 1 / Math.log2(3));
    const pair = (one: number) => [one / 2, 2, expect.closeTo(one / 2, 12)];
    expect(found.get("ndcg")).toEqual(pair(best));
    expect(found.get("average-precision")).toEqual(pair((1 + 2 / 3) / 2));
    expect(found.get("reciprocal-rank")).toEqual(pair(1));
    expect(found.get("hit-rate")).toEqual(pair(1));
    expect(found.get("recall-at-k")).toEqual(pair(1));
    expect(found.get("precision-at-k")?.slice(0, 2)).toEqual([expect.closeTo(0.2 / 3, 12), 3]);
    expect(measured(rows, { ndcg: { k: 1 } }).get("ndcg")?.[0]).toBe(0.5);
    // Nothing was told of catalogue, groups or popularity.
    expect(found.get("ranking-coverage")).toEqual([null, 0, null]);
    expect(found.get("ranking-diversity")?.[0]).toBeNull();
  });

  it("tell of coverage, diversity and novelty what was told with them", () => {
    const told = { catalog: 10, groups: ["x", "x", "y"], popularity: [0.5, 0.25, 0] };
    const found = measured(
      rows.map(({ output, label }) =>
        output.items.length === 3 ? { output: { ...output, ...told }, label } : { output, label },
      ),
    );
    expect(found.get("ranking-coverage")).toEqual([0.3, 1, null]);
    expect(found.get("ranking-diversity")?.slice(0, 2)).toEqual([2 / 3, 1]);
    expect(found.get("ranking-novelty")?.slice(0, 2)).toEqual([1.5, 1]);
  });
});

describe("boxes", () => {
  const square = (left: number, size: number, name = "car") => ({
    class: name,
    box: [left, 0, left + size, size] as const,
  });
  const rows = [
    {
      output: {
        kind: "detection" as const,
        boxes: [
          { ...square(0, 4), score: 0.9 },
          { ...square(50, 4), score: 0.8 },
        ],
      },
      label: { kind: "detection" as const, boxes: [square(0, 4), square(10, 4)] },
    },
    // The same place in another image, and in another frame of it, is another one.
    {
      output: {
        kind: "detection" as const,
        boxes: [{ ...square(10, 4), frame: "1", score: 0.95 }],
      },
      label: { kind: "detection" as const, boxes: [{ ...square(10, 4), frame: "2" }] },
    },
  ];

  it("are measured over images and frames", () => {
    const found = measured(rows);
    // One of three found, second by score, third wrong: precision 1 / 2 at recall 1 / 3.
    expect(found.get("box-precision")?.slice(0, 2)).toEqual([expect.closeTo(1 / 6, 12), 3]);
    expect(found.get("box-overlap")).toEqual([0.25, 2, 0.25]);
  });

  it("meet from the overlap that is set", () => {
    // 12 / 16 in common, of a union of 16 + 16 - 12.
    const near = [
      {
        output: { kind: "detection" as const, boxes: [{ ...square(1, 4), score: 1 }] },
        label: { kind: "detection" as const, boxes: [square(0, 4)] },
      },
    ];
    const at = (overlap: string) =>
      measured(near, { "box-precision": { overlap } }).get("box-precision")?.[0];
    expect([at("0.5"), at("0.75")]).toEqual([1, 0]);
    // Of 0.5, 0.55 … 0.95 three lie at or below 0.6.
    expect(at("0.5 to 0.95")).toBeCloseTo(0.3, 12);
  });
});

describe("forecasts", () => {
  const rows = [
    {
      output: {
        kind: "forecast" as const,
        values: [12, 9],
        low: [10, 8],
        high: [13, 9],
        history: [8, 10, 12, 10],
      },
      label: { kind: "forecast" as const, values: [11, 12] },
    },
    {
      output: { kind: "forecast" as const, values: [5, 5] },
      label: { kind: "forecast" as const, values: [5] },
    },
  ];

  it("are measured one by one, steps that are not known left out", () => {
    const found = measured(rows);
    // Errors 1 and 3 in units of a mean change of 2.
    expect(found.get("mase")?.slice(0, 2)).toEqual([1, 1]);
    expect(found.get("interval-coverage")?.slice(0, 2)).toEqual([0.5, 1]);
    // Up as foretold; up where down was.
    expect(found.get("direction")?.slice(0, 2)).toEqual([0.5, 1]);
  });
});

describe("times to an event", () => {
  const row = (chance: number, time: number, event: boolean) => ({
    output: { kind: "survival" as const, survival: { "5": chance } },
    label: { kind: "survival" as const, time, event },
  });

  it("are measured by their order and at each time that is foretold", () => {
    const found = measured([row(0.1, 2, true), row(0.9, 9, true), row(0.4, 7, true)]);
    expect(found.get("concordance")?.slice(0, 2)).toEqual([1, 3]);
    // Nobody is censored: (0.1² + 0.1² + 0.6²) / 3.
    expect(found.get("survival-brier 5")?.slice(0, 2)).toEqual([expect.closeTo(0.38 / 3, 12), 3]);
  });

  it("go by the risk where one is told", () => {
    const risky = (risk: number, time: number) => ({
      output: { kind: "survival" as const, risk },
      label: { kind: "survival" as const, time, event: true },
    });
    const found = measured([risky(1, 2), risky(3, 1), risky(2, 3)]);
    expect(found.get("concordance")?.slice(0, 2)).toEqual([2 / 3, 3]);
    expect([...found.keys()]).toEqual(["concordance"]);
  });
});

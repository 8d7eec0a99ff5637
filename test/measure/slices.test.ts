import { describe, expect, it } from "vitest";
import { sliceBins, worstSlicesOf } from "../../src/measure/quality/live-slices.ts";
import { sliceAccuracy, worstSliceAccuracy } from "../../src/measure/slices.ts";
import type { FeatureReference, SliceSummary } from "../../src/model/summary.ts";
import { plainContext } from "./summary-rows.ts";

const reference = (feature: string, bins: FeatureReference["bins"]): FeatureReference => ({
  model: "m",
  feature,
  bins,
  histogram: [],
  count: 0,
  nulls: 0,
  importance: null,
});

const edges = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const references = new Map([
  [
    "m",
    new Map([
      ["channel", reference("channel", { type: "text", categories: ["app", "web"] })],
      ["age", reference("age", { type: "number", edges })],
      ["step", reference("step", { type: "number", edges: [-1, 0, 1] })],
    ]),
  ],
]);
const context = { ...plainContext, grid: { ...plainContext.grid, count: 1 }, references };

/** So many rows of a bin, of which so many were wrong. */
function rowsOf(feature: string, bin: number, count: number, wrong: number): SliceSummary {
  const lossSum = wrong;
  return {
    window: 0,
    model: "m",
    version: "",
    feature,
    bin,
    isClass: true,
    count,
    lossSum,
    lossSquareSum: wrong,
  };
}

describe("slices of a model", () => {
  const rows = [
    rowsOf("", 0, 1_000, 120),
    rowsOf("channel", 0, 200, 80),
    rowsOf("channel", 1, 780, 36),
    rowsOf("channel", -1, 20, 4),
    rowsOf("age", 0, 500, 62),
    rowsOf("age", 1, 500, 58),
  ];

  it("are the quarters of a reference's numbers and its categories", () => {
    expect(sliceBins(references)).toEqual({
      m: {
        age: { type: "number", edges: [4, 6, 9] },
        channel: { type: "text", categories: ["app", "web"] },
        step: { type: "number", edges: [0] },
      },
    });
  });

  it("the one that fares worse is found, with the rest beside it; chance is not told", () => {
    const [found] = worstSlicesOf(rows, context);
    expect(found).toMatchObject({ model: "m", measure: "accuracy", rows: 1_000, value: 0.88 });
    expect(found!.slices).toEqual([
      expect.objectContaining({
        feature: "channel",
        part: "= app",
        rows: 200,
        value: 0.6,
        rest: 0.95,
      }),
    ]);
  });

  it("become series: the worst of a model, and each found one by feature and value", () => {
    expect(worstSliceAccuracy.measure(rows, {}, context)[0]).toMatchObject({
      value: 0.6,
      count: 200,
      slice: {},
    });
    expect(sliceAccuracy.measure(rows, {}, context)[0]).toMatchObject({
      value: 0.6,
      slice: { feature: "channel", value: "= app" },
    });
  });

  it("where none fares worse the worst is the whole", () => {
    const even = [rowsOf("", 0, 1_000, 120), rowsOf("channel", 0, 200, 24)];
    expect(worstSlicesOf(even, context)[0]!.slices).toEqual([]);
    expect(worstSliceAccuracy.measure(even, {}, context)[0]).toMatchObject({
      value: 0.88,
      count: 1_000,
    });
    expect(sliceAccuracy.measure(even, {}, context)).toEqual([]);
  });

  it("errors of a regression are compared by their mean", () => {
    const error = (feature: string, bin: number, count: number, mean: number) => ({
      ...rowsOf(feature, bin, count, 0),
      isClass: false,
      lossSum: count * mean,
      lossSquareSum: count * (mean ** 2 + 1),
    });
    const [found] = worstSlicesOf([error("", 0, 1_000, 3), error("age", 3, 100, 12)], context);
    expect(found).toMatchObject({ measure: "mae", value: 3 });
    expect(found!.slices[0]).toMatchObject({ part: "> 9", value: 12, rest: 2 });
  });

  it("fewer than 30 rows are no slice", () => {
    const few = [rowsOf("", 0, 1_000, 40), rowsOf("channel", 0, 29, 29)];
    expect(worstSlicesOf(few, context)[0]!.slices).toEqual([]);
  });
});

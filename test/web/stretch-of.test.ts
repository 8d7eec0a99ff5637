import { describe, expect, it } from "vitest";
import { restOf, stretchOf } from "../../src/web/chart/stretch-of.ts";
import { subjectsOfLabels, subjectsOfModel } from "../../src/web/panel/subject.ts";

const times = [100, 200, 300, 400];

describe("a stretch of a chart", () => {
  it("begins at the point before its first, in either order", () => {
    expect(stretchOf(times, 1, 2)).toEqual({ start: 100, end: 300 });
    expect(stretchOf(times, 2, 1)).toEqual({ start: 100, end: 300 });
    expect(stretchOf(times, 0, 0)).toEqual({ start: 0, end: 100 });
    expect(stretchOf([], 0, 0)).toBeNull();
  });

  it("is compared with the chart, chosen whole with the time before", () => {
    const chosen = { start: 150, end: 250 };
    expect(restOf(chosen, { times })).toEqual({ start: 100, end: 400 });
    expect(restOf(chosen, { times, window: { start: 0, end: 500 } })).toEqual({
      start: 0,
      end: 500,
    });
    expect(restOf({ start: 100, end: 400 }, { times })).toEqual({ start: -200, end: 100 });
    expect(restOf(chosen, { times: [] })).toEqual({ start: 50, end: 150 });
  });
});

describe("the rows behind a chart", () => {
  it("are a model's predictions and its services' calls", () => {
    expect(subjectsOfModel("fraud", ["fraud-api"])).toEqual([
      { of: "predictions", subject: "fraud" },
      { of: "spans", subject: "fraud-api" },
    ]);
  });

  it("are named by labels, each once, none where no label names any", () => {
    expect(
      subjectsOfLabels([{ model: "fraud" }, { model: "fraud", job: "api" }, { job: "api" }]),
    ).toEqual([
      { of: "predictions", subject: "fraud" },
      { of: "spans", subject: "api" },
    ]);
    expect(subjectsOfLabels([{ instance: "a:1" }])).toEqual([]);
  });
});

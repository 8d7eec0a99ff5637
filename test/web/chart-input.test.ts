import { describe, expect, it } from "vitest";
import {
  alignSeries,
  firingStretches,
  labelText,
  monitorChartInput,
  readMatrix,
} from "../../src/web/chart/chart-input.ts";
import { shownLimits } from "../../src/web/chart/natural-limits.ts";
import { sparklinePath } from "../../src/web/chart/sparkline.tsx";
import { fixtureMeasures } from "../browser/fixture-measures.ts";
import { fixtureChart, fixtureNow } from "../browser/fixture-series.ts";

const failing = fixtureChart(fixtureMeasures.digits[0]);
const silent = fixtureChart(fixtureMeasures.scorer[0]);

describe("monitorChartInput", () => {
  it("has one value, and limits, for every time", () => {
    const input = monitorChartInput(failing, "accuracy");
    expect(input.lines[0]?.values).toHaveLength(input.times.length);
    expect(input.band?.low).toHaveLength(input.times.length);
  });

  it("has no band where nothing was expected", () => {
    expect(monitorChartInput(silent, "AUC").band).toBeUndefined();
  });

  it("leaves out markers beyond its times", () => {
    const marker = { label: "v2", tone: "change" as const };
    const input = monitorChartInput(failing, "accuracy", [
      { ...marker, time: 0 },
      { ...marker, time: fixtureNow - 60_000 },
      { ...marker, time: fixtureNow + 60_000 },
    ]);
    expect(input.markers.map(({ time }) => time)).toEqual([fixtureNow - 60_000]);
  });
});

describe("shownLimits", () => {
  const accuracy = failing.monitor;
  it("leaves out what a share cannot exceed, and says the rest", () => {
    expect(shownLimits(accuracy, { low: 0.79, high: 1.11 })).toEqual({ low: 0.79, high: null });
    expect(shownLimits(accuracy, { low: -0.03, high: 0.4 })).toEqual({ low: null, high: 0.4 });
  });

  it("leaves both limits of an unbounded measure", () => {
    const mean = { ...accuracy, unit: "1" };
    expect(shownLimits(mean, { low: -2, high: 7 })).toEqual({ low: -2, high: 7 });
  });

  it("has none where nothing was expected", () => {
    expect(shownLimits(accuracy, null)).toEqual({ low: null, high: null });
  });
});

it("a monitor that fires until now is shaded in one stretch up to its newest window", () => {
  const stretches = firingStretches(failing);
  expect(stretches).toHaveLength(1);
  expect(stretches[0]?.end).toBe(failing.evaluations.at(-1)?.windowEnd);
});

describe("PromQL answers", () => {
  const data = {
    result: [
      {
        metric: { __name__: "up", job: "a" },
        values: [
          [1, "1"],
          [2, "NaN"],
          [3, "3"],
        ],
      },
      { metric: { job: "b" }, values: [[2, "5"]] },
    ],
  };

  it("series with times of their own share one axis; what is missing or not finite is null", () => {
    const series = readMatrix(data);
    expect(series).not.toBeNull();
    expect(alignSeries(series ?? [], 6)).toEqual({
      times: [1000, 2000, 3000],
      lines: [
        { label: 'up{job="a"}', values: [1, null, 3] },
        { label: '{job="b"}', values: [null, 5, null] },
      ],
    });
  });

  it.each([null, 7, "x", [], {}, { result: 3 }])("%j is no matrix", (value) => {
    expect(readMatrix(value)).toBeNull();
  });

  it("a metric without labels is its name", () => {
    expect(labelText({ __name__: "up" })).toBe("up");
  });
});

describe("sparklinePath", () => {
  const box = { width: 100, height: 20, inset: 0 };

  it("starts a new piece after a missing value", () => {
    expect(sparklinePath([1, null, 2], box).path.match(/M/g)).toHaveLength(2);
  });

  it("a constant line runs through the middle", () => {
    expect(sparklinePath([5, 5], box)).toEqual({ path: "M0 10L100 10", last: { x: 100, y: 10 } });
  });

  it.each([[[]], [[null]], [[Number.NaN]]])("%j is no line", (values) => {
    expect(sparklinePath(values, box)).toEqual({ path: "", last: null });
  });
});

import { describe, expect, it } from "vitest";
import { resourceReport, resources } from "../../../src/measure/resource/resource-report.ts";
import { hour } from "../../../src/model/time.ts";

const size = 100;
function codes(name: string, valueOf: (index: number) => number, hourCost?: number) {
  const resource = resources.find((one) => one.name === name) ?? resources[0];
  if (resource === undefined) throw new Error(name);
  const times = Array.from({ length: size }, (_, index) => (index * 24 * hour) / size);
  const use = {
    resource,
    labels: { instance: "a" },
    times,
    values: times.map((_, i) => valueOf(i)),
  };
  const window = { start: 0, end: 24 * hour };
  return resourceReport([use], { window, hourCost }).sections.flatMap(({ cards }) =>
    cards.flatMap(({ findings }) => findings.map(({ status, says }) => `${status} ${says.code}`)),
  );
}

describe("resourceReport", () => {
  it("a disk that is full within a day fails, within a week warns, later passes", () => {
    // 40 % now; 60 % to go at 0.8, 0.2 and 0.01 a day.
    expect(codes("disk", (i) => 0.4 - 0.8 * (1 - i / size))).toEqual(["fail check.resource.fills"]);
    expect(codes("disk", (i) => 0.4 - 0.2 * (1 - i / size))).toEqual(["warn check.resource.fills"]);
    expect(codes("disk", (i) => 0.4 - 0.01 * (1 - i / size))).toEqual(["pass check.resource.fine"]);
  });

  it("an idle GPU is a warning with its cost; idle memory is none", () => {
    const idle = (i: number) => (i % 50 === 0 ? 0.9 : 0.03);
    expect(codes("gpu", idle)).toEqual(["warn check.resource.idle"]);
    expect(codes("gpu", idle, 2.5)).toEqual(["warn check.resource.idle-cost"]);
    expect(codes("memory", idle)).toEqual(["pass check.resource.fine"]);
  });

  it("nearly full most of the time is a warning, few values are not judged", () => {
    expect(codes("cpu", (i) => 0.95 + (i % 2) / 50)).toEqual(["warn check.resource.busy"]);
    expect(codes("cpu", (i) => (i < 20 ? 0.5 : NaN))).toEqual(["skip check.resource.few"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Measurement } from "../../src/model/measurement.ts";
import { enoughCalls } from "../../src/pipeline/case-file.ts";

const minute = 60_000;
const end = 100 * minute;
const quarter = { start: end - 15 * minute, end };

function measured(service: string, start: number, count: number): Measurement {
  return {
    measure: "error-rate",
    subject: { kind: "service", service },
    slice: {},
    window: { start, end: start + 10_000 },
    value: 0,
    count,
    standardError: 0,
    labelCoverage: 1,
    settled: true,
  };
}

describe("the spans that a window before an onset needs", () => {
  it("are all of a quarter of an hour where few come", () => {
    expect(enoughCalls(quarter, [measured("a", 0, 900)])).toEqual(quarter);
    expect(enoughCalls(quarter, [])).toEqual(quarter);
  });

  it("are the last two and a half minutes at 400,000 a minute, those of all services together", () => {
    const short = [
      measured("a", 0, 30_000),
      measured("b", 0, 36_667),
      { ...measured("b", 0, 36_667), slice: { version: "2" } },
      measured("a", 10_000, 50),
    ];
    const { start } = enoughCalls(quarter, short);
    expect((end - start) / minute).toBeCloseTo(2.5, 3);
  });

  it("are never less than those of two minutes", () => {
    const { start } = enoughCalls(quarter, [measured("a", 0, 10_000_000)]);
    expect(end - start).toBe(2 * minute);
  });
});

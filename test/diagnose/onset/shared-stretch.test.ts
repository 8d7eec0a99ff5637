import { describe, expect, it } from "vitest";
import { sharedStretch } from "../../../src/diagnose/onset/shared-stretch.ts";

const quiet = Float64Array.from({ length: 200 }, (_, row) => 0.1 + 0.005 * Math.sin(row));
const latency = (values: readonly number[], weight = 1) => ({
  kind: "latency" as const,
  goodWhenHigh: false,
  values: Float64Array.from(values),
  quiet,
  weight,
});

describe("the shared stretch", () => {
  it("finds the bad rows of five, with good ones before and after", () => {
    const found = sharedStretch([
      latency([0.1, 0.1, 0.6, 0.6, 0.1]),
      latency([0.1, 0.1, 0.3, 0.4, 0.1]),
    ]);
    expect(found).toMatchObject({ start: 2, end: 4 });
  });

  it("does not take the good rows before a long bad end for the incident", () => {
    expect(sharedStretch([latency([0.1, 0.1, 0.9, 0.9, 0.9])])).toMatchObject({ start: 2, end: 5 });
  });

  it("falls where a fall is trouble", () => {
    const availability = {
      kind: "errors" as const,
      goodWhenHigh: true,
      values: Float64Array.of(100, 100, 92, 100),
      quiet: new Float64Array(50).fill(100),
      weight: 1,
    };
    expect(sharedStretch([availability])).toMatchObject({ start: 2, end: 3 });
  });

  it("is the whole window where nothing stands out, also of gaps and nothing", () => {
    expect(sharedStretch([latency([0.1, 0.1, 0.1])])).toMatchObject({ start: 0, end: 3, gain: 0 });
    expect(sharedStretch([latency([Number.NaN, Number.NaN])])).toMatchObject({ start: 0, end: 2 });
    expect(sharedStretch([])).toEqual({ start: 0, end: 0, gain: 0 });
  });
});

import { describe, expect, it } from "vitest";
import { thinnedCurve } from "../../../src/measure/training/thinned-curve.ts";

const curve = (values: readonly number[]) => ({
  steps: Float64Array.from(values, (_, step) => step * 10),
  values: Float64Array.from(values),
});

describe("thinnedCurve", () => {
  it("keeps the least and the greatest of every stretch in their order, and gaps", () => {
    const gap = Number.NaN;
    const found = thinnedCurve(curve([1, 9, 2, 3, gap, gap, Infinity, gap, 5, 5, 5, 4]), 6);
    // Stretches of four: [1 9 2 3], [no finite value], [5 5 5 4].
    expect([...found.steps]).toEqual([0, 10, 40, 80, 110]);
    expect([...found.values]).toEqual([1, 9, gap, 5, 4]);
  });

  it("leaves a short curve as it is, and bounds a long one", () => {
    const short = curve([1, 2, 3]);
    expect(thinnedCurve(short, 4)).toEqual(short);
    const long = curve(Array.from({ length: 200_000 }, (_, step) => Math.sin(step)));
    const { values } = thinnedCurve(long, 400);
    expect(values.length).toBe(400);
    expect(Math.max(...values)).toBeCloseTo(1, 6);
  });
});

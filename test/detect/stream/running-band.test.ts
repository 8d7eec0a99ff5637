import { describe, expect, it } from "vitest";
import { runningBand } from "../../../src/detect/stream/running-band.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { hour, minute } from "../../../src/model/time.ts";
import type { Point } from "../../../src/model/verdict.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const start = 1_750_000_000_000;

/** Indices of the anomalous points. */
function anomalous(points: Iterable<Point>, settings = {}): readonly number[] {
  const { values } = resolveSettings(runningBand.settings, settings);
  const state = runningBand.start(values, "both");
  const found: number[] = [];
  let index = 0;
  for (const point of points) {
    if (state.step(point).state === "anomalous") found.push(index);
    index += 1;
  }
  return found;
}

function* noise(count: number, seed: number, shift: (index: number) => number): Generator<Point> {
  const random = seededRandom(seed);
  for (let index = 0; index < count; index++) {
    yield { time: start + index * minute, value: 10 + random.normal() + shift(index) };
  }
}

describe("the evidence detector", () => {
  it("is silent over 200,000 windows of noise", () => {
    expect(anomalous(noise(200_000, 1, () => 0))).toEqual([]);
  });

  it.each([
    [8, 1],
    [5, 3],
    [4, 5],
  ])("finds a lasting shift of %d deviations within %d windows", (size, within) => {
    const firsts = Array.from(
      { length: 20 },
      (_, seed) => anomalous(noise(1_500, seed, (index) => (index >= 1_000 ? size : 0)))[0] ?? 1e9,
    ).toSorted((a, b) => a - b);
    expect(firsts[0]).toBeGreaterThanOrEqual(1_000);
    expect(firsts[10]).toBeLessThan(1_000 + within);
  });

  it("takes what lasts six hours for the new normal", () => {
    const found = anomalous(noise(2_000, 3, (index) => (index >= 1_000 ? 20 : 0)));
    expect(found[0]).toBe(1_000);
    expect(found.at(-1)).toBe(1_000 + (6 * hour) / minute);
  });

  it("weighs points by the time between them: six overlapping windows count as one", () => {
    const learning = (stepMs: number): number => {
      const state = runningBand.start(resolveSettings(runningBand.settings).values, "both");
      for (let index = 0; index < 1_000; index++) {
        const { state: verdict } = state.step({ time: start + index * stepMs, value: index % 3 });
        if (verdict !== "learning") return index;
      }
      return 1_000;
    };
    expect(learning(minute)).toBe(30);
    expect(learning(10_000)).toBe(175);
    // A gap teaches no more than a window.
    expect(learning(hour)).toBe(30);
  });

  it("a window of few rows is as uncertain as its standard error says", () => {
    const points = (count: number): readonly Point[] => [
      ...Array.from({ length: 200 }, (_, index) => ({
        time: start + index * minute,
        value: 0.01 + 0.001 * Math.sin(index),
        count: 1_000,
        standardError: Math.sqrt((0.01 * 0.99) / 1_000),
      })),
      {
        time: start + 200 * minute,
        value: 0.05,
        count,
        standardError: Math.sqrt((0.05 * 0.95) / count),
      },
    ];
    expect(anomalous(points(20))).toEqual([]);
    expect(anomalous(points(2_000))).toEqual([200]);
  });
});

import { describe, expect, it } from "vitest";
import { ensemble } from "../../../src/detect/stream/ensemble.ts";
import { newThinnedSample, offer } from "../../../src/detect/stream/thinned-sample.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const step = 300_000;

/** Indices of the anomalous values among values five minutes apart. */
function alarms(values: readonly number[], given: { readonly threshold?: number } = {}): number[] {
  const state = ensemble.start(resolveSettings(ensemble.settings, given).values, "both");
  return values.flatMap((value, index) =>
    state.step({ time: index * step, value }).state === "anomalous" ? [index] : [],
  );
}

function noise(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.normal());
}

describe("ensemble", () => {
  it("is silent over 20,000 values of noise", () => {
    expect(alarms(noise(20_000, 1)).length).toBeLessThan(2);
  });

  it("finds a shift of 8 deviations within three values, and reports it once", () => {
    for (const seed of [1, 2, 3, 4]) {
      const values = noise(2_060, seed).map((value, index) => value + (index >= 2_000 ? 8 : 0));
      const found = alarms(values).filter((index) => index >= 2_000);
      expect(found[0]).toBeLessThan(2_003);
      expect(found.length).toBeLessThan(4);
    }
  });

  it("finds a shift of 4 deviations within three values in most series", () => {
    const delays = Array.from({ length: 9 }, (_, seed) => {
      const values = noise(1_020, seed).map((value, index) => value + (index >= 1_000 ? 4 : 0));
      return (alarms(values).find((index) => index >= 1_000) ?? 1_020) - 999;
    });
    expect(delays.toSorted((a, b) => a - b)[4]).toBeLessThanOrEqual(3);
  });

  it("says in the unit of the value what is odd", () => {
    const state = ensemble.start(resolveSettings(ensemble.settings).values, "both");
    const values = noise(2_000, 5).map((value) => 50 + value);
    values.push(95);
    const last = values.map((value, index) => state.step({ time: index * step, value })).at(-1);
    expect(last).toMatchObject({ state: "anomalous", reason: { params: { value: 95 } } });
    expect(last?.expected).toBeCloseTo(50, 0);
    expect(last?.reason.code).toMatch(/^detect\/odd-/);
  });

  it("finds a day that stays at its night, though each value has been seen before", () => {
    const random = seededRandom(9);
    const values = Array.from({ length: 288 * 12 }, (_, index) => {
      const isDay = index % 288 >= 96 && index % 288 < 216;
      const isFault = index >= 288 * 11;
      return (isDay && !isFault ? 80 : 20) + random.normal();
    });
    // The hour of the day alone is weak evidence.
    const found = alarms(values, { threshold: 3 });
    expect(found.some((index) => index >= 288 * 11 + 96 && index < 288 * 11 + 140)).toBe(true);
  });

  it("a peak that comes every day soon is not an alarm on every day", () => {
    const values = noise(288 * 20, 4).map((value, index) => value + (index % 288 === 200 ? 40 : 0));
    const found = alarms(values).filter((index) => index % 288 === 200);
    expect(found.length).toBeGreaterThan(0);
    // 14 peaks come in the last 14 days.
    expect(found.filter((index) => index > 288 * 6).length).toBeLessThan(11);
  });
});

describe("thinned sample", () => {
  it("stays bounded, even and reaches back to the start", () => {
    const sample = newThinnedSample<number>();
    for (let index = 0; index < 10_000; index++) offer(sample, index, 100);
    expect(sample.entries.length).toBeLessThanOrEqual(100);
    expect(sample.entries.length).toBeGreaterThan(45);
    expect(sample.entries[0]).toBeLessThan(sample.stride);
    const gaps = sample.entries.slice(1).map((entry, index) => entry - sample.entries[index]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * sample.stride);
  });
});

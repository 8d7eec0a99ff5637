import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ensemble } from "../../../src/detect/stream/ensemble.ts";
import { learnScore, newTailRanks, surprise } from "../../../src/detect/stream/tail-ranks.ts";
import { newThinnedSample, offer } from "../../../src/detect/stream/thinned-sample.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const step = 300_000;

/** Indices of the anomalous values among values five minutes apart. */
function alarms(values: readonly number[]): number[] {
  const state = ensemble.start(resolveSettings(ensemble.settings).values, "both");
  return values.flatMap((value, index) =>
    state.step({ time: index * step, value }).state === "anomalous" ? [index] : [],
  );
}

function noise(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.normal());
}

describe("ensemble", () => {
  it("alarms at most twice in 1,000 values of noise", () => {
    expect(alarms(noise(10_000, 1)).length).toBeLessThan(20);
  });

  it("finds a shift of 8 deviations at once, and reports it once", () => {
    for (const seed of [1, 2, 3, 4]) {
      const values = noise(2_060, seed).map((value, index) => value + (index >= 2_000 ? 8 : 0));
      const found = alarms(values).filter((index) => index >= 2_000);
      expect(found[0]).toBe(2_000);
      expect(found.length).toBeLessThan(4);
    }
  });

  it("finds a day that stays at its night, though each value has been seen before", () => {
    const random = seededRandom(9);
    const values = Array.from({ length: 288 * 12 }, (_, index) => {
      const isDay = index % 288 >= 96 && index % 288 < 216;
      const isFault = index >= 288 * 11;
      return (isDay && !isFault ? 80 : 20) + random.normal();
    });
    const found = alarms(values);
    expect(found.some((index) => index >= 288 * 11 + 96 && index < 288 * 11 + 130)).toBe(true);
  });

  it("a peak that comes every day soon is not an alarm on every day", () => {
    const values = noise(288 * 20, 4).map((value, index) => value + (index % 288 === 200 ? 40 : 0));
    const found = alarms(values).filter((index) => index % 288 === 200);
    expect(found.length).toBeGreaterThan(0);
    // 14 peaks come in the last 14 days.
    expect(found.filter((index) => index > 288 * 6).length).toBeLessThan(11);
  });
});

describe("surprise", () => {
  it("is −ln of the share at least as large, within a bin, and grows with the score", () => {
    const ranks = newTailRanks();
    const random = seededRandom(2);
    for (let index = 0; index < 20_000; index++) learnScore(ranks, random.exponential(3));
    for (const score of [1, 3, 9, 15]) {
      expect(surprise(ranks, score)).toBeCloseTo(score / 3, 0);
    }
    let before = 0;
    for (let score = 0; score < 200; score += 0.5) {
      const now = surprise(ranks, score);
      expect(now).toBeGreaterThanOrEqual(before - 1e-9);
      before = now;
    }
  });

  it("is finite and not below 0 for any scores", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 200 }),
        (scores) => {
          const ranks = newTailRanks();
          for (const score of scores) {
            const found = surprise(ranks, score);
            expect(found).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(found)).toBe(true);
            learnScore(ranks, score);
          }
        },
      ),
    );
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

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectorNamed, streamDetectors } from "../../src/detect/catalog.ts";
import type { Json } from "../../src/model/json.ts";
import { findWords } from "../../src/model/words/catalog.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { Point } from "../../src/model/verdict.ts";
import { seededRandom } from "../../src/stats/random.ts";

const minute = 60_000;
const start = 1_750_000_000_000;

// Any point a store could hold, and some that it should not.
const anyPoint = fc.record(
  {
    time: fc.integer({ min: start, max: start + 1_000 * minute }),
    value: fc.oneof(
      fc.double(),
      fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    count: fc.oneof(fc.nat(), fc.constantFrom(Number.NaN, 1)),
    standardError: fc.oneof(fc.double(), fc.constant(0)),
  },
  { requiredKeys: ["time", "value"] },
);

const byTime = (points: readonly Point[]): readonly Point[] =>
  points.toSorted((a, b) => a.time - b.time);

/** Two weeks of half-hourly points, then a day of ordinary ones with gaps, bursts and a shift. */
function ordinaryPoints(): readonly Point[] {
  const random = seededRandom(7);
  return Array.from({ length: 2_000 }, (_, index) => {
    const burst = index % 211 === 0 ? 40 : 0;
    const shift = index > 1_500 ? 8 : 0;
    const value = index % 97 === 0 ? Number.NaN : 20 + random.normal() + burst + shift;
    const time =
      index < 672 ? start + index * 30 * minute : start + 336 * 60 * minute + index * 10_000;
    return { time, value, count: 50, standardError: 0.1 };
  });
}

describe.each(streamDetectors)("$name", (detector) => {
  const values = resolveSettings(detector.settings).values;
  const directions = ["up", "down", "both"] as const;

  it("is found by its name and documented", () => {
    expect(detectorNamed(detector.name)).toBe(detector);
    expect(detector.summary.length).toBeGreaterThan(20);
    expect(detector.source).toMatch(/\d{4}/);
    expect(detector.when.length).toBeGreaterThan(20);
    expect(detector.formula?.length).toBeGreaterThan(10);
    expect(detector.cost).toBeDefined();
    for (const setting of Object.values(detector.settings)) {
      expect(setting.meaning.length).toBeGreaterThan(15);
      if (setting.type !== "number") continue;
      expect(setting.unit).not.toBe("");
      expect(setting.min).toBeLessThanOrEqual(setting.default);
      expect(setting.max).toBeGreaterThanOrEqual(setting.default);
    }
  });

  it("never throws, keeps scores within 0 and 1, and speaks known words, on any points", () => {
    fc.assert(
      fc.property(
        fc.array(anyPoint, { maxLength: 120 }),
        fc.constantFrom(...directions),
        (points, direction) => {
          const state = detector.start(values, direction);
          for (const point of byTime(points)) {
            const verdict = state.step(point);
            expect(verdict.score).toBeGreaterThanOrEqual(0);
            expect(verdict.score).toBeLessThanOrEqual(1);
            expect(findWords(verdict.reason.code)).toBeDefined();
            if (!Number.isFinite(point.value)) expect(verdict.state).toBe("no-data");
          }
          // State must survive JSON whatever came.
          expect(JSON.parse(JSON.stringify(state.snapshot()))).toEqual(state.snapshot());
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each(directions)("is deterministic and goes on from its JSON as before (%s)", (direction) => {
    const points = ordinaryPoints();
    const whole = detector.start(values, direction);
    const expected = points.map((point) => whole.step(Object.freeze({ ...point })));
    let resumed = detector.start(values, direction);
    points.forEach((point, index) => {
      if (index % 61 === 0) {
        const json = JSON.parse(JSON.stringify(resumed.snapshot())) as Json;
        resumed = detector.restore(json, values, direction);
      }
      expect(resumed.step(point)).toEqual(expected[index]);
    });
  });

  it("missing values change nothing, and neither do irregular steps make it throw", () => {
    const random = seededRandom(12);
    const points = Array.from({ length: 300 }, (_, index) => ({
      time: start + index * minute + Math.floor(random.uniform() * 50_000),
      value: 5 + random.normal() + (index > 250 ? 9 : 0),
    }));
    const whole = detector.start(values, "both");
    const gappy = detector.start(values, "both");
    for (const point of points) {
      const missing = { time: point.time - 1, value: Number.NaN };
      expect(gappy.step(missing).state).toBe("no-data");
      expect(gappy.step(point)).toEqual(whole.step(point));
    }
  });

  it("a snapshot is not changed by later steps", () => {
    const state = detector.start(values, "both");
    const points = ordinaryPoints();
    for (const point of points.slice(0, 300)) state.step(point);
    const snapshot = state.snapshot();
    const before = JSON.stringify(snapshot);
    for (const point of points.slice(300, 600)) state.step(point);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  it(`its state stays within ${detector.stateBytesMax ?? 5_000} bytes`, () => {
    const random = seededRandom(3);
    const state = detector.start(values, "both");
    let longest = 0;
    for (let index = 0; index < 30_000; index++) {
      const value = Math.exp(20 * random.normal());
      state.step({ time: start + index * minute, value, count: 7, standardError: value / 3 });
      if (index % 500 === 0) {
        longest = Math.max(longest, JSON.stringify(state.snapshot()).length);
      }
    }
    expect(longest).toBeLessThan(detector.stateBytesMax ?? 5_000);
  });

  it("a constant series never alarms", () => {
    // burn-rate is held to a given objective: to it, a constant failure is an alarm from the first hour on.
    const constants = detector.name === "burn-rate" ? [0] : [0, 1, -3.5, 1e12, 1e-9];
    for (const constant of constants) {
      const state = detector.start(values, "both");
      for (let index = 0; index < 500; index++) {
        const verdict = state.step({ time: start + index * minute, value: constant });
        expect(verdict.state).not.toBe("anomalous");
      }
    }
  });
});

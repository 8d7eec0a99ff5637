import { describe, expect, it } from "vitest";
import { ewma } from "../../../src/detect/stream/ewma.ts";
import { ratioToMean } from "../../../src/detect/stream/ratio-to-mean.ts";
import { staticThreshold } from "../../../src/detect/stream/static-threshold.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const minute = 60_000;

describe("static-threshold", () => {
  const { values } = resolveSettings(staticThreshold.settings, { low: 0.05, high: 0.9 });

  it.each([
    ["down", 0.04, "anomalous"],
    ["down", 0.05, "normal"],
    ["down", 0.95, "normal"],
    ["up", 0.95, "anomalous"],
    ["up", 0.01, "normal"],
    ["both", 0.95, "anomalous"],
  ] as const)("%s, %d is %s, from the first point", (direction, value, state) => {
    expect(staticThreshold.start(values, direction).step({ time: 0, value }).state).toBe(state);
  });

  it("alarms only where the confidence bound lies beyond the limit too", () => {
    const { values: floor } = resolveSettings(staticThreshold.settings, { low: 0.9 });
    const { values: plain } = resolveSettings(staticThreshold.settings, {
      low: 0.9,
      confidence: 0.5,
    });
    // 26 of 30 labels right: 0.867 with a standard error of 0.062; 2,600 of 3,000: 0.0062.
    const few = { time: 0, value: 26 / 30, standardError: 0.062 };
    const many = { ...few, standardError: 0.0062 };
    const judge = (settings: typeof floor, point: typeof few) =>
      staticThreshold.start(settings, "down").step(point);
    expect(judge(floor, few)).toMatchObject({
      state: "normal",
      reason: { code: "detect/limit-unsure" },
    });
    expect(judge(floor, many).state).toBe("anomalous");
    expect(judge(plain, few).state).toBe("anomalous");
  });

  it("shows only the limits that were set", () => {
    const { values: only } = resolveSettings(staticThreshold.settings, { low: 1 });
    const verdict = staticThreshold.start(only, "both").step({ time: 0, value: 2 });
    expect(verdict.low).toBe(1);
    expect("high" in verdict).toBe(false);
  });
});

describe("ratio-to-mean", () => {
  const { values } = resolveSettings(ratioToMean.settings);

  it("finds twice and half the mean, not less", () => {
    const state = ratioToMean.start(values, "both");
    for (let index = 0; index < 100; index++) state.step({ time: index * minute, value: 10 });
    expect(state.step({ time: 101 * minute, value: 19 }).state).toBe("normal");
    expect(state.step({ time: 102 * minute, value: 21 }).state).toBe("anomalous");
    expect(state.step({ time: 103 * minute, value: 4.8 }).state).toBe("anomalous");
  });

  it("learns a new level in the end", () => {
    const state = ratioToMean.start(values, "up");
    for (let index = 0; index < 400; index++) state.step({ time: index * minute, value: 10 });
    let anomalies = 0;
    for (let index = 400; index < 8_000; index++) {
      if (state.step({ time: index * minute, value: 50 }).state === "anomalous") anomalies += 1;
    }
    expect(anomalies).toBeGreaterThan(300);
    expect(anomalies).toBeLessThan(4_000);
  });
});

describe("ewma", () => {
  const { values } = resolveSettings(ewma.settings);

  it("finds a shift of 2.5 standard deviations that single points hide in, and no noise", () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const state = ewma.start(values, "both");
      for (let index = 0; index < 3_000; index++) {
        const { state: found } = state.step({ time: index * minute, value: random.normal() });
        expect(found).not.toBe("anomalous");
      }
      let delay = 0;
      for (; delay < 60; delay++) {
        const value = random.normal() + 2.5;
        if (state.step({ time: (3_000 + delay) * minute, value }).state === "anomalous") break;
      }
      expect(delay).toBeLessThan(40);
    }
  });
});

import { describe, expect, it } from "vitest";
import { adaptiveThreshold } from "../../../src/detect/stream/adaptive-threshold.ts";
import { burnRate } from "../../../src/detect/stream/burn-rate.ts";
import type { StreamDetector } from "../../../src/detect/detector.ts";
import { holtWinters } from "../../../src/detect/stream/holt-winters.ts";
import { interquartileRange } from "../../../src/detect/stream/interquartile-range.ts";
import { kSigma } from "../../../src/detect/stream/k-sigma.ts";
import { medianMad } from "../../../src/detect/stream/median-mad.ts";
import { peaksOverThreshold } from "../../../src/detect/stream/peaks-over-threshold.ts";
import { ratioToMedian } from "../../../src/detect/stream/ratio-to-median.ts";
import { zScore } from "../../../src/detect/stream/z-score.ts";
import type { Json } from "../../../src/model/json.ts";
import type { BadDirection } from "../../../src/model/monitor.ts";
import { resolveSettings, type SettingTable } from "../../../src/model/settings.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { seededRandom } from "../../../src/stats/random.ts";
import { zScores } from "../../../src/stats/z-scores.ts";

const minute = 60_000;

/** The verdicts on values a minute apart. */
function verdicts<Table extends SettingTable>(
  detector: StreamDetector<Table>,
  values: readonly number[],
  given: { readonly [name: string]: Json } = {},
  direction: BadDirection = "both",
): readonly Verdict[] {
  const state = detector.start(resolveSettings(detector.settings, given).values, direction);
  return values.map((value, index) => state.step({ time: index * minute, value }));
}

const noise = (count: number, seed = 1): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.normal());
};

const anomalousAt = (found: readonly Verdict[]): number[] =>
  found.flatMap(({ state }, index) => (state === "anomalous" ? [index] : []));

describe("z-scores and k-sigma", () => {
  const times = [90, 100, 110, 95, 105, 98, 102, 101, 99, 103];

  it("ten response times: mean 100.3, population deviation 5.17784, 110 at 1.8734", () => {
    // By hand: the squares sum to 268.1, √26.81 = 5.177837..., 9.7 / 5.177837 = 1.87337.
    const z = zScores(times, { form: "population", baseline: "included" });
    expect(z[2]).toBeCloseTo(1.8734, 4);
    expect(9.7 / z[2]!).toBeCloseTo(5.17784, 5);
    expect([...z].filter((one) => Math.abs(one) > 2)).toEqual([]);
  });

  it("left out of its own baseline 110 stands at 2.528 and 90 at −2.801", () => {
    const z = zScores(times, { form: "population", baseline: "left-out" });
    expect(z[2]).toBeCloseTo(2.528, 3);
    expect(z[0]).toBeCloseTo(-2.801, 3);
  });

  it("a value within its own baseline is at most √(n−1) away, left out without bound", () => {
    const values = [0, 0, 0, 0, 1e9];
    expect(zScores(values, { form: "population", baseline: "included" })[4]).toBeCloseTo(2, 9);
    expect(zScores(values, { form: "population", baseline: "left-out" })[4]).toBe(Infinity);
  });

  it("of N(100, 10²) at 3σ flags 131, 69, 230, 231 and −31, and neither 100 nor 130", () => {
    const given = { moments: "given", mean: 100, standardDeviation: 10 };
    const values = [100, 130, 131, 69, 230, 231, -31];
    expect(anomalousAt(verdicts(kSigma, values, given))).toEqual([2, 3, 4, 5, 6]);
    expect(anomalousAt(verdicts(kSigma, values, given, "up"))).toEqual([2, 4, 5]);
    expect(anomalousAt(verdicts(kSigma, values, given, "down"))).toEqual([3, 6]);
  });

  it.each([
    ["left-out", 1],
    ["included", 0],
  ] as const)("a spike among ten values, baseline %s: %d alarms at 3σ", (baseline, alarms) => {
    const values = [...times, 1e6];
    const given = { baseline, warmupWindows: 10, windows: 10 };
    expect(anomalousAt(verdicts(kSigma, values, given))).toHaveLength(alarms);
  });

  it("normal noise passes 4 running deviations about once in 16,000", () => {
    // 2·(1 − Φ(4)) = 6.3e-5: 1.9 expected of 30,000.
    expect(anomalousAt(verdicts(zScore, noise(30_000))).length).toBeLessThan(8);
  });
});

describe("robust bands", () => {
  it("a third of the memory may be wild without blinding the median's band", () => {
    const values = noise(90).map((value, index) => (index % 3 === 0 && index < 30 ? 1e3 : value));
    expect(anomalousAt(verdicts(medianMad, [...values, 12]))).toContain(90);
  });

  it("where more than half of the values are equal the mean deviation stands in", () => {
    const values = Array.from({ length: 60 }, (_, index) => (index % 4 === 0 ? 11 : 10));
    const found = verdicts(medianMad, [...values, 11, 10, 20]);
    expect(anomalousAt(found)).toEqual([62]);
  });

  it("the fences of 1 … 99 at 1.5 lie at −48 and 148", () => {
    // Definition 7: Q1 = 25.5, Q3 = 74.5, IQR = 49; fences −48 and 148, widened by the floor of 0.075.
    const values = Array.from({ length: 99 }, (_, index) => index + 1);
    const given = { threshold: 1.5, warmupWindows: 99 };
    const [verdict] = verdicts(interquartileRange, [...values, 50], given).slice(-1);
    expect(verdict!.low).toBeCloseTo(-48, 0);
    expect(verdict!.high).toBeCloseTo(148, 0);
  });

  it("twice the median alarms, one burst in the memory does not move it", () => {
    const values = [...Array.from({ length: 40 }, () => 10), 500, 10, 19.9, 20, 5, 5.1];
    expect(anomalousAt(verdicts(ratioToMedian, values))).toEqual([40, 43, 44]);
  });

  it("a lasting new level is the new normal after relearnWindows", () => {
    const values = [...noise(100), ...noise(150, 2).map((value) => value + 30)];
    const found = anomalousAt(verdicts(medianMad, values));
    expect(found.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => 100 + index));
    expect(found).toHaveLength(60);
  });
});

describe("limits that learn", () => {
  it("the adaptive threshold's share of alarms tends to its rate, on heavy tails too", () => {
    const random = seededRandom(5);
    // Student's t with 2 degrees of freedom: infinite variance.
    const values = Array.from(
      { length: 40_000 },
      () => random.normal() / Math.sqrt(random.exponential(1)),
    );
    const found = anomalousAt(verdicts(adaptiveThreshold, values, { alarmRate: 0.01 }));
    expect(found.length / values.length).toBeGreaterThan(0.007);
    expect(found.length / values.length).toBeLessThan(0.013);
  });

  it("peaks over threshold alarm about as often as their risk, on exponential values", () => {
    const random = seededRandom(6);
    const values = Array.from({ length: 40_000 }, () => random.exponential(1));
    const found = anomalousAt(verdicts(peaksOverThreshold, values, { risk: 1e-3 }, "up"));
    expect(found.length / values.length).toBeGreaterThan(3e-4);
    expect(found.length / values.length).toBeLessThan(3e-3);
  });

  it("with a depth a drift is normal and a jump is not", () => {
    const values = noise(1_500).map((value, index) => value + index / 50);
    const found = anomalousAt(verdicts(peaksOverThreshold, [...values, 60], { depth: 20 }));
    expect(found.at(-1)).toBe(1_500);
    expect(found.length).toBeLessThan(4);
  });

  it("Holt-Winters foresees a daily season and finds a noon that is like a night", () => {
    const random = seededRandom(8);
    const state = holtWinters.start(resolveSettings(holtWinters.settings).values, "both");
    const at = (index: number): number =>
      100 + 30 * Math.sin((2 * Math.PI * index) / 144) + random.normal();
    let alarms = 0;
    for (let index = 0; index < 144 * 14; index++) {
      const { state: found } = state.step({ time: index * 10 * minute, value: at(index) });
      if (found === "anomalous") alarms += 1;
    }
    expect(alarms).toBeLessThan(3);
    const time = (144 * 14 + 36) * 10 * minute;
    expect(state.step({ time, value: 100 }).state).toBe("anomalous");
  });
});

describe("burn-rate", () => {
  const { values } = resolveSettings(burnRate.settings, { objective: 0.99 });

  it("15 % of errors for an hour alarms at objective 99 %, 13 % does not", () => {
    // Burn rates 15 and 13 against 14.4; the six-hour rate is 15/6 and 13/6 of them against 6.
    for (const [share, state] of [
      [0.15, "anomalous"],
      [0.13, "normal"],
    ] as const) {
      const run = burnRate.start(values, "up");
      let last: Verdict | undefined;
      for (let index = 0; index < 480; index++) {
        const value = index < 415 ? 0 : share;
        last = run.step({ time: index * minute, value, count: 100 });
      }
      expect(last!.state).toBe(state);
    }
  });

  it("ends within ten minutes of the errors, though the hour is still bad", () => {
    const run = burnRate.start(values, "up");
    const found = Array.from({ length: 120 }, (_, index) =>
      run.step({ time: index * minute, value: index < 60 ? 1 : 0, count: 10 }),
    );
    expect(found[59]!.state).toBe("anomalous");
    expect(found[100]!.state).toBe("normal");
  });

  it("a good share counts as its complement, and rows weigh", () => {
    const good = resolveSettings(burnRate.settings, { value: "good-share" }).values;
    const run = burnRate.start(good, "down");
    run.step({ time: 0, value: 1, count: 1_000_000 });
    expect(run.step({ time: minute, value: 0, count: 10 }).state).toBe("normal");
    expect(burnRate.start(good, "down").step({ time: 0, value: 0.5 }).state).toBe("anomalous");
  });
});

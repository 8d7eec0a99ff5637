import { describe, expect, it } from "vitest";
import { adwin } from "../../../src/detect/stream/adwin.ts";
import { bayesianChangePoint } from "../../../src/detect/stream/bayesian-change-point.ts";
import { cusum } from "../../../src/detect/stream/cusum.ts";
import type { StreamDetector } from "../../../src/detect/detector.ts";
import { distributionShift } from "../../../src/detect/stream/distribution-shift.ts";
import { findSeasons } from "../../../src/detect/stream/find-seasons.ts";
import { matrixProfile } from "../../../src/detect/stream/matrix-profile.ts";
import { pageHinkley } from "../../../src/detect/stream/page-hinkley.ts";
import { seasonalDecomposition } from "../../../src/detect/stream/seasonal-decomposition.ts";
import { spectralResidual } from "../../../src/detect/stream/spectral-residual.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const minute = 60_000;

/** Indices of the anomalous values among values a minute apart. */
function alarms(detector: StreamDetector, values: readonly number[]): number[] {
  const state = detector.start(resolveSettings(detector.settings).values, "both");
  return values.flatMap((value, index) =>
    state.step({ time: index * minute, value }).state === "anomalous" ? [index] : [],
  );
}

function noise(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.normal());
}

/** 400 values of noise, then as many about another level. */
const shifted = (by: number, seed: number): number[] =>
  noise(800, seed).map((value, index) => value + (index >= 400 ? by : 0));

describe.each([
  { detector: cusum, delayMax: 40, small: 1 },
  { detector: pageHinkley, delayMax: 60, small: 1 },
  { detector: adwin, delayMax: 80, small: 1 },
  { detector: bayesianChangePoint, delayMax: 40, small: 2.5 },
  { detector: distributionShift, delayMax: 60, small: 1.5 },
] as { detector: StreamDetector; delayMax: number; small: number }[])(
  "$detector.name",
  ({ detector, delayMax, small }) => {
    it("is quiet on 4,000 values of noise", () => {
      expect(alarms(detector, noise(4_000, 11)).length).toBeLessThan(8);
    });

    it(`finds a shift of ${small} deviations within ${delayMax} values, and 4 sooner`, () => {
      for (const seed of [21, 22, 23]) {
        const first = alarms(detector, shifted(small, seed)).find((index) => index >= 400);
        expect(first).toBeDefined();
        expect(first! - 400).toBeLessThan(delayMax);
        const gross = alarms(detector, shifted(4, seed)).find((index) => index >= 400);
        expect(gross! - 400).toBeLessThanOrEqual(first! - 400 + 1);
        expect(gross! - 400).toBeLessThan(20);
      }
    });

    it("takes the new level as normal in the end", () => {
      const values = noise(2_500, 31).map((value, index) => value + (index >= 400 ? 6 : 0));
      expect(alarms(detector, values).filter((index) => index > 2_000).length).toBeLessThan(5);
    });
  },
);

describe("cusum", () => {
  it("finds a shift of 4 deviations at the third value", () => {
    // Three values of z − 0.5 = 3.5 pass 10.
    const delays = [41, 42, 43, 44].map(
      (seed) => alarms(cusum, shifted(4, seed)).find((index) => index >= 400)! - 400,
    );
    expect(Math.max(...delays)).toBeLessThanOrEqual(4);
  });

  it("one wild value is no shift", () => {
    const values = noise(600, 51);
    values[500] = 1e6;
    expect(alarms(cusum, values)).toEqual([]);
  });
});

describe("distribution-shift", () => {
  it("finds a spread three times as wide about the same level", () => {
    const values = noise(800, 61).map((value, index) => (index >= 500 ? 3 * value : value));
    const state = distributionShift.start(
      resolveSettings(distributionShift.settings, { distance: "wasserstein" }).values,
      "both",
    );
    const first = values.findIndex(
      (value, index) => state.step({ time: index * minute, value }).state === "anomalous",
    );
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThan(600);
  });
});

describe("seasons", () => {
  const random = seededRandom(71);
  const wave = (index: number, length: number): number => Math.sin((2 * Math.PI * index) / length);
  const daily = Array.from({ length: 1_000 }, (_, index) => 10 * wave(index, 48) + random.normal());

  it("finds the length of one season, and of two", () => {
    expect(findSeasons(daily.slice(0, 480), 3).map(({ length }) => length)).toEqual([48]);
    const two = daily.map((value, index) => value + 5 * wave(index, 336 / 48));
    const lengths = findSeasons(two.slice(0, 672), 2).map(({ length }) => length);
    expect(lengths).toHaveLength(2);
    expect(lengths.some((length) => length % 48 === 0)).toBe(true);
    expect(lengths.some((length) => length % 7 === 0)).toBe(true);
  });

  it("finds none in noise or a constant", () => {
    expect(findSeasons(noise(500, 72), 2)).toEqual([]);
    expect(
      findSeasons(
        Array.from({ length: 100 }, () => 3),
        2,
      ),
    ).toEqual([]);
  });

  it("a value like the other half of the season is found, one spike in each series only", () => {
    const values = [...daily];
    values[900] = -values[900]! - 8;
    const found = alarms(seasonalDecomposition, values);
    expect(found).toContain(900);
    expect(found.length).toBeLessThan(4);
  });

  it("the spectral residual finds a spike in a wave", () => {
    const values = daily.slice(0, 400);
    values[300] = values[300]! + 60;
    const found = alarms(spectralResidual, values);
    expect(found).toContain(300);
    expect(found.length).toBeLessThan(5);
  });

  it("the matrix profile finds a stretch turned upside down, at values seen before", () => {
    const values = daily.map((value, index) =>
      index >= 800 && index < 824 ? 10 * Math.abs(wave(index, 12)) - 5 : value,
    );
    const found = alarms(matrixProfile, values);
    expect(found.some((index) => index >= 800 && index < 850)).toBe(true);
    expect(found.filter((index) => index < 800).length).toBeLessThan(3);
  });
});

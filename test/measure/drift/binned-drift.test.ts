import { describe, expect, it } from "vitest";
import { binnedDrift, type BinnedFeature } from "../../../src/measure/drift/binned-drift.ts";
import { binnedShift } from "../../../src/measure/drift/binned-shift.ts";
import { numberColumn } from "../../../src/measure/public.ts";
import { driftSideOf } from "../../../src/measure/drift/drift-side.ts";
import { countInBins, freezeBins } from "../../../src/measure/drift/frozen-bins.ts";
import type { BinnedValues } from "../../../src/model/distribution.ts";
import { driftDefaults } from "../../../src/model/drift-report.ts";
import { wassersteinDistance } from "../../../src/stats/distance/wasserstein-distance.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const normals = (seed: string, count: number, mean = 0) => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => mean + random.normal());
};

/** Values over bins frozen on others. */
function binned(values: Float64Array, edges: readonly number[]): BinnedValues {
  const side = driftSideOf(numberColumn("x", values));
  let [sum, squareSum] = [0, 0];
  for (const value of values) {
    sum += value;
    squareSum += value * value;
  }
  return {
    histogram: [...countInBins(side, { type: "number", edges })],
    count: values.length,
    nulls: 0,
    moments: {
      count: values.length,
      sum,
      squareSum,
      min: Math.min(...values),
      max: Math.max(...values),
    },
  };
}

const past = normals("past", 5_000);
const bins = freezeBins(driftSideOf(numberColumn("x", past)))!;
const edges = bins.type === "number" ? bins.edges : [];

const reference = binned(past, edges);
const feature = (values: Float64Array, name = "x"): BinnedFeature => ({
  feature: name,
  bins,
  reference,
  current: binned(values, edges),
  importance: null,
});

describe("drift over frozen bins", () => {
  it("finds a shifted mean, with a distance close to that of the values", () => {
    const now = normals("now", 2_000, 0.3);
    const exact = wassersteinDistance({ values: past }, { values: now });
    const sides = { edges, reference, current: binned(now, edges) };
    expect(binnedShift(sides).distance).toBeGreaterThan(0.9 * exact);
    expect(binnedShift(sides).distance).toBeLessThan(1.1 * exact);
    // Of a reference without moments distance and deviation are too large alike.
    const bare = binnedShift({ ...sides, reference: { ...reference, moments: null } });
    expect(bare.distance / bare.deviation).toBeGreaterThan(0.9 * exact);
    expect(bare.distance / bare.deviation).toBeLessThan(1.2 * exact);
    const [found] = binnedDrift([feature(now)], driftDefaults);
    expect(found).toMatchObject({
      verdict: "drift",
      test: "kolmogorov-smirnov",
      effect: "wasserstein",
    });
    expect(found!.reasons.map(({ code }) => code)).toContain("drift/test-numbers-binned");
  });

  it("keeps its digits where values are large and hardly differ", () => {
    // Times in milliseconds, ten apart: their squares have no digits left for a variance.
    const late = (values: Float64Array) => values.map((value) => 1.7e12 + 10 * value);
    const own = freezeBins(driftSideOf(numberColumn("x", late(past))))!;
    const places = own.type === "number" ? own.edges : [];
    const sides = {
      edges: places,
      reference: binned(late(past), places),
      current: binned(late(normals("now", 2_000, 0.3)), places),
    };
    // Of bins alone: too large alike.
    const { deviation, distance } = binnedShift(sides);
    expect(deviation).toBeGreaterThan(8);
    expect(deviation).toBeLessThan(16);
    expect(distance / deviation).toBeGreaterThan(0.25);
    expect(distance / deviation).toBeLessThan(0.4);
    const still = { ...binned(new Float64Array(1_000).fill(1.7e12), []), histogram: [1_000, 0] };
    expect(binnedShift({ edges: [1.7e12], reference: still, current: still })).toMatchObject({
      distance: 0,
      deviation: expect.closeTo(1.7e9, 0) as number,
    });
  });

  it("cries wolf in at most 1 of 100 sets of ten features where nothing changed", () => {
    let alarms = 0;
    for (let turn = 0; turn < 100; turn++) {
      const features = Array.from({ length: 10 }, (_, index) =>
        feature(normals(`null ${turn} ${index}`, 300), `x${index}`),
      );
      if (binnedDrift(features, driftDefaults).some(({ verdict }) => verdict === "drift")) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(1);
  });

  it("calls a difference that is sure and small slight, whatever the rows", () => {
    const many = { ...feature(normals("many", 60_000, 0.06)), reference: scaled(past, 100) };
    expect(binnedDrift([many], driftDefaults)[0]!.verdict).toBe("slight");
  });

  it("tests missing values apart and few rows not at all", () => {
    const fine = feature(normals("fine", 1_000));
    const missing = { ...fine, current: { ...fine.current, count: 1_500, nulls: 500 } };
    const [found] = binnedDrift([missing], driftDefaults);
    expect(found).toMatchObject({ verdict: "drift", currentMissing: 1 / 3 });
    expect(binnedDrift([feature(normals("few", 20))], driftDefaults)[0]).toMatchObject({
      verdict: "untested",
      test: null,
    });
  });

  it("tests categories by chi-squared, and by the population stability index where asked", () => {
    const of = (histogram: readonly number[]): BinnedValues => {
      return { histogram, count: 300, nulls: 0, moments: null };
    };
    const colours: BinnedFeature = {
      feature: "colour",
      bins: { type: "text", categories: ["red", "blue"] },
      reference: of([150, 150, 0]),
      current: of([50, 50, 200]),
      importance: null,
    };
    const options = { ...driftDefaults, categoryEffect: "population-stability" as const };
    const [found] = binnedDrift([colours], options);
    expect(found).toMatchObject({
      verdict: "drift",
      test: "chi-squared",
      effect: "population-stability",
    });
    expect(found!.unseenShare).toBeCloseTo(2 / 3, 12);
  });
});

/** The same values, each counted often. */
function scaled(values: Float64Array, times: number): BinnedValues {
  const { histogram, count, moments } = binned(values, edges);
  const each = moments!;
  return {
    histogram: histogram.map((rows) => rows * times),
    count: count * times,
    nulls: 0,
    moments: {
      ...each,
      count: each.count * times,
      sum: each.sum * times,
      squareSum: each.squareSum * times,
    },
  };
}

import { describe, expect, it } from "vitest";
import { isShare, samplingDeviation } from "../../../src/detect/stream/sampling.ts";

const share = (hits: number, count: number) => ({
  time: 0,
  value: hits / count,
  count,
  standardError: Math.sqrt(((hits / count) * (1 - hits / count)) / count),
});

describe("samplingDeviation", () => {
  it("gives shares deviations as rare as they are: within 25 % of the exact binomial tail's", () => {
    // z of the exact tail P(X >= k), scipy.stats: norm.isf(binom.sf(k - 1, n, p)).
    const cases = [
      { hits: 8, count: 40, expected: 0.005, z: 6.71 },
      { hits: 60, count: 100, expected: 0.3, z: 6.13 },
      { hits: 3, count: 18, expected: 0.003, z: 3.99 },
    ];
    for (const { hits, count, expected, z } of cases) {
      const point = share(hits, count);
      const deviation = (point.value - expected) / samplingDeviation(point, expected, 1e6);
      expect(deviation / z, `${hits} of ${count}`).toBeGreaterThan(0.75);
      expect(deviation / z, `${hits} of ${count}`).toBeLessThan(1.25);
    }
  });

  it("does not take all or nothing for certain", () => {
    expect(samplingDeviation(share(20, 20), 0.5, 1e6)).toBeGreaterThan(0.08);
    expect(samplingDeviation(share(0, 20), 0.95, 1e6)).toBeGreaterThan(0.05);
  });

  it("uses the given error of other values, and none where there is none", () => {
    expect(samplingDeviation({ time: 0, value: 120, count: 9, standardError: 4 }, 100, 50)).toBe(4);
    expect(samplingDeviation({ time: 0, value: 120 }, 100, 50)).toBe(0);
    expect(samplingDeviation({ time: 0, value: 0.4, count: 1 }, 0.3, 50)).toBe(0);
  });
});

describe("isShare", () => {
  it("is told by the standard error of a share", () => {
    expect(isShare(share(3, 40))).toBe(true);
    expect(isShare(share(40, 40))).toBe(true);
    expect(isShare({ time: 0, value: 0.5, count: 40, standardError: 0.2 })).toBe(false);
    expect(isShare({ time: 0, value: 0.5, count: 40 })).toBe(false);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderRoc } from "../../src/stats/area-under-roc.ts";
import { incompleteBeta } from "../../src/stats/distribution/incomplete-beta.ts";
import {
  jensenShannonDistance,
  jensenShannonStandardError,
} from "../../src/stats/distance/jensen-shannon-distance.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/test/kolmogorov-smirnov-test.ts";
import { mannWhitneyTest } from "../../src/stats/test/mann-whitney-test.ts";
import { median } from "../../src/stats/median.ts";
import { meanOf, standardErrorOfMean, varianceOf } from "../../src/stats/moments.ts";
import { normalCdf } from "../../src/stats/distribution/normal-cdf.ts";
import { normalQuantile } from "../../src/stats/distribution/normal-quantile.ts";
import { NumericError } from "../../src/stats/numeric-error.ts";
import { quantile, quantileSorted } from "../../src/stats/quantile.ts";
import { seededRandom } from "../../src/stats/random.ts";
import {
  addMoment,
  mergeMoments,
  noMoments,
  varianceOfMoments,
} from "../../src/stats/running-moments.ts";
import { shareStandardError } from "../../src/stats/share-standard-error.ts";
import { twoProportionTest } from "../../src/stats/test/two-proportion-test.ts";
import { welchTest } from "../../src/stats/test/welch-test.ts";
import { wilsonInterval } from "../../src/stats/wilson-interval.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });
const some = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 });
const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });

describe("quantile", () => {
  it("lies within the sample and grows with p", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, p) => {
        const before = [...sample];
        const value = quantile(sample, p);
        expect(sample).toEqual(before);
        if (sample.length === 0) {
          expect(value).toBeNaN();
          return;
        }
        expect(value).toBeGreaterThanOrEqual(Math.min(...sample));
        expect(value).toBeLessThanOrEqual(Math.max(...sample));
        expect(quantile(sample, p / 2)).toBeLessThanOrEqual(value);
      }),
    );
  });
  it("refuses a probability outside 0 to 1", () => {
    expect(() => quantileSorted([1], 1.5)).toThrow(NumericError);
    expect(() => quantileSorted([1], Number.NaN)).toThrow(NumericError);
  });
  it("keeps infinite values", () => expect(median([Infinity, Infinity])).toBe(Infinity));
});

describe("moments", () => {
  it("of sums and of a stream agree", () => {
    fc.assert(
      fc.property(some, some, (left, right) => {
        const all = [...left, ...right];
        const sums = {
          count: all.length,
          sum: all.reduce((a, b) => a + b, 0),
          squareSum: all.reduce((a, b) => a + b * b, 0),
        };
        const merged = mergeMoments(
          left.reduce(addMoment, noMoments),
          right.reduce(addMoment, noMoments),
        );
        expect(merged.mean).toBeCloseTo(meanOf(sums), 9);
        expect(varianceOfMoments(merged)).toBeCloseTo(varianceOf(sums), 9);
        expect(standardErrorOfMean(sums)).toBeCloseTo(Math.sqrt(varianceOf(sums) / all.length), 12);
      }),
    );
  });
  it("of nothing are not a number", () => {
    expect(meanOf({ count: 0, sum: 0 })).toBeNaN();
    expect(varianceOf({ count: 1, sum: 3, squareSum: 9 })).toBeNaN();
    expect(varianceOfMoments(noMoments)).toBeNaN();
  });
});

describe("distributions", () => {
  it("the normal quantile undoes the distribution function", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-13);
      }),
    );
  });
  it("the incomplete beta function mirrors", () => {
    const shape = fc.double({ min: 0.01, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1024), shape, shape, (step, a, b) => {
        // Steps of 1/1024, so that 1 - x is exact.
        const x = step / 1024;
        const sum = incompleteBeta(x, { a, b }) + incompleteBeta(1 - x, { a: b, b: a });
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("tests of two samples", () => {
  it("never alarm on equal samples, and take empty ones", () => {
    fc.assert(
      fc.property(some, (sample) => {
        expect(kolmogorovSmirnovTest(sample, sample)).toEqual({ statistic: 0, pValue: 1 });
        expect(mannWhitneyTest(sample, sample).pValue).toBe(1);
        expect(kolmogorovSmirnovTest(sample, []).pValue).toBe(1);
        expect(mannWhitneyTest([], sample).pValue).toBe(1);
      }),
    );
  });
  it("do not depend on which sample comes first", () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(kolmogorovSmirnovTest(a, b).pValue).toBeCloseTo(
          kolmogorovSmirnovTest(b, a).pValue,
          9,
        );
        expect(mannWhitneyTest(a, b).pValue).toBeCloseTo(mannWhitneyTest(b, a).pValue, 12);
      }),
    );
  });
  it("answer where nothing varies", () => {
    const still = { count: 5, mean: 2, variance: 0 };
    expect(welchTest(still, still).pValue).toBe(1);
    expect(welchTest({ ...still, mean: 3 }, still)).toMatchObject({ pValue: 0, pValueGreater: 0 });
    expect(welchTest({ ...still, count: 1 }, still).pValue).toBe(1);
    const none = { successes: 0, trials: 0 };
    expect(twoProportionTest(none, { successes: 1, trials: 2 }).pValue).toBe(1);
    expect(twoProportionTest({ successes: 3, trials: 3 }, { successes: 2, trials: 2 }).z).toBe(0);
  });
});

describe("jensenShannonDistance", () => {
  it("is 0 for equal, 1 for separate, symmetric and obeys the triangle", () => {
    fc.assert(
      fc.property(counts, counts, counts, (p, q, r) => {
        const lift = (row: number[]) =>
          row.map((value, index) => (index === 0 ? value + 1 : value));
        const [a, b, c] = [lift(p), lift(q), lift(r)];
        const distance = jensenShannonDistance(a, b);
        expect(distance).toBeCloseTo(jensenShannonDistance(b, a), 12);
        expect(jensenShannonDistance(a, a)).toBe(0);
        expect(distance).toBeLessThanOrEqual(
          jensenShannonDistance(a, c) + jensenShannonDistance(c, b) + 1e-12,
        );
      }),
    );
    expect(jensenShannonDistance([5, 0], [0, 9])).toBe(1);
    expect(jensenShannonDistance([0, 0], [0, 9])).toBeNaN();
    expect(() => jensenShannonDistance([1], [1, 2])).toThrow(NumericError);
  });
  it("has the standard error that repeated sampling shows, near and far", () => {
    for (const [p, q] of [
      [
        [0.25, 0.25, 0.25, 0.25],
        [0.25, 0.25, 0.25, 0.25],
      ],
      [
        [0.7, 0.2, 0.05, 0.05],
        [0.1, 0.2, 0.3, 0.4],
      ],
    ] as const) {
      const random = seededRandom(`js ${p[0]}`);
      const distances: number[] = [];
      let predicted = 0;
      for (let run = 0; run < 2000; run++) {
        const a = drawCounts(p, 300, random.uniform);
        const b = drawCounts(q, 400, random.uniform);
        distances.push(jensenShannonDistance(a, b));
        predicted += jensenShannonStandardError(a, b) / 2000;
      }
      const mean = distances.reduce((x, y) => x + y, 0) / distances.length;
      const spread = distances.reduce((x, y) => x + (y - mean) ** 2, 0) / distances.length;
      expect(predicted / Math.sqrt(spread)).toBeGreaterThan(0.85);
      expect(predicted / Math.sqrt(spread)).toBeLessThan(1.6);
    }
  });
});

describe("areaUnderRoc", () => {
  it("has no value where a class is missing and no error from one row of a class", () => {
    expect(areaUnderRoc([]).auc).toBeNaN();
    expect(areaUnderRoc([{ score: 1, positive: 4, negative: 0 }]).auc).toBeNaN();
    const single = areaUnderRoc([{ score: 1, positive: 1, negative: 3 }]);
    expect(single).toEqual({ auc: 0.5, standardError: Number.NaN });
  });
  it("is not certain of a perfect small sample", () => {
    const perfect = areaUnderRoc([
      { score: 0, positive: 0, negative: 5 },
      { score: 1, positive: 5, negative: 0 },
    ]);
    expect(perfect.auc).toBe(1);
    expect(perfect.standardError).toBeGreaterThan(0.05);
  });
});

describe("shares", () => {
  it("are never certain, and the interval holds the share", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        const trials = Math.max(a, b, 1);
        const successes = Math.min(a, b);
        expect(shareStandardError(successes, trials)).toBeGreaterThan(0);
        const { low, high } = wilsonInterval({ successes, trials, confidence: 0.95 });
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
      }),
    );
    expect(shareStandardError(0, 0)).toBeNaN();
    expect(wilsonInterval({ successes: 0, trials: 0, confidence: 0.9 })).toEqual({
      low: 0,
      high: 1,
    });
  });
});

describe("seededRandom", () => {
  it("gives the same stream for the same seed and another for another", () => {
    const stream = (seed: number | string) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(stream(7)).toEqual(stream(7));
    expect(stream(7)).not.toEqual(stream(8));
  });
  it("forks do not depend on what was drawn before", () => {
    const drawn = seededRandom(1);
    drawn.normal();
    expect(drawn.fork("a").uniform()).toBe(seededRandom(1).fork("a").uniform());
    expect(drawn.fork("a").uniform()).not.toBe(drawn.fork("b").uniform());
  });
  it("has the means and variances of its distributions within five standard errors", () => {
    const n = 40_000;
    const draws: [string, (random: ReturnType<typeof seededRandom>) => number, number, number][] = [
      ["uniform", (random) => random.uniform(), 0.5, 1 / 12],
      ["integer", (random) => random.integer(10), 4.5, 8.25],
      ["normal", (random) => random.normal(), 0, 1],
      ["exponential", (random) => random.exponential(3), 3, 9],
      ["poisson small", (random) => random.poisson(2.5), 2.5, 2.5],
      ["poisson large", (random) => random.poisson(70), 70, 70],
    ];
    for (const [name, draw, mean, variance] of draws) {
      const random = seededRandom(name);
      let moments = noMoments;
      for (let i = 0; i < n; i++) moments = addMoment(moments, draw(random));
      expect(Math.abs(moments.mean - mean), name).toBeLessThan(5 * Math.sqrt(variance / n));
      expect(varianceOfMoments(moments) / variance, name).toBeGreaterThan(0.93);
      expect(varianceOfMoments(moments) / variance, name).toBeLessThan(1.07);
    }
  });
});

function drawCounts(shares: readonly number[], n: number, uniform: () => number): number[] {
  const drawn = shares.map(() => 0);
  for (let i = 0; i < n; i++) {
    let rest = uniform();
    let bin = 0;
    while (bin < shares.length - 1 && rest >= shares[bin]!) rest -= shares[bin++]!;
    drawn[bin]!++;
  }
  return drawn;
}

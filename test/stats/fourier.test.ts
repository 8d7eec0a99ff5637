import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fourierTransform, inverseFourierTransform } from "../../src/stats/fourier.ts";
import {
  fitGeneralisedPareto,
  generalisedParetoQuantile,
} from "../../src/stats/generalised-pareto.ts";
import { seededRandom } from "../../src/stats/random.ts";

const series = fc.integer({ min: 0, max: 6 }).chain((power) =>
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
    minLength: 2 ** power,
    maxLength: 2 ** power,
  }),
);

it("the fast transform equals the sum that defines it", () => {
  fc.assert(
    fc.property(series, (values) => {
      const { real, imaginary } = fourierTransform({ real: values });
      values.forEach((_, frequency) => {
        let [re, im] = [0, 0];
        values.forEach((value, index) => {
          const angle = (-2 * Math.PI * frequency * index) / values.length;
          re += value * Math.cos(angle);
          im += value * Math.sin(angle);
        });
        expect(real[frequency]).toBeCloseTo(re, 6);
        expect(imaginary[frequency]).toBeCloseTo(im, 6);
      });
    }),
    { numRuns: 50 },
  );
});

it("the inverse transform gives the series back", () => {
  fc.assert(
    fc.property(series, (values) => {
      const back = inverseFourierTransform(fourierTransform({ real: values })).real;
      values.forEach((value, index) => expect(back[index]).toBeCloseTo(value, 8));
    }),
  );
});

it("refuses lengths that are no power of two", () => {
  expect(() => fourierTransform({ real: [1, 2, 3] })).toThrow(/power of two, got 3/);
});

it.each([-0.2, 0.1, 0.3, 0.5])(
  "the Pareto fit finds shape %d and scale 2 in 4,000 excesses",
  (shape) => {
    const random = seededRandom(3);
    const quantile = (tail: number): number =>
      generalisedParetoQuantile({ shape, scale: 2, logLikelihood: 0 }, tail);
    const fitted = fitGeneralisedPareto(
      Array.from({ length: 4_000 }, () => quantile(1 - random.uniform())),
    );
    // Asymptotic standard errors (Smith 1987): (1 + shape)/√n, at most 0.024, and 2·√(2(1 + shape)/n), at most 0.055.
    expect(Math.abs(fitted.shape - shape)).toBeLessThan(0.08);
    expect(Math.abs(fitted.scale - 2)).toBeLessThan(0.18);
  },
);

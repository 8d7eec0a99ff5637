import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { areaUnderRoc } from "../../src/stats/area-under-roc.ts";
import { binomialCdf } from "../../src/stats/distribution/binomial-cdf.ts";
import {
  errorFunction,
  errorFunctionComplement,
} from "../../src/stats/distribution/error-function.ts";
import { incompleteBeta } from "../../src/stats/distribution/incomplete-beta.ts";
import { jensenShannonDistance } from "../../src/stats/distance/jensen-shannon-distance.ts";
import { kolmogorovTail } from "../../src/stats/distribution/kolmogorov-tail.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/test/kolmogorov-smirnov-test.ts";
import { logBeta } from "../../src/stats/distribution/log-beta.ts";
import { logGamma } from "../../src/stats/distribution/log-gamma.ts";
import { mannWhitneyTest } from "../../src/stats/test/mann-whitney-test.ts";
import { medianAbsoluteDeviation } from "../../src/stats/median-absolute-deviation.ts";
import { median } from "../../src/stats/median.ts";
import { normalCdf } from "../../src/stats/distribution/normal-cdf.ts";
import { normalQuantile } from "../../src/stats/distribution/normal-quantile.ts";
import { quantile } from "../../src/stats/quantile.ts";
import { studentTCdf } from "../../src/stats/distribution/student-t-cdf.ts";
import { twoProportionTest } from "../../src/stats/test/two-proportion-test.ts";
import { welchTest } from "../../src/stats/test/welch-test.ts";
import { wilsonInterval } from "../../src/stats/wilson-interval.ts";

const functions = {
  areaUnderRoc,
  binomialCdf,
  errorFunction,
  errorFunctionComplement,
  incompleteBeta,
  jensenShannonDistance,
  kolmogorovSmirnovTest,
  kolmogorovTail,
  logBeta,
  logGamma,
  mannWhitneyTest,
  median,
  medianAbsoluteDeviation,
  normalCdf,
  normalQuantile,
  quantile,
  studentTCdf,
  twoProportionTest,
  welchTest,
  wilsonInterval,
};

type Expected = number | { readonly [name: string]: number };
interface Case {
  readonly function: keyof typeof functions;
  readonly arguments: readonly unknown[];
  readonly expected: Expected;
}

// Made by expected.py beside it with SciPy 1.17.1 and scikit-learn 1.9.1.
const cases = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8")) as Case[];

describe("agrees with SciPy to a relative 1e-11", () => {
  for (const name of Object.keys(functions) as (keyof typeof functions)[]) {
    const own = cases.filter((one) => one.function === name);
    it(`${name} (${own.length} cases)`, () => {
      expect(own.length).toBeGreaterThan(0);
      for (const one of own) {
        const run = functions[name] as (...given: readonly unknown[]) => Expected;
        expectClose(
          run(...one.arguments),
          one.expected,
          JSON.stringify(one.arguments).slice(0, 200),
        );
      }
    });
  }
});

function expectClose(actual: Expected, expected: Expected, where: string): void {
  if (typeof expected === "number" && typeof actual === "number") {
    const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-290);
    const close = error <= 1e-11 || Math.abs(actual - expected) < 1e-15 || actual === expected;
    expect(close, `${where}: got ${actual}, SciPy has ${expected}`).toBe(true);
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    expectClose((actual as { [name: string]: number })[name]!, value, `${where} ${name}`);
  }
}

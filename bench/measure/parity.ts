import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Figure } from "../report.ts";
import { comparedFrom, parityFunctions } from "./parity-functions.ts";

/** How a function compares with its answers. */
export interface Parity {
  readonly name: string;
  readonly cases: number;
  /** Cases that are more than 1e-9 away, with what was found. */
  readonly failures: readonly string[];
  readonly maxRelativeError: number;
}

type Answer = number | null | "inf" | "-inf";

// function → case → answers, made by parity.py beside this file.
const path = new URL("parity-answers.json.gz", import.meta.url);

/** Compares the first cases of every function with SciPy, scikit-learn and NumPy. */
export function compareAll(casesMax = Number.POSITIVE_INFINITY): readonly Parity[] {
  const all = JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")) as {
    readonly [name: string]: readonly (readonly Answer[])[];
  };
  return Object.entries(all).map(([name, answers]) => {
    const compute = parityFunctions[name];
    if (compute === undefined) throw new Error(`no function ${name}`);
    const failures: string[] = [];
    let maxRelativeError = 0;
    const cases = answers.slice(0, casesMax);
    cases.forEach((expected, index) => {
      const found = compute(index);
      const error = Math.max(
        found.length === expected.length ? 0 : Number.POSITIVE_INFINITY,
        ...expected.map((one, place) => relativeError(found[place]!, one, comparedFrom(name))),
      );
      maxRelativeError = Math.max(maxRelativeError, error);
      if (error <= 1e-9) return;
      failures.push(
        `${name} case ${index}: ${Array.from(found).join(" ")} for ${expected.join(" ")}`,
      );
    });
    return { name, cases: cases.length, failures, maxRelativeError };
  });
}

/** The figures of the bench, and its failures in words. */
export function parityFigures(): {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
} {
  const found = compareAll();
  const figure = { bench: "measure", set: "parity" } as const;
  const cases = found.reduce((sum, one) => sum + one.cases, 0);
  const failures = found.reduce((sum, one) => sum + one.failures.length, 0);
  const error = Math.max(...found.map((one) => one.maxRelativeError));
  const least = Math.min(...found.map((one) => one.cases));
  return {
    figures: [
      { ...figure, measure: "functions", value: found.length, unit: "functions" },
      { ...figure, measure: "cases", value: cases, unit: "cases" },
      { ...figure, measure: "cases-min", value: least, unit: "cases", target: 200 },
      {
        ...figure,
        measure: "failures",
        value: failures,
        unit: "cases",
        target: 0,
        better: "lower",
      },
      {
        ...figure,
        measure: "max-relative-error",
        value: error,
        unit: "1",
        target: 1e-9,
        better: "lower",
        referenceName: "SciPy 1.10.1, scikit-learn 1.2.1",
      },
    ],
    notes: found.flatMap((one) => one.failures.slice(0, 3)),
  };
}

function relativeError(found: number, expected: Answer, from: number): number {
  if (expected === null) return Number.isNaN(found) ? 0 : Number.POSITIVE_INFINITY;
  if (expected === "inf" || expected === "-inf") {
    const limit = expected === "inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return found === limit ? 0 : Number.POSITIVE_INFINITY;
  }
  if (found === expected) return 0;
  const error = Math.abs(found - expected) / Math.max(Math.abs(expected), from);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tableDetectorNamed } from "../../../src/detect/catalog.ts";
import type { TableModel } from "../../../src/detect/table/detector.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import type { Json } from "../../../src/model/json.ts";
import { matrixOf } from "../../../src/stats/linear/matrix.ts";

// Made by expected.py with scikit-learn 1.2.1, SciPy and NumPy.
const { rows, judged, answers, orders } = JSON.parse(
  readFileSync(new URL("expected.json", import.meta.url), "utf8"),
) as {
  rows: number[][];
  judged: number[][];
  answers: Record<string, readonly [number[], number[]]>;
  orders: Record<string, number[]>;
};

// The settings that scikit-learn was given.
const given: Record<string, { [name: string]: Json }> = {
  "one-class-svm": { tolerance: 1e-9 },
  "principal-components": { explained: 0.7 },
  "gaussian-mixture": { components: 1 },
};

function fit(name: string): TableModel {
  const detector = tableDetectorNamed(name)!;
  const { values, problems } = resolveSettings(detector.settings, given[name]);
  expect(problems).toEqual([]);
  return detector.fit(matrixOf(rows), values, 1);
}

describe("scores equal the reference implementation's", () => {
  it.each(Object.entries(answers))("%s", (name, [ofFitted, ofJudged]) => {
    const model = fit(name);
    const tolerance = name === "one-class-svm" ? 1e-5 : 1e-9;
    const near = (scores: Float64Array, expected: readonly number[]): void => {
      expect(scores).toHaveLength(expected.length);
      scores.forEach((score, row) => {
        const error = Math.abs(score - expected[row]!) / Math.max(1, Math.abs(expected[row]!));
        expect(error, `row ${row}: ${score} against ${expected[row]}`).toBeLessThan(tolerance);
      });
    };
    near(model.fittedScores(), ofFitted);
    near(model.score(matrixOf(judged)), ofJudged);
  });

  it("principal-components by mahalanobis has the number of its directions as mean, as T² must", () => {
    const detector = tableDetectorNamed("principal-components")!;
    const told = { explained: 0.9, distance: "mahalanobis" };
    const { values } = resolveSettings(detector.settings, told);
    const scores = detector.fit(matrixOf(rows), values, 1).fittedScores();
    // Variances divide by n, so the mean of T² is the number of directions kept.
    const directions = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(Math.abs(directions - Math.round(directions))).toBeLessThan(1e-9);
    expect(Math.round(directions)).toBeGreaterThanOrEqual(1);
    expect(Math.round(directions)).toBeLessThan(rows[0]!.length);
  });

  it.each(Object.entries(orders))("%s, in order", (name, expected) => {
    const scores = fit(name).score(matrixOf(judged));
    expect([...scores.keys()].toSorted((a, b) => scores[a]! - scores[b]!)).toEqual(expected);
  });
});

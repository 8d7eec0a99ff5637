import { describe, expect, it } from "vitest";
import { bootstrapError } from "../../../src/measure/quality/bootstrap-error.ts";
import { kappaScore, matthewsScore } from "../../../src/measure/quality/class-agreement.ts";
import { scoreByClass, recallScore } from "../../../src/measure/quality/class-scores.ts";
import { confusionOf } from "../../../src/measure/quality/confusion-counts.ts";
import { averagePrecisionScore, aucRocScore } from "../../../src/measure/quality/ranking-curves.ts";
import {
  coverageScore,
  diversityScore,
  noveltyScore,
} from "../../../src/measure/quality/ranking-scores.ts";
import {
  regressionSumsOf,
  r2Score,
  rmseScore,
} from "../../../src/measure/quality/regression-scores.ts";
import type { Score } from "../../../src/measure/quality/score.ts";
import {
  brierScore,
  calibrationScore,
  logLossScore,
  scoreGroupsOf,
} from "../../../src/measure/quality/score-groups.ts";
import { type Random, seededRandom } from "../../../src/stats/random.ts";

describe("standard errors", () => {
  // Each score over 300 samples of 400 rows: the spread of the values against the mean of the errors.
  const drawn = (random: Random) => {
    const truths: number[] = [];
    const outputs: number[] = [];
    const scores: number[] = [];
    for (let row = 0; row < 400; row++) {
      const score = random.uniform();
      const truth = random.uniform() < 0.15 + 0.7 * score ? 1 : 0;
      truths.push(truth);
      scores.push(score);
      outputs.push(score > 0.6 ? 1 : 0);
    }
    return { truths, outputs, scores, groups: scoreGroupsOf({ positives: truths, scores }) };
  };
  const cases: readonly [string, (rows: ReturnType<typeof drawn>) => Score][] = [
    ["matthews", (rows) => matthewsScore(confusionOf(rows))],
    ["kappa", (rows) => kappaScore(confusionOf(rows))],
    ["log loss", ({ groups }) => logLossScore(groups)],
    ["brier", ({ groups }) => brierScore(groups)],
    ["auc", ({ groups }) => aucRocScore(groups)],
    ["rmse", ({ truths, scores }) => rmseScore(regressionSumsOf({ truths, outputs: scores }))],
  ];
  it.each(cases)("of %s are what repeated sampling shows", (name, score) => {
    const random = seededRandom(name);
    const found = Array.from({ length: 300 }, () => score(drawn(random)));
    const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
    const spread = Math.sqrt(
      found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / found.length,
    );
    const claimed = found.reduce((sum, { standardError }) => sum + standardError, 0) / found.length;
    expect(claimed / spread).toBeGreaterThan(0.85);
    expect(claimed / spread).toBeLessThan(1.2);
  });

  it("of anything come from the bootstrap", () => {
    const random = seededRandom("bootstrap");
    const rows = Array.from({ length: 400 }, () => random.normal());
    const error = bootstrapError({
      rows: rows.length,
      score: (indexes) => indexes.reduce((sum, index) => sum + rows[index]!, 0) / indexes.length,
      random,
      rounds: 400,
    });
    expect(error * Math.sqrt(400)).toBeGreaterThan(0.85);
    expect(error * Math.sqrt(400)).toBeLessThan(1.15);
  });
});

describe("what is undefined", () => {
  it("is NaN with its count, never 0", () => {
    const oneClass = scoreGroupsOf({ positives: [1, 1], scores: [0.2, 0.7] });
    expect(aucRocScore(oneClass)).toMatchObject({ value: Number.NaN, count: 2 });
    const noPositive = scoreGroupsOf({ positives: [0, 0], scores: [0.2, 0.7] });
    expect(averagePrecisionScore(noPositive)).toMatchObject({ value: Number.NaN, count: 2 });
    const same = confusionOf({ truths: ["a", "a"], outputs: ["a", "a"] });
    expect(matthewsScore(same)).toMatchObject({ value: Number.NaN, count: 2 });
    expect(calibrationScore([]).value).toBeNaN();
    const still = regressionSumsOf({ truths: [2, 2, 2], outputs: [1, 2, 3] });
    expect(r2Score(still)).toMatchObject({ value: Number.NaN, count: 3 });
  });

  it("rows without a truth, an output or a score are left out", () => {
    const counts = confusionOf({ truths: ["a", null, "b"], outputs: ["a", "a", undefined] });
    expect(counts.total).toBe(1);
    const groups = scoreGroupsOf({ positives: [1, 0, 1], scores: [0.5, Number.NaN, 0.5] });
    expect(groups).toEqual([{ score: 0.5, positive: 2, negative: 0 }]);
    const sums = regressionSumsOf({ truths: [1, Number.NaN, 3], outputs: [1, 2, Infinity] });
    expect(sums.count).toBe(1);
  });
});

describe("scores of lists and classes", () => {
  it("coverage, diversity and novelty follow their definitions", () => {
    const lists = [
      ["a", "b"],
      ["a", "c"],
    ];
    expect(coverageScore(lists, 6).value).toBe(0.5);
    expect(diversityScore(lists, (one, other) => (one === other ? 0 : 1)).value).toBe(1);
    const known = new Map([
      ["a", 0.5],
      ["b", 0.25],
      ["c", 0.125],
    ]);
    // Means of (1, 2) and (1, 3) bits.
    expect(noveltyScore(lists, known).value).toBe(1.75);
  });

  it("each class has its own score", () => {
    const counts = confusionOf({ truths: ["a", "a", "b"], outputs: ["a", "b", "b"] });
    const recalls = [...scoreByClass(counts, recallScore)].map(([name, { value }]) => [
      name,
      value,
    ]);
    expect(recalls).toEqual([
      ["a", 0.5],
      ["b", 1],
    ]);
  });
});

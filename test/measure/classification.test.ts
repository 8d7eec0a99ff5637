import { describe, expect, it } from "vitest";
import { accuracy, f1, precision, recall } from "../../src/measure/classification.ts";
import { seededRandom, type Random } from "../../src/stats/random.ts";
import { outcomeOf, plainContext } from "./summary-rows.ts";

// Truths and outputs of twelve rows over classes a to d; d never occurs as an output, e never as a truth.
const pairs = [
  ["a", "a"],
  ["a", "a"],
  ["a", "b"],
  ["a", "e"],
  ["b", "b"],
  ["b", "b"],
  ["b", "c"],
  ["c", "c"],
  ["c", "c"],
  ["c", "c"],
  ["c", "c"],
  ["d", "c"],
] as const;

// scikit-learn 1.9.1, precision_recall_fscore_support(..., zero_division=0), and accuracy_score.
const expected = {
  accuracy: 0.6666666666666666,
  macro: { precision: 0.4666666666666666, recall: 0.4333333333333333, f1: 0.42666666666666664 },
  weighted: { precision: 0.7222222222222222, recall: 0.6666666666666666, f1: 0.6555555555555556 },
  micro: { precision: 0.6666666666666666, recall: 0.6666666666666666, f1: 0.6666666666666666 },
  positiveA: { precision: 1.0, recall: 0.5, f1: 0.6666666666666666 },
};

const multiclass = { ...plainContext, tasks: new Map([["m", "multiclass"]] as const) };
const family = { precision, recall, f1 };
type Name = keyof typeof family;

describe("the confusion family", () => {
  it("agrees with scikit-learn for each averaging", () => {
    const row = outcomeOf(pairs);
    expect(accuracy.measure([row], {}, multiclass)[0]!.value).toBeCloseTo(expected.accuracy, 12);
    for (const averaging of ["macro", "weighted", "micro"] as const) {
      for (const name of Object.keys(family) as Name[]) {
        const found = family[name].measure([row], { averaging }, multiclass)[0]!;
        expect(found.value, `${averaging} ${name}`).toBeCloseTo(expected[averaging][name], 12);
        expect(found.count).toBe(12);
      }
    }
  });

  it("reports the positive class of a binary model", () => {
    const binary = {
      ...plainContext,
      tasks: new Map([["m", "binary"]] as const),
      positiveClasses: new Map([["m", "a"]]),
    };
    for (const name of Object.keys(family) as Name[]) {
      const found = family[name].measure([outcomeOf(pairs)], { averaging: "macro" }, binary)[0]!;
      expect(found.value, name).toBeCloseTo(expected.positiveA[name], 12);
    }
    const neverCalled = outcomeOf([
      ["a", "b"],
      ["b", "b"],
    ]);
    const found = precision.measure([neverCalled], { averaging: "macro" }, binary)[0]!;
    expect(found).toMatchObject({ value: null, count: 2 });
  });

  it("the error of a binary precision is that of a share of the rows called positive", () => {
    const rows = [
      ...Array.from({ length: 30 }, () => ["a", "a"] as const),
      ...Array.from({ length: 10 }, () => ["b", "a"] as const),
      ...Array.from({ length: 60 }, () => ["b", "b"] as const),
    ];
    const binary = { ...plainContext, positiveClasses: new Map([["m", "a"]]) };
    const found = precision.measure([outcomeOf(rows)], { averaging: "macro" }, binary)[0]!;
    expect(found.standardError).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 40), 12);
  });

  it("has the standard error that repeated sampling shows", () => {
    for (const averaging of ["macro", "weighted"] as const) {
      for (const name of Object.keys(family) as Name[]) {
        const random = seededRandom(`${averaging} ${name}`);
        const values: number[] = [];
        let predicted = 0;
        for (let run = 0; run < 600; run++) {
          const row = outcomeOf(Array.from({ length: 400 }, () => drawPair(random)));
          const found = family[name].measure([row], { averaging }, multiclass)[0]!;
          values.push(found.value!);
          predicted += found.standardError! / 600;
        }
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
        expect(predicted / spread, `${averaging} ${name}`).toBeGreaterThan(0.88);
        expect(predicted / spread, `${averaging} ${name}`).toBeLessThan(1.12);
      }
    }
  });

  it("is never certain of a perfect window", () => {
    const perfect = outcomeOf([
      ["a", "a"],
      ["b", "b"],
      ["b", "b"],
    ]);
    for (const name of Object.keys(family) as Name[]) {
      const found = family[name].measure([perfect], { averaging: "macro" }, multiclass)[0]!;
      expect(found.value).toBe(1);
      expect(found.standardError).toBeGreaterThan(0.1);
    }
  });
});

function drawPair(random: Random): readonly [string, string] {
  const truth = ["a", "b", "b", "c", "c", "c"][random.integer(6)]!;
  return [truth, random.uniform() < 0.7 ? truth : ["a", "b", "c"][random.integer(3)]!];
}

import { describe, expect, it } from "vitest";
import { labelColumns, outputColumns } from "../../../src/measure/rows/output-columns.ts";
import { driftOfOutputs, frozenColumns } from "../../../src/measure/rows/output-drift.ts";
import { driftDefaults } from "../../../src/model/drift-report.ts";
import type { PredictionRow } from "../../../src/model/signals.ts";
import { seededRandom } from "../../../src/stats/random.ts";
import { prediction } from "../../store/signals.ts";

/** Answers of a classifier whose score of "bad" is a mean of two uniform numbers, raised by `shift`. */
function answers(count: number, shift: number, seed: string): readonly PredictionRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const bad = Math.min(1, (random.uniform() + random.uniform()) / 2 + shift);
    return prediction({
      id: String(index),
      outputText: bad > 0.5 ? "bad" : "good",
      scores: new Map([
        ["bad", bad],
        ["good", 1 - bad],
      ]),
    });
  });
}

const reference = frozenColumns(outputColumns(answers(500, 0, "reference"), "binary"), 200);
const judged = (shift: number, count = 500, seed = "current") =>
  driftOfOutputs(reference, outputColumns(answers(count, shift, seed), "binary"), driftDefaults);

describe("drift of outputs and scores", () => {
  it("is seen of the class and of its score, of two classes one", () => {
    const found = judged(0.2);
    expect(found.map(({ part, class: name, verdict }) => [part, name, verdict])).toEqual([
      ["score", "good", "drift"],
      ["output", "", "drift"],
    ]);
    expect(found[0]?.distance).toBeGreaterThan(0.2);
    expect(found[0]?.standardError).toBeGreaterThan(0);
  });

  // Two columns at 1 %: at most 5 of 100 pairs by chance of less than 1 in 1,000.
  it("is not seen where nothing changed", () => {
    const alarms = Array.from({ length: 100 }, (_, seed) => judged(0, 500, String(seed)));
    const wrong = alarms.filter((found) => found.some(({ verdict }) => verdict === "drift"));
    expect(wrong.length).toBeLessThanOrEqual(5);
  });

  it("is not judged of fewer than a hundred rows", () => {
    const found = judged(0.2, 99);
    expect(found).toHaveLength(2);
    for (const one of found) {
      expect(one).toMatchObject({ verdict: "untested", distance: null, standardError: null });
    }
  });

  it("leaves out what only one side has, and what is of another type", () => {
    const numbers = Array.from({ length: 300 }, (_, index) => prediction({ outputNumber: index }));
    expect(driftOfOutputs(reference, outputColumns(numbers, "regression"), driftDefaults)).toEqual(
      [],
    );
  });
});

describe("columns of outputs", () => {
  it("are none of words and of rankings", () => {
    const rows = answers(300, 0, "a");
    const parts = (task: "generation" | "ranking") =>
      outputColumns(rows, task).map(({ part }) => part);
    expect(parts("generation")).toEqual(["score"]);
    expect(parts("ranking")).toEqual(["score"]);
    const texts = rows.map((row, index) => ({ ...row, outputText: `answer ${index}` }));
    expect(outputColumns(texts, "multiclass").map(({ part }) => part)).toEqual(["score"]);
  });

  it("take labels as numbers where most are", () => {
    const [found] = labelColumns(
      [
        { text: "", number: 2 },
        { text: "", number: 1 },
        { text: "", number: null },
      ],
      "regression",
    );
    expect(found?.side).toEqual({ kind: "numbers", sorted: Float64Array.of(1, 2), missing: 1 });
    expect(labelColumns([], "binary")).toEqual([]);
  });
});

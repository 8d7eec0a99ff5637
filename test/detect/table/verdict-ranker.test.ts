import { describe, expect, it } from "vitest";
import { learnVerdicts } from "../../../src/detect/table/verdict-ranker.ts";
import { type Matrix, matrixOf, takeRows } from "../../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Usual rows, unusual ones that people care for (high in feature one) and ones they do not (high in two). */
function judgedRows(count: number): { readonly table: Matrix; readonly labels: Uint8Array } {
  const random = seededRandom(21);
  const labels = new Uint8Array(count);
  const rows = Array.from({ length: count }, (_, index) => {
    const kind = index % 10;
    labels[index] = kind === 0 ? 1 : 0;
    return [
      random.normal() + (kind === 0 ? 3 : 0),
      random.normal() + (kind === 1 ? 8 : 0),
      random.normal(),
    ];
  });
  return { table: matrixOf(rows), labels };
}

describe("learnVerdicts", () => {
  const { table, labels } = judgedRows(600);
  const halves = [0, 1].map((half) =>
    Int32Array.from(labels.keys()).filter((row) => Math.floor(row / 10) % 2 === half),
  );
  const [train, test] = halves.map((rows) => ({
    table: takeRows(table, rows),
    labels: Uint8Array.from(rows, (row) => labels[row]!),
  }));
  const model = learnVerdicts(train!.table, train!.labels, { seed: 1, folds: 4 });

  it("puts what people judged anomalous above stranger rows that they did not", () => {
    const [cared, stranger] = model.score(
      matrixOf([
        [3.5, 0, 0],
        [0, 9, 0],
      ]),
    );
    expect(cared).toBeGreaterThan(stranger!);
  });

  it("gives probabilities that hold on rows it has not seen: the Brier score is far below that of the share", () => {
    const probabilities = model.probability(test!.table);
    const brier = probabilities.reduce((sum, p, row) => sum + (p - test!.labels[row]!) ** 2, 0);
    // Always saying the share, 0.1, would give 0.09 a row.
    expect(brier / probabilities.length).toBeLessThan(0.04);
    const mean = probabilities.reduce((sum, p) => sum + p, 0) / probabilities.length;
    expect(Math.abs(mean - 0.1)).toBeLessThan(0.03);
  });

  it("marks the unlikely rows and leaves none out", () => {
    const list = model.triage(test!.table, { probabilityMin: 0.2 });
    expect(list.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual([...test!.labels.keys()]);
    const suppressed = list.filter(({ isSuppressed }) => isSuppressed);
    expect(suppressed.length).toBeGreaterThan(200);
    expect(suppressed.length).toBeLessThan(list.length);
    const probabilities = list.map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
  });

  it("gives the same for the same seed", () => {
    const again = learnVerdicts(train!.table, train!.labels, { seed: 1, folds: 4 });
    expect(again.probability(test!.table)).toEqual(model.probability(test!.table));
  });

  it("says so where verdicts are of one kind only, or there are none", () => {
    for (const own of [new Uint8Array(20), new Uint8Array(20).fill(1)]) {
      const few = takeRows(table, Array.from(own.keys()));
      const single = learnVerdicts(few, own, { seed: 1, folds: 5 });
      expect(single.calibration).toEqual({ method: "constant", share: own[0] });
      expect([...single.probability(few)]).toEqual([...own]);
    }
    const none = learnVerdicts(matrixOf([]), new Uint8Array(0), { seed: 1, folds: 5 });
    expect(none.score(matrixOf([]))).toHaveLength(0);
  });

  it("survives missing values, constant columns and copies", () => {
    const odd = matrixOf([
      [Number.NaN, 1, 7],
      [2, Number.POSITIVE_INFINITY, 7],
      ...Array.from({ length: 10 }, () => [1, 1, 7]),
    ]);
    const verdicts = Uint8Array.from({ length: 12 }, (_, row) => (row < 3 ? 1 : 0));
    for (const value of learnVerdicts(odd, verdicts, { seed: 2, folds: 3 }).probability(odd)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });
});

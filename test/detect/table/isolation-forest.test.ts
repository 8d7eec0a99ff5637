import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isolationForest } from "../../../src/detect/table/isolation-forest.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { matrixOf } from "../../../src/stats/linear/matrix.ts";

// Made by isolation-forest.py with scikit-learn 1.2.1: scores of the first 20 rows of a table and of the judged ones.
const { tables, forests } = JSON.parse(
  readFileSync(new URL("isolation-forest.json", import.meta.url), "utf8"),
) as {
  tables: Record<string, { rows: number[][]; judged: number[][] }>;
  forests: readonly {
    readonly table: string;
    readonly trees: number;
    readonly rowsPerTree: number;
    readonly seed: number;
    readonly scores: readonly number[];
  }[];
};

describe("a seed gives scikit-learn's forest", () => {
  it.each(forests)(
    "table $table, $trees trees of $rowsPerTree rows, seed $seed",
    ({ table, trees, rowsPerTree, seed, scores }) => {
      const { rows, judged } = tables[table]!;
      const { values } = resolveSettings(isolationForest.settings, { trees, rowsPerTree });
      const model = isolationForest.fit(matrixOf(rows), values, seed);
      const ours = model.score(matrixOf([...rows.slice(0, 20), ...judged]));
      expect(ours).toHaveLength(scores.length);
      scores.forEach((score, row) => expect(ours[row]).toBeCloseTo(score, 14));
    },
  );

  it("a single row makes every row ordinary", () => {
    const { values } = resolveSettings(isolationForest.settings, {});
    const model = isolationForest.fit(matrixOf([[1, 2]]), values, 1);
    expect([
      ...model.score(
        matrixOf([
          [1, 2],
          [9, 9],
        ]),
      ),
    ]).toEqual([0.5, 0.5]);
  });

  it("takes seeds that scikit-learn refuses", () => {
    const { values } = resolveSettings(isolationForest.settings, { trees: 5 });
    const { rows } = tables["mixed"]!;
    for (const seed of [-1, 0.5, 2 ** 40]) {
      const once = isolationForest.fit(matrixOf(rows), values, seed).score(matrixOf(rows));
      const again = isolationForest.fit(matrixOf(rows), values, seed).score(matrixOf(rows));
      expect(again).toEqual(once);
    }
  });
});

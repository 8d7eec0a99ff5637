import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isolationForest, usualDepth } from "../../../src/detect/table/isolation-forest.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { matrixOf } from "../../../src/stats/linear/matrix.ts";

// Made by isolation-forest.py with scikit-learn 1.2.1: mean depth of each row, and its standard error.
const { trees, rowsPerTree, tables } = JSON.parse(
  readFileSync(new URL("isolation-forest.json", import.meta.url), "utf8"),
) as {
  trees: number;
  rowsPerTree: number;
  tables: Record<
    string,
    { rows: number[][]; judged: number[][]; depths: number[]; errors: number[] }
  >;
};

describe("trees are drawn as scikit-learn draws them", () => {
  it.each(Object.entries(tables))(
    "every row of the table %s lies as deep on average, within the error of as many trees",
    (_, { rows, judged, depths, errors }) => {
      const given = { trees: 1_000, rowsPerTree };
      const { values } = resolveSettings(isolationForest.settings, given);
      const queries = matrixOf([...rows, ...judged]);
      const forests = trees / given.trees;
      const means = new Float64Array(queries.rows);
      for (let seed = 0; seed < forests; seed++) {
        const scores = isolationForest.fit(matrixOf(rows), values, seed).score(queries);
        // The score is 2^(−mean depth ÷ usual depth).
        scores.forEach((score, row) => {
          means[row]! += (-Math.log2(score) * usualDepth(rowsPerTree)) / forests;
        });
      }
      // Both sides have the error of as many trees.
      const deviations = Array.from(means, (mean, row) => {
        return (mean - depths[row]!) / (Math.SQRT2 * errors[row]!);
      });
      const squares = deviations.reduce((sum, one) => sum + one ** 2, 0);
      expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(4.5);
      expect(Math.sqrt(squares / deviations.length)).toBeLessThan(1.5);
      expect(Math.max(...depths) - Math.min(...depths)).toBeGreaterThan(2);
    },
  );
});

import { fitLogistic, logisticScores } from "../../stats/learn/logistic-regression.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import { aucRocScore } from "../quality/ranking-curves.ts";
import { scoreGroupsOf } from "../quality/score-groups.ts";
import type { Score } from "../quality/score.ts";

/**
 * How well current embeddings can be told from those of the reference: area under the ROC curve of a
 * logistic regression, each half of the rows scored by the model of the other; 0.5 where nothing changed.
 * For dense rows of tens of columns, where trees are slow and see little. Standard error: DeLong's times
 * √2, because halves that learn from each other err together (1.39 to 1.40 measured over 120 pairs without a
 * change, 60 to 600 rows a side).
 *
 * @param of.reference n × d without NaN
 * @param of.current   m × d without NaN
 * @returns undefined (NaN) with fewer than 50 rows on a side
 * Cost O((n + m) d²) for each of about ten steps. Source: Lopez-Paz and Oquab 2017.
 */
export function embeddingDrift(of: {
  readonly reference: Matrix;
  readonly current: Matrix;
}): Score {
  const { reference, current } = of;
  const total = reference.rows + current.rows;
  if (Math.min(reference.rows, current.rows) < 50) {
    return { value: Number.NaN, count: total, standardError: Number.NaN };
  }
  const values = new Float64Array(reference.values.length + current.values.length);
  values.set(reference.values);
  values.set(current.values, reference.values.length);
  const all: Matrix = { values, rows: total, columns: reference.columns };
  const isCurrent = (row: number): number => (row < reference.rows ? 0 : 1);
  const rows = Array.from({ length: total }, (_, row) => row);
  const scores = new Float64Array(total);
  for (const parity of [0, 1]) {
    const inside = rows.filter((row) => row % 2 === parity);
    const outside = rows.filter((row) => row % 2 !== parity);
    // A tenth of the rows as ridge: half of the columns are noise to every question.
    const model = fitLogistic(
      { rows: takeRows(all, inside), targets: inside.map(isCurrent) },
      0.1 * inside.length,
    );
    logisticScores(model, takeRows(all, outside)).forEach((score, index) => {
      scores[outside[index] ?? 0] = score;
    });
  }
  const found = aucRocScore(scoreGroupsOf({ positives: rows.map(isCurrent), scores }));
  return { ...found, standardError: found.standardError * Math.SQRT2 };
}

import { boostedScores, fitBoosting } from "../../stats/learn/gradient-boosting.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { aucRocScore } from "../quality/ranking-curves.ts";
import { scoreGroupsOf } from "../quality/score-groups.ts";
import type { Score } from "../quality/score.ts";

const parts = 5;

/**
 * How well a classifier tells current rows from reference rows it has not seen: 0.5 where nothing
 * changed, 1 where it always can. Sees changes of several columns together that none shows alone.
 *
 * Five-fold cross-validation of 50 boosted trees of depth 3, folds drawn at random. NaN may stand in the
 * rows. Standard error: DeLong's, the folds' models taken for one.
 *
 * @param of.reference n × d
 * @param of.current   m × d
 * @returns undefined (NaN) with fewer than ten rows on a side
 * Cost O(250 × depth × (n + m) × d). Source: Lopez-Paz and Oquab 2017.
 */
export function domainClassifierScore(
  of: { readonly reference: Matrix; readonly current: Matrix },
  random: Random,
): Score {
  const { reference, current } = of;
  const total = reference.rows + current.rows;
  if (Math.min(reference.rows, current.rows) < 10) {
    return { value: Number.NaN, count: total, standardError: Number.NaN };
  }
  const values = new Float64Array(reference.values.length + current.values.length);
  values.set(reference.values);
  values.set(current.values, reference.values.length);
  const rows: Matrix = { values, rows: total, columns: reference.columns };
  const isCurrent = (row: number): number => (row < reference.rows ? 0 : 1);
  const fold = Uint8Array.from({ length: total }, () => random.integer(parts));
  const scores = new Float64Array(total);
  for (let part = 0; part < parts; part++) {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let row = 0; row < total; row++) (fold[row] === part ? outside : inside).push(row);
    const model = fitBoosting(
      { rows: takeRows(rows, inside), targets: inside.map(isCurrent) },
      { loss: "logistic", trees: 50, random },
    );
    boostedScores(model, takeRows(rows, outside)).forEach((score, index) => {
      scores[outside[index] ?? 0] = score;
    });
  }
  const positives = Array.from({ length: total }, (_, row) => isCurrent(row));
  return aucRocScore(scoreGroupsOf({ positives, scores }));
}

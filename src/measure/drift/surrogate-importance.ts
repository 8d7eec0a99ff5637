import { boostedScores, fitBoosting } from "../../stats/learn/gradient-boosting.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";

/**
 * How much each column matters for a model's output, by a surrogate: boosted trees learn the output from
 * the columns, then each column is shuffled and the loss of explained variance is taken. Drift is ranked
 * by it.
 *
 * @param of.rows    n × d; NaN may stand in it
 * @param of.outputs length n: predicted numbers, scores, or 1 for the predicted class
 * @returns length d, each 0 to 1, the greatest 1; all 0 where nothing explains the output
 * Cost one fit of 60 trees and d × trees lookups a row. Source: Breiman 2001; Fisher, Rudin and Dominici
 * 2019.
 */
export function surrogateImportance(
  of: { readonly rows: Matrix; readonly outputs: ArrayLike<number> },
  random: Random,
): Float64Array {
  const { rows, outputs } = of;
  const model = fitBoosting({ rows, targets: outputs }, { loss: "squared", trees: 60, random });
  const lossOf = (values: Float64Array): number => {
    const found = boostedScores(model, { ...rows, values });
    return found.reduce((sum, one, row) => sum + (one - (outputs[row] ?? 0)) ** 2, 0);
  };
  const base = lossOf(rows.values);
  const gains = Float64Array.from({ length: rows.columns }, (_, column) => {
    const shuffled = Float64Array.from(rows.values);
    for (let row = rows.rows - 1; row > 0; row--) {
      const [own, other] = [
        row * rows.columns + column,
        random.integer(row + 1) * rows.columns + column,
      ];
      const value = shuffled[own] ?? 0;
      shuffled[own] = shuffled[other] ?? 0;
      shuffled[other] = value;
    }
    return Math.max(0, lossOf(shuffled) - base);
  });
  const most = gains.reduce((max, gain) => Math.max(max, gain), 0);
  return gains.map((gain) => (most > 0 ? gain / most : 0));
}

import { noScore, type Score } from "./score.ts";

/**
 * A score of sums over rows, such as BLEU of a corpus, with the standard error that leaving out each row in turn gives.
 *
 * @param rows    what each row adds to each sum, all of one length
 * @param scoreOf the score of the sums; it may be undefined (NaN)
 * Cost O(rows · sums). Source: Tukey's jackknife, Efron and Stein 1981: sqrt((n - 1) / n Σ (score without i - their mean)²).
 */
export function jackknifeScore(
  rows: readonly (readonly number[])[],
  scoreOf: (sums: readonly number[]) => number,
): Score {
  const count = rows.length;
  const [first] = rows;
  if (first === undefined) return noScore;
  const sums = first.map((_, place) => rows.reduce((sum, row) => sum + (row[place] ?? 0), 0));
  const without = rows.map((row) => scoreOf(sums.map((sum, place) => sum - (row[place] ?? 0))));
  const mean = without.reduce((sum, score) => sum + score, 0) / count;
  const squares = without.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const standardError = count < 2 ? Number.NaN : Math.sqrt(((count - 1) / count) * squares);
  return { value: scoreOf(sums), count, standardError };
}

import type { Random } from "../../stats/random.ts";

/**
 * Standard error of any score by the bootstrap: the spread of the score over samples drawn with putting
 * back from the rows.
 *
 * @param of.rows   number of rows
 * @param of.score  the score of the rows at these indexes; NaN (a sample without one class) is left out
 * @param of.rounds samples drawn; 200 give the error to about 5 %
 * @returns NaN where fewer than two samples have a score
 * Cost `rounds` times that of the score. Source: Efron 1979.
 */
export function bootstrapError(of: {
  readonly rows: number;
  readonly score: (indexes: Uint32Array) => number;
  readonly random: Random;
  readonly rounds?: number;
}): number {
  const { rows, score, random, rounds = 200 } = of;
  let [count, mean, deviations] = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    const value = score(Uint32Array.from({ length: rows }, () => random.integer(rows)));
    if (Number.isNaN(value)) continue;
    count++;
    const delta = value - mean;
    mean += delta / count;
    deviations += delta * (value - mean);
  }
  return count < 2 ? Number.NaN : Math.sqrt(deviations / (count - 1));
}

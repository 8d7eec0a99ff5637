import { boostedScores, fitBoosting } from "../../stats/learn/gradient-boosting.ts";
import { type Matrix, takeRows } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";

const trees = 60;
/** Orders of the features tried per row, each against another usual row. */
const samples = 40;

/**
 * How much each feature of some rows speaks for a wrong answer: boosted trees learn from all rows where the model is
 * wrong, then each row's probability is shared among its features by Shapley values, estimated by sampling. A row's
 * contributions add up to its probability less that of the usual rows drawn, so that they can be read as "because of".
 *
 * @param of.rows  n × d, texts as codes; NaN is allowed
 * @param of.wrong length n, 0 or 1
 * @param of.told  rows to explain
 * @returns a list of d numbers for each row told; all 0 where nothing can be learned
 * Cost one fit and told × samples × d predictions. Source: Strumbelj and Kononenko 2014, algorithm 2.
 */
export function contributionsOf(
  of: {
    readonly rows: Matrix;
    readonly wrong: ArrayLike<number>;
    readonly told: readonly number[];
  },
  random: Random,
): readonly Float64Array[] {
  const { rows, wrong, told } = of;
  const model = fitBoosting({ rows, targets: wrong }, { loss: "logistic", trees, random });
  const { columns } = rows;
  return told.map((row) => {
    const sums = new Float64Array(columns);
    if (rows.rows < 2 || columns === 0) return sums;
    const own = takeRows(rows, [row]).values;
    for (let sample = 0; sample < samples; sample++) {
      const other = takeRows(rows, [random.integer(rows.rows)]).values;
      addOrder({ own, other, order: shuffled(columns, random) }, model, sums);
    }
    return sums.map((sum) => sum / samples);
  });
}

/** Turns the other row into the own one feature by feature, and notes what each step adds. */
function addOrder(
  of: {
    readonly own: Float64Array;
    readonly other: Float64Array;
    readonly order: readonly number[];
  },
  model: ReturnType<typeof fitBoosting>,
  sums: Float64Array,
): void {
  const { own, other, order } = of;
  const columns = order.length;
  // One row per step, the first is the other row as it is.
  const steps = new Float64Array((columns + 1) * columns);
  const current = Float64Array.from(other);
  steps.set(current, 0);
  order.forEach((column, step) => {
    current[column] = own[column] ?? Number.NaN;
    steps.set(current, (step + 1) * columns);
  });
  const scores = boostedScores(model, { values: steps, rows: columns + 1, columns });
  order.forEach((column, step) => {
    const added = chance(scores[step + 1] ?? 0) - chance(scores[step] ?? 0);
    sums[column] = (sums[column] ?? 0) + added;
  });
}

function chance(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function shuffled(count: number, random: Random): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let at = count - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

/**
 * A confusion matrix reduced to what precision, recall and F1 need, one entry per class that occurs as a
 * truth or as an output, in order of name.
 */
export interface ConfusionCounts {
  readonly classes: readonly string[];
  /** Rows with this class as truth and as output. */
  readonly hits: readonly number[];
  /** Rows with this class as truth. */
  readonly truths: readonly number[];
  /** Rows with this class as output. */
  readonly outputs: readonly number[];
  readonly total: number;
  /** Every cell that is not empty: indexes of truth and output, and its rows. */
  readonly cells: readonly (readonly [truth: number, output: number, count: number])[];
}

/** Counts a matrix given as truth → output → rows. */
export function countConfusion(
  confusion: ReadonlyMap<string, ReadonlyMap<string, number>>,
): ConfusionCounts {
  const names = new Set<string>();
  for (const [truth, outputs] of confusion) {
    for (const [output, count] of outputs) {
      if (count > 0) names.add(truth).add(output);
    }
  }
  const classes = [...names].sort();
  const indexes = new Map(classes.map((name, index) => [name, index]));
  const hits = classes.map(() => 0);
  const truths = classes.map(() => 0);
  const outputs = classes.map(() => 0);
  const cells: (readonly [number, number, number])[] = [];
  let total = 0;
  for (const [truthName, row] of confusion) {
    for (const [outputName, count] of row) {
      const truth = indexes.get(truthName);
      const output = indexes.get(outputName);
      if (truth === undefined || output === undefined || !(count > 0)) continue;
      truths[truth] = (truths[truth] ?? 0) + count;
      outputs[output] = (outputs[output] ?? 0) + count;
      if (truth === output) hits[truth] = (hits[truth] ?? 0) + count;
      cells.push([truth, output, count]);
      total += count;
    }
  }
  return { classes, hits, truths, outputs, total, cells };
}

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

/**
 * Counts pairs of truth and output. Rows whose truth or output is null, undefined or NaN are left out.
 * Numbers and truths count by their text.
 *
 * @param rows.weights how often each row counts, >= 0; once where absent
 */
export function confusionOf(rows: {
  readonly truths: ArrayLike<ClassValue>;
  readonly outputs: ArrayLike<ClassValue>;
  readonly weights?: ArrayLike<number> | undefined;
}): ConfusionCounts {
  const { truths, outputs, weights } = rows;
  const confusion = new Map<string, Map<string, number>>();
  for (let row = 0; row < truths.length; row++) {
    const truth = classOf(truths[row]);
    const output = classOf(outputs[row]);
    if (truth === null || output === null) continue;
    const counts = confusion.get(truth) ?? new Map<string, number>();
    counts.set(output, (counts.get(output) ?? 0) + (weights?.[row] ?? 1));
    confusion.set(truth, counts);
  }
  return countConfusion(confusion);
}

/** What names a class. */
export type ClassValue = string | number | boolean | null | undefined;

function classOf(value: ClassValue): string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  return String(value);
}

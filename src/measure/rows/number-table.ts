import type { PredictionRow } from "../../model/signals.ts";

/** Numeric features of drawn rows, column by column; NaN where missing. */
export interface NumberTable {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Features looked at together; of more the rarer ones are left out. */
export const tableColumnsMax = 40;

/** The numeric features that most of the rows carry as a number, by name. */
export function numberNames(rows: readonly PredictionRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { featuresNumber } of rows) {
    for (const [name, value] of featuresNumber) {
      if (value !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => 2 * count > rows.length)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, tableColumnsMax)
    .map(([name]) => name)
    .toSorted();
}

/** These features of the rows; to the seven digits to which a reference is kept, so that equal values stay equal. */
export function numberTable(rows: readonly PredictionRow[], names: readonly string[]): NumberTable {
  const columns = names.map((name) =>
    Float64Array.from(rows, ({ featuresNumber }) =>
      Math.fround(featuresNumber.get(name) ?? Number.NaN),
    ),
  );
  return { names, columns };
}

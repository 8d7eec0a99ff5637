import type { Table } from "../../model/column.ts";
import type { FeatureReference } from "../../model/summary.ts";
import { driftSideOf, presentOf } from "./drift-side.ts";
import { countInBins, freezeBins } from "./frozen-bins.ts";

/**
 * Frozen summaries of training data, one a column: bins, rows per bin, missing values. No row is kept.
 * Columns of moments and columns without any value have none. Truths are the texts "true" and "false", as
 * they are when predictions come in. Cost O(n) a column.
 */
export function referenceOfTable(table: Table): readonly Omit<FeatureReference, "model">[] {
  return table.columns.flatMap((column) => {
    if (column.type === "time") return [];
    const side = driftSideOf(column);
    const bins = freezeBins(side);
    if (bins === null) return [];
    return [
      {
        feature: column.name,
        bins,
        histogram: [...countInBins(side, bins)],
        count: presentOf(side) + side.missing,
        nulls: side.missing,
        importance: null,
      },
    ];
  });
}

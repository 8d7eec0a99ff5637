import type { Column } from "../../model/column.ts";
import type { FeatureBins } from "../../model/summary.ts";
import { countByEdges } from "../../stats/count-by-edges.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { numberEdges } from "../reference.ts";
import { type CategorySide, type DriftSide, driftSideOf, type NumberSide } from "./drift-side.ts";

const deciles = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

// Categories that get a bin of their own; rarer ones and unseen ones share the last.
const categoriesMax = 30;

/**
 * Bins frozen on a reference: its deciles, or its most frequent categories. What comes later never moves
 * them. Null where the reference is empty.
 */
export function freezeBins(reference: DriftSide): FeatureBins | null {
  if (reference.kind === "numbers") {
    if (reference.sorted.length === 0) return null;
    const quantiles = deciles.map((p) => quantileSorted(reference.sorted, p));
    return { type: "number", edges: numberEdges(quantiles) };
  }
  if (reference.present === 0) return null;
  const frequent = [...reference.counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, categoriesMax);
  return { type: "text", categories: frequent.map(([name]) => name) };
}

/** Rows per bin, in the order that {@link FeatureBins} and feature histograms have. */
export function countInBins(side: DriftSide, bins: FeatureBins): Float64Array {
  if (bins.type === "number") return side.kind === "numbers" ? numbersIn(side, bins.edges) : none;
  return side.kind === "categories" ? categoriesIn(side, bins.categories) : none;
}

const none = new Float64Array(0);

function numbersIn({ sorted }: NumberSide, edges: readonly number[]): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  let before = 0;
  edges.forEach((edge, bin) => {
    const upTo = countUpTo(sorted, edge);
    counts[bin] = upTo - before;
    before = upTo;
  });
  counts[edges.length] = sorted.length - before;
  return counts;
}

// Values at most the edge, by bisection.
function countUpTo(sorted: Float64Array, edge: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

function categoriesIn(side: CategorySide, categories: readonly string[]): Float64Array {
  const counts = new Float64Array(categories.length + 1);
  let known = 0;
  categories.forEach((name, bin) => {
    counts[bin] = side.counts.get(name) ?? 0;
    known += counts[bin] ?? 0;
  });
  counts[categories.length] = side.present - known;
  return counts;
}

/**
 * Rows per bin of a column as it is, without the sort that a side needs: for where nothing but a distance
 * over frozen bins is asked. Null where the bins are not of the column's type.
 */
export function countColumnInBins(column: Column, bins: FeatureBins): Float64Array | null {
  if (bins.type === "text") {
    const side = column.type === "text" || column.type === "boolean" ? driftSideOf(column) : null;
    return side?.kind === "categories" ? categoriesIn(side, bins.categories) : null;
  }
  if (column.type !== "number" && column.type !== "time") return null;
  const isNull = column.nullCount > 0 ? column.isNull : undefined;
  return countByEdges(column.values, bins.edges, isNull);
}

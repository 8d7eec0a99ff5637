import type { FeatureReference } from "../../model/summary.ts";
import type { Predicate } from "./slice.ts";

/**
 * The most rows of a reference for which all predicates can hold, as a share: the least of their single shares.
 *
 * @param references feature → its frozen histogram
 * @returns in [0, 1]; null where no predicate is of a feature with a reference
 * Cost O(predicates x bins). Never throws.
 */
export function referenceShare(
  predicates: readonly Predicate[],
  references: ReadonlyMap<string, FeatureReference>,
): number | null {
  let least: number | null = null;
  for (const { column, value } of predicates) {
    const reference = references.get(column);
    const share = reference ? shareOf(reference, value) : null;
    if (share !== null && (least === null || share < least)) least = share;
  }
  return least;
}

function shareOf({ bins, histogram }: FeatureReference, value: string): number | null {
  const all = histogram.reduce((sum, count) => sum + count, 0);
  if (!(all > 0)) return null;
  if (bins.type === "text") {
    const index = bins.categories.indexOf(value);
    // Rarer values share the last bin.
    return (histogram[index < 0 ? bins.categories.length : index] ?? 0) / all;
  }
  const range = rangeOf(value);
  if (range === null) return null;
  const rows = histogram.reduce(
    (sum, count, bin) => sum + count * overlap(range, bins.edges[bin - 1], bins.edges[bin]),
    0,
  );
  return rows / all;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** "<= 3", "3 to 7" and "> 7"; null for a single value, of which bins tell nothing. */
function rangeOf(value: string): Range | null {
  const single = /^(<=|>) (\S+)$/.exec(value);
  const [low, high] = value.split(" to ");
  const range = single
    ? single[1] === "<="
      ? { from: -Infinity, to: Number(single[2]) }
      : { from: Number(single[2]), to: Infinity }
    : high === undefined
      ? null
      : { from: Number(low), to: Number(high) };
  return range && !Number.isNaN(range.from) && !Number.isNaN(range.to) ? range : null;
}

/** Share of a bin's rows that lie in a range, as if they lay evenly; open bins count whole where they touch it. */
function overlap(range: Range, low = -Infinity, high = Infinity): number {
  const from = Math.max(range.from, low);
  const to = Math.min(range.to, high);
  if (to < from || (to === from && high > low)) return 0;
  const width = high - low;
  return Number.isFinite(width) && width > 0 ? (to - from) / width : 1;
}

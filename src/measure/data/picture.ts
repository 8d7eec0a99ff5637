import type { Picture } from "../../model/report.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import type { ColumnProfile } from "./profile.ts";

const binCount = 24;
const barCount = 12;
// Few whole numbers are drawn as bars of their own.
const distinctMax = 12;

/** The picture of a column on both sides, null where one has no values. */
export function pictureOf(reference: ColumnProfile, current: ColumnProfile): Picture | null {
  if (reference.presentCount === 0 && current.presentCount === 0) return null;
  if (reference.sorted !== null && current.sorted !== null) {
    const isFew = Math.max(reference.distinctCount, current.distinctCount) <= distinctMax;
    if (isFew && reference.column.type === "number") {
      return bars(countsOf(reference.sorted), countsOf(current.sorted), true);
    }
    return histogram(reference.sorted, current.sorted, reference.column.type === "time");
  }
  if (reference.counts === null || current.counts === null) return null;
  return bars(reference.counts, current.counts, false);
}

/**
 * Bins of equal width over the middle 99 % of the reference and 80 % of the current values, so that a
 * few far ones do not press the rest into one bin; the outer bins hold the tails.
 */
function histogram(known: Float64Array, values: Float64Array, isTime: boolean): Picture {
  const [a, b] = known.length > 0 ? [known, values] : [values, known];
  const at = (share: number, of: number) =>
    b.length > 0 ? [quantileSorted(a, share), quantileSorted(b, of)] : [quantileSorted(a, share)];
  const low = Math.min(...at(0.005, 0.1));
  const high = Math.max(...at(0.995, 0.9));
  // Infinities and a single value get a width that can be drawn.
  const from = Number.isFinite(low) ? low : -1e9;
  const to = Number.isFinite(high) ? high : 1e9;
  const width = to > from ? (to - from) / binCount : Math.max(Math.abs(from), 1) / binCount;
  const start = to > from ? from : from - (width * binCount) / 2;
  const edges = Array.from({ length: binCount + 1 }, (_, index) => start + index * width);
  const shares = (sorted: Float64Array) => {
    const bins = Array.from({ length: binCount }, () => 0);
    for (const value of sorted) {
      const bin = Math.min(binCount - 1, Math.max(0, Math.floor((value - start) / width)));
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    return bins.map((count) => count / Math.max(1, sorted.length));
  };
  return { kind: "histogram", edges, isTime, reference: shares(known), current: shares(values) };
}

function countsOf(sorted: Float64Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of sorted) {
    const name = String(value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The commonest categories of the reference, then new ones, the rest together as "…". */
function bars(
  known: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  isNumeric: boolean,
): Picture {
  const total = (map: ReadonlyMap<string, number>) =>
    Math.max(
      1,
      [...map.values()].reduce((sum, count) => sum + count, 0),
    );
  const sizes = { known: total(known), counts: total(counts) };
  const weight = (name: string) =>
    (known.get(name) ?? 0) / sizes.known + (counts.get(name) ?? 0) / sizes.counts;
  const names = [...new Set([...known.keys(), ...counts.keys()])].toSorted(
    (a, b) => weight(b) - weight(a),
  );
  const shown = names.slice(0, barCount);
  if (isNumeric) shown.sort((a, b) => Number(a) - Number(b));
  const shares = (map: ReadonlyMap<string, number>, size: number) => {
    const values = shown.map((name) => (map.get(name) ?? 0) / size);
    const rest = 1 - values.reduce((sum, value) => sum + value, 0);
    return names.length > shown.length ? [...values, Math.max(0, rest)] : values;
  };
  const labels = shown.map((name) => (name.length > 40 ? `${name.slice(0, 39)}…` : name));
  return {
    kind: "bars",
    labels: names.length > shown.length ? [...labels, "…"] : labels,
    reference: shares(known, sizes.known),
    current: shares(counts, sizes.counts),
  };
}

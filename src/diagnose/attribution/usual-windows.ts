/** Counts of one stretch of time per leaf: the bad ones among all. */
export interface LeafCounts {
  /** >= 0, at most `all`. */
  readonly bad: Float64Array;
  readonly all: Float64Array;
}

// A window is unusual where its ratio is over twice that of the usual ones, by more than three standard deviations
// of a Poisson count. Factors from 1.3 to 3 find as many causes of the incidents of a video service.
const factorMax = 2;
const deviationsMax = 3;

/**
 * The windows whose ratio over all leaves is usual: an outbreak shortly before, or the beginning of the very rise that
 * is asked about, would make what rose look as if it had always been so. The calmer half is usual; the others follow
 * from low to high until one stands out.
 *
 * @param windows in any order; their order is kept
 * @returns at least one where there is one. Cost O(windows x leaves). Never throws.
 */
export function usualWindows(windows: readonly LeafCounts[]): readonly LeafCounts[] {
  const totals = windows.map(({ bad, all }, index) => {
    const [badSum, allSum] = [sumOf(bad), sumOf(all)];
    return { index, bad: badSum, all: allSum, ratio: badSum / Math.max(allSum, 1) };
  });
  const byRatio = totals.toSorted((a, b) => a.ratio - b.ratio);
  const usual = new Set<number>();
  let [bad, all] = [0, 0];
  for (const [place, window] of byRatio.entries()) {
    const ratio = (bad + 1) / (all + 1);
    const excess = window.bad - ratio * window.all;
    const isOutbreak =
      place >= windows.length / 2 &&
      window.ratio > factorMax * ratio &&
      excess > deviationsMax * Math.sqrt(ratio * window.all);
    if (isOutbreak) break;
    usual.add(window.index);
    bad += window.bad;
    all += window.all;
  }
  return windows.filter((_, index) => usual.has(index));
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

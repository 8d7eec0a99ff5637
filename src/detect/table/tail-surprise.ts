import { countBelow, countUpTo } from "./sorted-count.ts";

/**
 * Turns scores into surprises, −ln of the share of the reference that is as unusual, so that scores of different units
 * can be added up. Within the reference the share is a rank (ties count half); beyond its largest score the surprise
 * goes on as the logarithm of the distance, in units of the mean excess over the reference's 90 % quantile: a Pareto tail.
 *
 * @param reference scores of the reference's rows, each as though it were new; any unit; not changed
 * @returns a function of a score, rising, from about 0 to ln(2 n) within the reference; 0 for an empty reference
 * Cost O(n log n), then O(log n) a score. Source: Fisher 1932 (the sum of logarithms); Pickands 1975 (the tail).
 */
export function tailSurprise(reference: Float64Array): (score: number) => number {
  const sorted = reference.toSorted();
  const count = sorted.length;
  if (count === 0) return () => 0;
  const largest = sorted[count - 1]!;
  const unit = meanExcess(sorted);
  return (score) => {
    const below = countBelow(sorted, score);
    const equal = countUpTo(sorted, score) - below;
    const asUnusual = count - below - equal / 2;
    const within = -Math.log((asUnusual + 0.5) / (count + 1));
    return score > largest ? within + Math.log1p((score - largest) / unit) : within;
  };
}

function meanExcess(sorted: Float64Array): number {
  const limit = sorted[Math.floor(0.9 * (sorted.length - 1))]!;
  let sum = 0;
  let count = 0;
  for (let index = sorted.length - 1; index >= 0 && sorted[index]! > limit; index--) {
    sum += sorted[index]! - limit;
    count++;
  }
  // Equal scores have no excess; then any step beyond is large.
  return Math.max(count === 0 ? 0 : sum / count, 1e-9 * (1 + Math.abs(limit)));
}

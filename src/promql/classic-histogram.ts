/** One bucket of a classic histogram: observations of at most `upper`, cumulative. */
export interface Bucket {
  readonly upper: number;
  readonly count: number;
}

// Differences below this share are rounding, not a broken histogram.
const smallDelta = 1e-12;

/**
 * Quantile of a classic histogram, linear within a bucket.
 *
 * @param unsorted buckets in any order; needs one for +Inf and one more, else NaN
 * @returns the value, and whether counts that fall had to be lifted
 * Source: Prometheus 3 `promql/quantile.go`, BucketQuantile.
 */
export function bucketQuantile(
  probability: number,
  unsorted: readonly Bucket[],
): { readonly value: number; readonly wasRepaired: boolean } {
  const none = (value: number) => ({ value, wasRepaired: false });
  if (Number.isNaN(probability)) return none(Number.NaN);
  if (probability < 0) return none(Number.NEGATIVE_INFINITY);
  if (probability > 1) return none(Number.POSITIVE_INFINITY);
  const prepared = prepare(unsorted);
  if (!prepared || prepared.buckets.length < 2) return none(Number.NaN);
  const { buckets, wasRepaired } = prepared;
  const last = buckets.length - 1;
  const observations = buckets[last]!.count;
  if (observations === 0) return none(Number.NaN);
  let rank = probability * observations;
  let index = 0;
  while (index < last && !(buckets[index]!.count >= rank)) index++;
  if (index === last) return { value: buckets[last - 1]!.upper, wasRepaired };
  const { upper } = buckets[index]!;
  if (index === 0 && upper <= 0) return { value: upper, wasRepaired };
  let { count } = buckets[index]!;
  let start = 0;
  if (index > 0) {
    start = buckets[index - 1]!.upper;
    count -= buckets[index - 1]!.count;
    rank -= buckets[index - 1]!.count;
  }
  return { value: start + (upper - start) * (rank / count), wasRepaired };
}

/**
 * Share of the observations of a classic histogram between two values, linear within a bucket.
 *
 * @returns NaN without observations, without a +Inf bucket or with a NaN bound; 0 for an empty stretch
 * Source: Prometheus 3 `promql/quantile.go`, BucketFraction.
 */
export function bucketFraction(
  bounds: { readonly lower: number; readonly upper: number },
  unsorted: readonly Bucket[],
): { readonly value: number; readonly wasRepaired: boolean } {
  const none = (value: number) => ({ value, wasRepaired: false });
  const prepared = prepare(unsorted);
  if (!prepared) return none(Number.NaN);
  const { buckets, wasRepaired } = prepared;
  const total = buckets.at(-1)!.count;
  const { lower, upper } = bounds;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return none(Number.NaN);
  if (lower >= upper) return { value: 0, wasRepaired };
  const value = (rankOf(upper, buckets, total) - rankOf(lower, buckets, total)) / total;
  return { value, wasRepaired };
}

// Observations at most `value`.
function rankOf(value: number, buckets: readonly Bucket[], total: number): number {
  let rank = 0;
  let lower = Number.NEGATIVE_INFINITY;
  // The lowest bucket of positive values is taken to start at zero.
  if (buckets[0]!.upper > 0) lower = 0;
  for (const [index, bucket] of buckets.entries()) {
    if (lower >= value) return index === 0 && value < lower ? 0 : rank;
    if (bucket.upper > value) {
      if (lower === Number.NEGATIVE_INFINITY) return bucket.count;
      return rank + ((bucket.count - rank) * (value - lower)) / (bucket.upper - lower);
    }
    rank = bucket.count;
    lower = bucket.upper;
  }
  return total;
}

// Sorted, equal bounds added up, counts made to rise. Null without a +Inf bucket.
function prepare(
  unsorted: readonly Bucket[],
): { readonly buckets: readonly Bucket[]; readonly wasRepaired: boolean } | null {
  const sorted = [...unsorted].sort((a, b) => a.upper - b.upper);
  if (sorted.at(-1)?.upper !== Number.POSITIVE_INFINITY) return null;
  const merged: Bucket[] = [];
  for (const bucket of sorted) {
    const before = merged.at(-1);
    if (before && before.upper === bucket.upper) {
      merged[merged.length - 1] = { upper: bucket.upper, count: before.count + bucket.count };
    } else merged.push(bucket);
  }
  let wasRepaired = false;
  let previous = merged[0]!.count;
  const buckets = merged.map((bucket, index) => {
    if (index === 0 || bucket.count === previous) return bucket;
    const isClose = isAlmostEqual(previous, bucket.count);
    if (isClose || bucket.count < previous) {
      if (!isClose) wasRepaired = true;
      return { upper: bucket.upper, count: previous };
    }
    previous = bucket.count;
    return bucket;
  });
  return { buckets, wasRepaired };
}

function isAlmostEqual(a: number, b: number): boolean {
  const difference = Math.abs(a - b);
  const size = Math.abs(a) + Math.abs(b);
  // Where both are next to nothing a relative difference means nothing.
  if (a === 0 || b === 0 || size < 2.2250738585072014e-308)
    return difference < smallDelta * 2.2250738585072014e-308;
  return difference / Math.min(size, Number.MAX_VALUE) < smallDelta;
}

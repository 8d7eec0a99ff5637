/**
 * Quantile as PromQL takes it: beyond [0, 1] infinite, NaN values below all others, linear in between.
 *
 * @param values any order; not changed
 * @returns NaN for no values or a NaN probability
 * Source: Prometheus 3 `promql/quantile.go`.
 * @example promQuantile(0.5, [1, 2, 3, 4]) // 2.5
 */
export function promQuantile(probability: number, values: ArrayLike<number>): number {
  if (values.length === 0 || Number.isNaN(probability)) return Number.NaN;
  if (probability < 0) return Number.NEGATIVE_INFINITY;
  if (probability > 1) return Number.POSITIVE_INFINITY;
  // Typed arrays sort NaN to the end; here it counts as smaller than any number.
  const all = Float64Array.from(values).sort();
  let nans = 0;
  while (nans < all.length && Number.isNaN(all[all.length - 1 - nans]!)) nans++;
  const at = (rank: number) => (rank < nans ? Number.NaN : all[rank - nans]!);
  const rank = probability * (all.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(all.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return at(low) * (1 - weight) + at(high) * weight;
}

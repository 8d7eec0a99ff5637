/**
 * The score that the share `contamination` of a reference's rows passes: rows above it are anomalous. It is a quantile of
 * the reference's scores and no quota of what is judged, so of judged rows none or all may pass it.
 *
 * @param fittedScores scores of the reference's own rows; with none nothing passes
 * @param contamination share of the reference taken as anomalous, 0 to 1; at 0 only what scores above all of it passes
 * @throws RangeError where contamination is not within 0 and 1
 * Cost O(n log n).
 * @example scoreLimit(Float64Array.of(1, 2, 3, 4), 0.25) // 3
 */
export function scoreLimit(fittedScores: Float64Array, contamination: number): number {
  if (!(contamination >= 0 && contamination <= 1)) {
    throw new RangeError(`contamination must be within 0 and 1, got ${contamination}`);
  }
  const sorted = fittedScores.toSorted();
  const place = Math.ceil((1 - contamination) * sorted.length) - 1;
  return sorted[Math.max(0, place)] ?? Number.POSITIVE_INFINITY;
}

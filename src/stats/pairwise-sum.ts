/**
 * Sum of a sample, added up in halves, so that rounding grows with log n and not with n. The order is NumPy's, to the
 * last bit: blocks of at most 128, eight running sums in each.
 *
 * @param values any numbers, any unit; not changed
 * @returns 0 for an empty sample
 * Cost O(n). Source: Higham 1993; NumPy's pairwise_sum.
 * @example pairwiseSum(new Float64Array([0.1, 0.2, 0.3, 0.4])) // 1
 */
export function pairwiseSum(values: Float64Array): number {
  return sumBetween(values, 0, values.length);
}

function sumBetween(values: Float64Array, start: number, end: number): number {
  const count = end - start;
  if (count > 128) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return sumBetween(values, start, start + half) + sumBetween(values, start + half, end);
  }
  if (count < 8) {
    let sum = 0;
    for (let index = start; index < end; index++) sum += values[index]!;
    return sum;
  }
  const sums = values.slice(start, start + 8);
  const whole = end - (count % 8);
  for (let index = start + 8; index < whole; index += 8) {
    for (let lane = 0; lane < 8; lane++) sums[lane]! += values[index + lane]!;
  }
  let sum =
    sums[0]! + sums[1]! + (sums[2]! + sums[3]!) + (sums[4]! + sums[5]! + (sums[6]! + sums[7]!));
  for (let index = whole; index < end; index++) sum += values[index]!;
  return sum;
}

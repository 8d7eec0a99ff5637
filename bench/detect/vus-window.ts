/**
 * The border width that TSB-AD scores a series with: the lag of the highest local maximum of the autocorrelation of its
 * first channel, 125 where there is none within 6 to 303.
 *
 * @param values the first channel; its first 20,000 rows count
 * Cost O(400 n). Source: TSB-AD 2024, `find_length_rank`.
 */
export function vusWindow(values: ArrayLike<number>): number {
  const count = Math.min(values.length, 20_000);
  let mean = 0;
  for (let row = 0; row < count; row++) mean += values[row]! / count;
  // Shape: correlation at lag 3, 4, … 400; lag 0 divides all alike and is left out.
  const correlation: number[] = [];
  for (let lag = 3; lag <= Math.min(400, count - 1); lag++) {
    let sum = 0;
    for (let row = lag; row < count; row++) {
      sum += (values[row]! - mean) * (values[row - lag]! - mean);
    }
    correlation.push(sum);
  }
  let best = -1;
  for (let index = 1; index < correlation.length - 1; index++) {
    const here = correlation[index]!;
    if (here <= correlation[index - 1]! || here <= correlation[index + 1]!) continue;
    if (best < 0 || here > correlation[best]!) best = index;
  }
  return best < 3 || best > 300 ? 125 : best + 3;
}

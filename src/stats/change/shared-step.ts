/** One moment at which many series step together. */
export interface SharedStep {
  /** Rows before this one belong to the old level; 0 where nothing stepped. */
  readonly index: number;
  /** Nats by which "two levels" beats "one level", over all series. */
  readonly gain: number;
}

/**
 * The moment at which series change level together: the split that makes "one level before, another
 * after" likeliest over all of them. Every series votes with the log of its likelihood ratio; votes under
 * ln(n), which chance alone gives, do not count, and the noise floor bounds what a single clean series
 * can say.
 *
 * @param series    equally long, n rows, any units; NaN is a gap; not changed
 * @param noise     by series: a deviation > 0 in its unit that is taken for noise whatever the values say
 * @param marginMin rows that each side must hold, >= 1
 * @returns `index` within marginMin and n - marginMin, 0 with gain 0 where no series votes
 * Cost O(series × n). Source: maximum likelihood of a change in mean (Hinkley 1970), summed over series as
 * in Zhang, Siegmund, Ji and Li 2010.
 * @example sharedStep([[0, 0, 0, 0, 9, 9, 9, 9, 9]], [0.1], 2) // { index: 4, gain: 32.0090859283 }
 */
export function sharedStep(
  series: readonly ArrayLike<number>[],
  noise: ArrayLike<number>,
  marginMin: number,
): SharedStep {
  const rows = series[0]?.length ?? 0;
  const gains = new Float64Array(rows + 1);
  for (let index = 0; index < series.length; index++) {
    addStepVotes(gains, series[index]!, { noise: noise[index]!, marginMin });
  }
  let best = 0;
  for (let split = marginMin; split <= rows - marginMin; split++) {
    if (gains[split]! > gains[best]!) best = split;
  }
  return { index: best, gain: gains[best]! };
}

/** Adds one series' vote for every split. */
function addStepVotes(
  gains: Float64Array,
  values: ArrayLike<number>,
  { noise, marginMin }: { readonly noise: number; readonly marginMin: number },
): void {
  const { count, sum, squareSum, shift } = sumsOf(values);
  if (count < 2 * marginMin || !(noise > 0)) return;
  const floor = count * noise * noise;
  const whole = Math.log(squareSum - (sum * sum) / count + floor);
  const chance = Math.log(count);
  // The logarithm is worth taking only where the vote counts.
  const restMax = Math.exp(whole - (2 * chance) / count);
  let left = 0;
  let leftSum = 0;
  const last = values.length - marginMin;
  for (let row = 0; row < last; row++) {
    const value = values[row]! - shift;
    if (Number.isFinite(value)) {
      left += 1;
      leftSum += value;
    }
    const right = count - left;
    if (row + 1 < marginMin || left === 0 || right === 0) continue;
    const rightSum = sum - leftSum;
    const rest = squareSum - (leftSum * leftSum) / left - (rightSum * rightSum) / right;
    const level = Math.max(0, rest) + floor;
    if (level >= restMax) continue;
    gains[row + 1] = gains[row + 1]! + (count / 2) * (whole - Math.log(level)) - chance;
  }
}

/** Sums about the first finite value, which keeps the digits of large levels. */
function sumsOf(values: ArrayLike<number>): {
  readonly count: number;
  readonly sum: number;
  readonly squareSum: number;
  readonly shift: number;
} {
  let shift = Number.NaN;
  let count = 0;
  let sum = 0;
  let squareSum = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isFinite(value)) continue;
    if (count === 0) shift = value;
    count += 1;
    sum += value - shift;
    squareSum += (value - shift) ** 2;
  }
  return { count, sum, squareSum, shift };
}

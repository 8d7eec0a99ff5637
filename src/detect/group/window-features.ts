/** Figures a window of one channel is described by. */
export const featureCount = 7;

/**
 * Describes a window of one channel: mean, standard deviation (population), minimum, maximum, slope times length, mean
 * and largest absolute step.
 *
 * @param values   the channel, no NaN
 * @param from     first index of the window, which lies inside `values`
 * @param size     values in it, ≥ 2
 * @param features written at `at` to `at + 6`, in the channel's unit
 * Cost O(size).
 * @example windowFeatures(Float64Array.of(1, 2, 3, 4), 0, 4, new Float32Array(7), 0) // writes 2.5, 1.118, 1, 4, 4, 1, 1
 */
export function windowFeatures(
  values: Float64Array | Float32Array,
  from: number,
  size: number,
  features: Float32Array,
  at: number,
): void {
  const first = values[from]!;
  // About the first value, so that large levels do not eat the digits of small changes.
  let [sum, squares, moment, steps, stepMax] = [0, 0, 0, 0, 0];
  let [least, most, before] = [first, first, first];
  for (let index = 0; index < size; index++) {
    const value = values[from + index]!;
    const away = value - first;
    sum += away;
    squares += away * away;
    moment += index * away;
    if (value < least) least = value;
    if (value > most) most = value;
    const step = Math.abs(value - before);
    steps += step;
    if (step > stepMax) stepMax = step;
    before = value;
  }
  const mean = sum / size;
  features[at] = first + mean;
  features[at + 1] = Math.sqrt(Math.max(0, squares / size - mean * mean));
  features[at + 2] = least;
  features[at + 3] = most;
  features[at + 4] = (12 * (moment - ((size - 1) / 2) * sum)) / (size * size - 1);
  features[at + 5] = steps / (size - 1);
  features[at + 6] = stepMax;
}

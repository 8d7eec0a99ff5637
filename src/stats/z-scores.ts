/**
 * How far each value of a sample stands from the mean, in standard deviations.
 *
 * @param values finite, any unit; not changed
 * @param options `form`: the variance divided by n ("population") or n − 1 ("sample"); `baseline`: mean
 *   and deviation from the other values ("left-out") or from all ("included"). Included, |z| cannot
 *   exceed √(n − 1) in the population form, so that small samples hide any outlier.
 * @returns as many numbers; 0 where the value is the mean of a constant baseline, ±Infinity beside it;
 *   NaN where the baseline has fewer than one value (population) or two (sample)
 * Cost O(n). Source: Shiffler 1988 (the bound); leave-one-out moments by Welford's update run backwards.
 * @example zScores([1, 2, 3, 10], { form: "population", baseline: "included" }) // [-0.8485281374238571, -0.5656854249492381, -0.28284271247461906, 1.6970562748477143]
 */
export function zScores(
  values: ArrayLike<number>,
  options: {
    readonly form: "population" | "sample";
    readonly baseline: "left-out" | "included";
  },
): Float64Array {
  const total = values.length;
  const isLeftOut = options.baseline === "left-out";
  const count = isLeftOut ? total - 1 : total;
  const divisor = options.form === "sample" ? count - 1 : count;
  let sum = 0;
  for (let index = 0; index < total; index++) sum += values[index]!;
  const mean = sum / total;
  let squares = 0;
  for (let index = 0; index < total; index++) squares += (values[index]! - mean) ** 2;
  return Float64Array.from(values, (value) => {
    if (divisor <= 0) return Number.NaN;
    const distance = value - mean;
    const others = mean - distance / (total - 1);
    const center = isLeftOut ? others : mean;
    const rest = isLeftOut ? Math.max(0, squares - distance * (value - others)) : squares;
    // Rounding of the subtraction is not a spread.
    const deviation = rest <= 1e-24 * squares ? 0 : Math.sqrt(rest / divisor);
    const away = value - center;
    return away === 0 ? 0 : away / deviation;
  });
}

/**
 * Mean and standard deviation of a few values, in two passes.
 *
 * @param values at least one, finite; at least two for the sample form, else its deviation is 0
 */
export function moments(
  values: readonly number[],
  form: "sample" | "population",
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const divisor = form === "sample" ? Math.max(1, values.length - 1) : values.length;
  return { mean, deviation: Math.sqrt(squares / divisor) };
}

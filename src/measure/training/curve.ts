/** One curve of a training run: a loss, a score, a learning rate. */
export interface Curve {
  /** Ascending. */
  readonly steps: Float64Array;
  /** Of equal length; NaN or infinite where training produced such. */
  readonly values: Float64Array;
}

/** What was found on a curve: since which step, and how large. */
export interface CurveFinding {
  readonly kind:
    | "not-a-number"
    | "divergence"
    | "plateau"
    | "over-fit"
    | "learning-rate-jump"
    | "learning-rate-zero";
  readonly step: number;
  /** Of the curve's unit, or a factor where the function says so. */
  readonly size: number;
}

/**
 * The middle of each value and those before it, up to `width`: what a curve is without its noise. Values
 * that are no finite numbers are left out; NaN where nothing else is there.
 *
 * Cost O(n · width · log width).
 * @example smoothed(new Float64Array([1, 9, 2]), 3) // [1, 5, 2]
 */
export function smoothed(values: Float64Array, width: number): Float64Array {
  return values.map((_, index) => {
    const recent = values.slice(Math.max(0, index - width + 1), index + 1).filter(Number.isFinite);
    recent.sort();
    const middle = (recent.length - 1) / 2;
    const low = recent[Math.floor(middle)] ?? NaN;
    const high = recent[Math.ceil(middle)] ?? NaN;
    return (low + high) / 2;
  });
}

/** How much a curve jumps from value to value: the middle jump, in standard deviations of noise. */
export function noiseOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  const jumps = finite.slice(1).map((value, index) => Math.abs(value - (finite[index] ?? value)));
  jumps.sort();
  // The middle of |difference of two normal values| is 0.954 standard deviations.
  return jumps.length === 0 ? 0 : (jumps[Math.floor(jumps.length / 2)] ?? 0) / 0.954;
}

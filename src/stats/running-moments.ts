/**
 * Mean and variance of a stream, exact to rounding whatever the size of the mean.
 * The three numbers are the whole state: they may be stored and given back.
 */
export interface RunningMoments {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly deviations: number;
}

/** The moments of nothing. */
export const noMoments: RunningMoments = { count: 0, mean: 0, deviations: 0 };

/**
 * The moments with one more value.
 *
 * @param value finite
 * Cost O(1). Source: Welford 1962.
 * @example addMoment({ count: 1, mean: 2, deviations: 0 }, 4) // { count: 2, mean: 3, deviations: 2 }
 */
export function addMoment(moments: RunningMoments, value: number): RunningMoments {
  const count = moments.count + 1;
  const delta = value - moments.mean;
  const mean = moments.mean + delta / count;
  return { count, mean, deviations: moments.deviations + delta * (value - mean) };
}

/**
 * The moments of two streams together, as if all values had come in one.
 *
 * Cost O(1). Source: Chan, Golub and LeVeque 1983.
 * @example mergeMoments({ count: 1, mean: 2, deviations: 0 }, { count: 1, mean: 4, deviations: 0 }) // { count: 2, mean: 3, deviations: 2 }
 */
export function mergeMoments(a: RunningMoments, b: RunningMoments): RunningMoments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    deviations: a.deviations + b.deviations + (delta * delta * a.count * b.count) / count,
  };
}

/**
 * Unbiased sample variance of a stream.
 *
 * @returns >= 0; NaN where count is below 2
 * Cost O(1). Source: Welford 1962.
 * @example varianceOfMoments({ count: 2, mean: 3, deviations: 2 }) // 2
 */
export function varianceOfMoments(moments: RunningMoments): number {
  return moments.count < 2 ? Number.NaN : moments.deviations / (moments.count - 1);
}

/** How far an earlier point was from expected, in standard deviations. */
export interface PastDeviation {
  readonly time: number;
  readonly deviation: number;
}

/** How many windows that do not overlap are judged together at most. */
const runLength = 4;

/**
 * The strongest evidence of a point and of the one to three windows before it that share no data with
 * it and each other: Σz / √k for independent windows. Correlation ρ of neighbours widens the sum to
 * k + 2Σ(k−j)ρ^j, as for a first-order autoregression. The point itself must be at half the threshold,
 * and earlier ones count at most the threshold, so that a run ends when its cause does.
 *
 * @returns signed standard deviations; at least the point's own in size
 */
export function runDeviation(input: {
  readonly time: number;
  readonly deviation: number;
  /** Oldest first. */
  readonly past: readonly PastDeviation[];
  readonly spacingMs: number;
  readonly correlation: number;
  readonly threshold: number;
}): number {
  const { deviation, past, spacingMs, correlation, threshold } = input;
  if (Math.abs(deviation) < threshold / 2) return deviation;
  let best = deviation;
  let sum = deviation;
  let before = input.time - 0.95 * spacingMs;
  let count = 1;
  for (let index = past.length - 1; index >= 0 && count < runLength; index--) {
    const earlier = past[index]!;
    if (earlier.time > before) continue;
    count += 1;
    before = earlier.time - 0.95 * spacingMs;
    sum += Math.max(-threshold, Math.min(threshold, earlier.deviation));
    const together = sum / Math.sqrt(spreadOfSum(count, correlation));
    if (Math.sign(together) === Math.sign(deviation) && Math.abs(together) > Math.abs(best)) {
      best = together;
    }
  }
  return best;
}

function spreadOfSum(count: number, correlation: number): number {
  let variance = count;
  for (let lag = 1; lag < count; lag++) variance += 2 * (count - lag) * correlation ** lag;
  return variance;
}

import type { Point } from "../../model/verdict.ts";

/**
 * How far chance alone moves this point from what is expected: a standard deviation in the value's unit.
 *
 * A share (accuracy, error rate: its standard error is √(x(1−x)/n)) is compared by the signed root of
 * the binomial deviance, since that error is 0 at x = 0 and 1 and far too large at the first few errors
 * after none: sd = |x − p| / √(2n·KL(x‖p)). Other values use the standard error they come with; none is 0.
 *
 * @param expected what the point is compared with; for shares in [0, 1]
 * @param expectedCount rows the expectation rests on; keeps it off 0 and 1 by half a row
 * Source: McCullagh and Nelder 1989, section 2.4 (deviance residuals).
 */
export function samplingDeviation(point: Point, expected: number, expectedCount: number): number {
  const given = finiteOr(point.standardError, 0);
  const count = finiteOr(point.count, 0);
  if (!isShare(point)) return given;
  const rows = Math.max(1, expectedCount);
  const share = (Math.min(1, Math.max(0, expected)) * rows + 0.5) / (rows + 1);
  const spread = Math.sqrt((share * (1 - share)) / count);
  const distance = Math.abs(point.value - share);
  // Half a row towards the expectation (continuity): one error among few is not as rare as it looks.
  const surplus = distance - 0.5 / count;
  // Next to the expectation the deviance is 0/0; the binomial standard deviation stands in.
  if (surplus < 1e-3 * spread) return Math.max(spread, distance);
  const corrected = point.value > share ? share + surplus : share - surplus;
  const deviance = 2 * count * divergence(corrected, share);
  return deviance > 0 ? distance / Math.sqrt(deviance) : spread;
}

/** Whether a point is a share of its rows, told by its standard error. */
export function isShare({ value, count, standardError }: Point): boolean {
  if (count === undefined || standardError === undefined) return false;
  if (!(count >= 1) || !(value >= 0 && value <= 1) || !Number.isFinite(count)) return false;
  const expected = (value * (1 - value)) / count;
  const given = standardError ** 2;
  // Within 5 %: some measures divide by n − 1.
  return (
    Math.abs(given - expected) <= 0.05 * expected + (count < 30 ? expected / count : 0) + 1e-15
  );
}

/** Kullback-Leibler divergence of two coins, in nats. 0·log 0 = 0. */
function divergence(x: number, p: number): number {
  const heads = x > 0 ? x * Math.log(x / p) : 0;
  const tails = x < 1 ? (1 - x) * Math.log((1 - x) / (1 - p)) : 0;
  return heads + tails;
}

function finiteOr(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : otherwise;
}

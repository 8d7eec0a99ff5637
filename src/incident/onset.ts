import type { Evaluation } from "../model/monitor.ts";
import type { TimeMs } from "../model/time.ts";

/** The part of an evaluation that dates an onset. */
export type OnsetPoint = Pick<Evaluation, "windowStart" | "windowEnd" | "value" | "expected">;

/**
 * When a symptom really began: the moment t that makes the values likeliest under "as expected before
 * t, shifted by one constant after it", with Gaussian noise. A window that t cuts is shifted by the
 * share of it after t, so overlapping windows do not smear the answer:
 * t = argmax (Σ f r)² / Σ f², with r = value − expected and f = the share of the window after t.
 *
 * @param points evaluations around the first alarm, oldest first, also quiet ones from before it
 * @param gridMs candidate moments, in ms; the answer lies on this grid
 * @returns UTC ms within the points' span; null when no point has a value and an expectation
 * Cost O(points x span / gridMs). Source: maximum likelihood for a change in mean (Hinkley 1970),
 * with the step seen through the window's moving average.
 */
export function dateOnset(points: readonly OnsetPoint[], gridMs = 5_000): TimeMs | null {
  const residuals: { start: TimeMs; end: TimeMs; residual: number }[] = [];
  for (const { windowStart, windowEnd, value, expected } of points) {
    if (value === null || expected === null || windowEnd <= windowStart) continue;
    const residual = value - expected;
    if (Number.isFinite(residual)) residuals.push({ start: windowStart, end: windowEnd, residual });
  }
  const first = residuals[0];
  const last = residuals.at(-1);
  if (first === undefined || last === undefined) return null;
  // At most 2,000 candidates, so that a long quiet stretch in front costs no more.
  const step = Math.max(gridMs, Math.ceil((last.end - first.start) / 2_000 / gridMs) * gridMs);
  let best: TimeMs = first.start;
  let bestFit = -1;
  for (let moment = Math.ceil(first.start / step) * step; moment < last.end; moment += step) {
    let product = 0;
    let weight = 0;
    for (const { start, end, residual } of residuals) {
      if (end <= moment) continue;
      const share = start >= moment ? 1 : (end - moment) / (end - start);
      product += share * residual;
      weight += share * share;
    }
    const fit = weight > 0 ? (product * product) / weight : 0;
    if (fit > bestFit) {
      bestFit = fit;
      best = moment;
    }
  }
  return best;
}

import type { Evaluation } from "../model/monitor.ts";
import type { TimeMs } from "../model/time.ts";
import { minute } from "../model/time.ts";

/** The part of an evaluation that dates an onset. */
export type OnsetPoint = Pick<
  Evaluation,
  "windowStart" | "windowEnd" | "value" | "expected" | "state"
>;

/** So many normal windows in a row separate one anomalous run from an earlier one. */
const quietWindows = 6;
/** An onset lies at most this long before the first anomalous window of its run. */
const leadMs = 5 * minute;

/**
 * When the newest anomalous run really began: the moment t that makes the values likeliest under "as
 * expected before t, shifted by one constant after it", with Gaussian noise. A window that t cuts is
 * shifted by the share of it after t, so overlapping windows do not smear the answer:
 * t = argmax (Σ f r)² / Σ f², with r = value − expected and f = the share of the window after t.
 * An earlier run, separated by six normal windows, does not count.
 *
 * @param points evaluations around the first alarm, oldest first, also quiet ones from before it
 * @param gridMs candidate moments, in ms; the answer lies on this grid
 * @returns UTC ms within the points' span; null when none is anomalous with a value and an expectation
 * Cost O(points x span / gridMs). Source: maximum likelihood for a change in mean (Hinkley 1970),
 * with the step seen through the window's moving average.
 */
export function dateOnset(points: readonly OnsetPoint[], gridMs = 5_000): TimeMs | null {
  const run = newestRun(points);
  const residuals: { start: TimeMs; end: TimeMs; residual: number }[] = [];
  for (const { windowStart, windowEnd, value, expected } of run) {
    if (value === null || expected === null || windowEnd <= windowStart) continue;
    const residual = value - expected;
    if (Number.isFinite(residual)) residuals.push({ start: windowStart, end: windowEnd, residual });
  }
  const first = residuals[0];
  const last = residuals.at(-1);
  if (first === undefined || last === undefined) return null;
  // At most 2,000 candidates, so that a long stretch costs no more.
  const step = Math.max(gridMs, Math.ceil((last.end - first.start) / 2_000 / gridMs) * gridMs);
  let best: TimeMs | null = null;
  let bestFit = 0;
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

/** The newest anomalous run with what leads up to it, without the run before. */
function newestRun(points: readonly OnsetPoint[]): readonly OnsetPoint[] {
  const last = points.findLastIndex(({ state }) => state === "anomalous");
  if (last < 0) return [];
  let begin = last;
  let quiet = 0;
  let index = last - 1;
  for (; index >= 0 && quiet < quietWindows; index--) {
    const state = points[index]?.state;
    if (state === "anomalous") {
      begin = index;
      quiet = 0;
    } else if (state === "normal") quiet += 1;
  }
  // What came before the quiet stretch belongs to the lead only while it is quiet too.
  const earlier = points.slice(0, index + 1).findLastIndex(({ state }) => state === "anomalous");
  const from = (points[begin]?.windowStart ?? 0) - leadMs;
  return points.filter(({ windowStart }, at) => at > earlier && windowStart >= from);
}

import type { TimeMs, Window } from "../../model/time.ts";

/** A stretch of a chart that was chosen, and what it is compared with. */
export interface Choice {
  readonly chosen: Window;
  /** What of it lies in `chosen` counts as chosen. */
  readonly rest: Window;
}

/** Width of a point's window where a chart has a single point. */
const aloneMs = 60_000;

/**
 * The stretch from one point of a chart to another, in either order. A point stands at the end of what it measures, so
 * the stretch begins at the point before.
 *
 * @param times ascending, UTC ms
 * @returns null without points
 */
export function stretchOf(times: readonly TimeMs[], one: number, other: number): Window | null {
  const low = Math.min(one, other);
  const first = times[low];
  const end = times[Math.max(one, other)];
  if (first === undefined || end === undefined) return null;
  const step = (times[low + 1] ?? first + aloneMs) - first;
  return { start: times[low - 1] ?? first - step, end };
}

/**
 * What a chosen stretch of a chart is compared with: all the chart shows; the time before, as long as the stretch,
 * where it was chosen whole.
 */
export function restOf(
  chosen: Window,
  shown: { readonly times: readonly TimeMs[]; readonly window?: Window | undefined },
): Window {
  const length = chosen.end - chosen.start;
  const start = shown.window?.start ?? shown.times[0] ?? chosen.start;
  const end = shown.window?.end ?? shown.times.at(-1) ?? chosen.end;
  const isWhole = chosen.start <= start && chosen.end >= end;
  return isWhole || end <= start
    ? { start: chosen.start - Math.max(1, length), end: chosen.start }
    : { start, end };
}

import type { Measurement } from "../model/measurement.ts";
import type { TimeMs } from "../model/time.ts";
import type { CaseFile } from "./probe.ts";
import { keyOf, median } from "./shift.ts";

/**
 * When a measure of a slice left its usual range for good: the start of the first two short windows in a
 * row beyond six robust deviations of the quiet stretch.
 *
 * @returns UTC ms; null when it never did or too few windows exist
 */
export function onsetOf(file: CaseFile, like: Measurement): TimeMs | null {
  const key = keyOf(like);
  const rows = file.measurementsOverTime.filter((row) => keyOf(row) === key && row.value !== null);
  const quiet = rows
    .filter((row) => row.window.end <= file.before.end)
    .map((row) => row.value ?? 0);
  if (quiet.length < 5) return null;
  const middle = median(quiet);
  const deviation = 1.4826 * median(quiet.map((value) => Math.abs(value - middle)));
  const limit = 6 * Math.max(deviation, 0.02 * Math.abs(middle), 0.005);
  let previous: Measurement | null = null;
  for (const row of rows) {
    const isOut = Math.abs((row.value ?? middle) - middle) > limit;
    if (isOut && previous) return previous.window.start;
    previous = isOut && row.window.end > file.before.end ? row : null;
  }
  return null;
}

/**
 * Whether a sign began before the incident, with it, or too late to be its cause: onsets are known to
 * about one window, so up to a minute late counts as "with".
 *
 * @param lateSeconds the sign's onset minus the incident's, in seconds
 */
export function orderOf(lateSeconds: number): "first" | "together" | "later" {
  if (lateSeconds <= -5) return "first";
  return lateSeconds <= 60 ? "together" : "later";
}

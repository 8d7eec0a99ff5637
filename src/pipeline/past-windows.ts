import type { DriftOptions } from "../model/drift-report.ts";
import { day, hour, type Window } from "../model/time.ts";

const seasons = { day: 7, week: 8 } as const;

/**
 * The hours of the past that are drawn from, the newest first: of a sliding reference at most 24, spread so that they
 * fall on other hours of the day, of a seasonal one the same hour of each season before.
 */
export function pastWindows(
  window: Window,
  { slidingDays, season }: Pick<DriftOptions, "slidingDays" | "season">,
  kind: DriftOptions["reference"],
): readonly Window[] {
  const before = (ms: number): Window => ({ start: window.start - ms, end: window.end - ms });
  if (kind === "seasonal") {
    const stepMs = season === "day" ? day : 7 * day;
    return Array.from({ length: seasons[season] }, (_, index) => before((index + 1) * stepMs));
  }
  // Steps that share no divisor with a day's hours come to another hour of it each time.
  let step = Math.max(1, Math.floor(slidingDays));
  while (step % 2 === 0 || step % 3 === 0) step++;
  const count = Math.max(1, Math.floor((slidingDays * 24) / step));
  return Array.from({ length: Math.min(24, count) }, (_, index) =>
    before((index * step + 1) * hour),
  );
}

/** From the start of the oldest to the end of the newest of such hours. */
export function spanOfPast(windows: readonly Window[]): Window {
  return { start: windows.at(-1)?.start ?? 0, end: windows[0]?.end ?? 0 };
}

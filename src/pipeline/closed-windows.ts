import type { Measurement } from "../model/measurement.ts";
import type { TimeMs, WindowGrid } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import type { Grids } from "./measure-windows.ts";

/** After a pause, at most this many windows are caught up one by one; older ones are skipped. */
const catchUpMax = 30;

/**
 * The windows to measure in the tick that ends at `end`: those closed since the last tick, and for
 * labelled quality also those that still wait for labels.
 */
export function closedGrids(
  loop: Pick<Loop, "settings">,
  project: Pick<ProjectState, "lastEnd" | "pendingEnd">,
  end: TimeMs,
): Grids {
  const { tickMs, windowMs } = loop.settings;
  const oldest = end - (catchUpMax - 1) * tickMs;
  const first = project.lastEnd === 0 ? end : Math.max(project.lastEnd + tickMs, oldest);
  const closed = gridBetween(first, end, tickMs, windowMs);
  const pending = Math.min(first, project.pendingEnd ?? first);
  return {
    predictions: closed,
    features: closed,
    spans: closed,
    "llm-calls": closed,
    outcomes: gridBetween(Math.max(pending, horizonEnd(loop, end)), end, tickMs, windowMs),
  };
}

/** Remembers which windows still wait for labels, and that this tick is done. */
export function settle(
  loop: Pick<Loop, "settings">,
  project: Pick<ProjectState, "lastEnd" | "pendingEnd">,
  measurements: readonly Measurement[],
  end: TimeMs,
): void {
  let pendingEnd: TimeMs | null = null;
  for (const { settled, window } of measurements) {
    if (!settled && (pendingEnd === null || window.end < pendingEnd)) pendingEnd = window.end;
  }
  project.pendingEnd = pendingEnd === null ? null : Math.max(pendingEnd, horizonEnd(loop, end));
  project.lastEnd = end;
}

/** The oldest window end that labels can still settle. */
function horizonEnd(loop: Pick<Loop, "settings">, end: TimeMs): TimeMs {
  const { tickMs, labelHorizonMs } = loop.settings;
  return end - Math.ceil(labelHorizonMs / tickMs) * tickMs;
}

function gridBetween(
  firstEnd: TimeMs,
  lastEnd: TimeMs,
  stepMs: number,
  sizeMs: number,
): WindowGrid {
  const count = Math.floor((lastEnd - firstEnd) / stepMs) + 1;
  return { firstStart: firstEnd - sizeMs, sizeMs, stepMs, count };
}

/** A moment: UTC milliseconds since 1970. Spans keep nanoseconds in columns of their own. */
export type TimeMs = number;

/** A half-open stretch of time: `start` is in it, `end` is not. UTC milliseconds. */
export interface Window {
  readonly start: TimeMs;
  readonly end: TimeMs;
}

/**
 * Equally long windows at equal steps, so that one query can answer many of them:
 * window i is [firstStart + i * stepMs, firstStart + i * stepMs + sizeMs), 0 <= i < count.
 * Windows overlap when sizeMs > stepMs and leave gaps when sizeMs < stepMs.
 */
export interface WindowGrid {
  readonly firstStart: TimeMs;
  readonly sizeMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** The window with this index of a grid. */
export function windowAt(grid: WindowGrid, index: number): Window {
  const start = grid.firstStart + index * grid.stepMs;
  return { start, end: start + grid.sizeMs };
}

/** The smallest window that holds every window of a grid. */
export function spanOf(grid: WindowGrid): Window {
  return {
    start: grid.firstStart,
    end: grid.firstStart + (grid.count - 1) * grid.stepMs + grid.sizeMs,
  };
}

/** A grid of one window. */
export function gridOf(window: Window): WindowGrid {
  const sizeMs = window.end - window.start;
  return { firstStart: window.start, sizeMs, stepMs: sizeMs, count: 1 };
}

export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

import { day, hour, minute, second } from "../../model/time.ts";
import type { TimeMs, Window } from "../../model/time.ts";

/** A stretch of time as the URL says it: the last so many milliseconds, or two fixed moments. */
export type TimeRange =
  | { readonly kind: "last"; readonly ms: number }
  | { readonly kind: "fixed"; readonly window: Window };

/** The presets of the picker, shortest first. */
export const rangePresets = ["15m", "1h", "6h", "24h", "2d", "7d", "14d", "30d"] as const;

/** What a page shows when the URL names no range. */
export const defaultRange: TimeRange = { kind: "last", ms: hour };

const unitMs: Readonly<Record<string, number>> = {
  s: second,
  m: minute,
  min: minute,
  h: hour,
  d: day,
  w: 7 * day,
};

/**
 * Reads what a person typed or a URL holds: "45m", "1.5h", "2d", "yesterday", "today", "14:00-14:30" (today, in
 * the zone of the reader; the day before when it would lie ahead of now) or two moments ("<from>..<to>", each UTC
 * milliseconds or ISO 8601).
 *
 * @param zoneOffsetMs local time minus UTC at `now`
 * @returns null when the text is none of these, or the range is empty or longer than a year
 */
export function parseTimeRange(
  text: string,
  { now, zoneOffsetMs }: { readonly now: TimeMs; readonly zoneOffsetMs: number },
): TimeRange | null {
  const trimmed = text.trim().toLowerCase();
  const span = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)$/.exec(trimmed);
  if (span !== null) {
    const ms = Number(span[1]) * (unitMs[span[2] ?? ""] ?? 0);
    return ms >= second && ms <= 366 * day ? { kind: "last", ms } : null;
  }

  const midnight = Math.floor((now + zoneOffsetMs) / day) * day - zoneOffsetMs;
  if (trimmed === "today") return fixedRange(midnight, now);
  if (trimmed === "yesterday") return fixedRange(midnight - day, midnight);

  const clock = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(trimmed);
  if (clock !== null) {
    const [startHour, startMinute, endHour, endMinute] = clock.slice(1).map(Number);
    const start = midnight + (startHour ?? 0) * hour + (startMinute ?? 0) * minute;
    const end = midnight + (endHour ?? 0) * hour + (endMinute ?? 0) * minute;
    if ((startHour ?? 24) > 23 || (endHour ?? 25) > 24) return null;
    if ((startMinute ?? 60) > 59 || (endMinute ?? 60) > 59) return null;
    return start > now ? fixedRange(start - day, end - day) : fixedRange(start, end);
  }

  const [from, to, ...rest] = text.trim().split("..");
  if (from === undefined || to === undefined || rest.length > 0) return null;
  return fixedRange(parseMoment(from), parseMoment(to));
}

/** The text of a range as the URL carries it; `parseTimeRange` reads it back to the same range. */
export function formatTimeRange(range: TimeRange): string {
  if (range.kind === "fixed") return `${range.window.start}..${range.window.end}`;
  for (const [unit, size] of [
    ["d", day],
    ["h", hour],
    ["m", minute],
  ] as const) {
    if (range.ms % size === 0 && (unit !== "d" || range.ms >= 2 * day)) {
      return `${range.ms / size}${unit}`;
    }
  }
  return `${range.ms / second}s`;
}

/** The window a range means at a moment, on a grid of 10 s so that equal views share one request. */
export function windowOf(range: TimeRange, now: TimeMs): Window {
  if (range.kind === "fixed") return range.window;
  const end = Math.ceil(now / (10 * second)) * 10 * second;
  return { start: end - range.ms, end };
}

/** The step that gives a chart about 300 points: whole seconds, at least 10 s. Milliseconds. */
export function stepFor(window: Window): number {
  const wanted = (window.end - window.start) / 300;
  const steps = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
  return (steps.find((step) => step * second >= wanted) ?? 86_400) * second;
}

function fixedRange(start: TimeMs, end: TimeMs): TimeRange | null {
  if (!(end > start) || end - start > 366 * day) return null;
  return { kind: "fixed", window: { start, end } };
}

function parseMoment(text: string): TimeMs {
  return /^\d{10,15}$/.test(text.trim()) ? Number(text.trim()) : Date.parse(text.trim());
}

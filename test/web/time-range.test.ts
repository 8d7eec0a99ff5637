import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { day, hour, minute, second } from "../../src/model/time.ts";
import {
  formatTimeRange,
  parseTimeRange,
  rangePresets,
  stepFor,
  windowOf,
} from "../../src/web/state/time-range.ts";

// 2026-05-03 14:08:20 in Shanghai (UTC+8).
const now = Date.UTC(2026, 4, 3, 6, 8, 20);
const zoneOffsetMs = 8 * hour;
const parse = (text: string) => parseTimeRange(text, { now, zoneOffsetMs });
const localDay = Date.UTC(2026, 4, 2, 16); // 3 May 00:00 in Shanghai.

describe("parseTimeRange", () => {
  it.each([
    ["45m", 45 * minute],
    ["1.5h", 1.5 * hour],
    ["2d", 2 * day],
    ["90s", 90 * second],
    ["1w", 7 * day],
    [" 15 MIN ", 15 * minute],
  ])("reads %j as a length", (text, ms) => {
    expect(parse(text)).toEqual({ kind: "last", ms });
  });

  it.each([
    ["14:00-14:05", localDay + 14 * hour, localDay + 14 * hour + 5 * minute],
    ["23:00-23:30", localDay - hour, localDay - 30 * minute],
    ["today", localDay, now],
    ["yesterday", localDay - day, localDay],
    ["2026-05-01T00:00:00Z..2026-05-02T00:00:00Z", Date.UTC(2026, 4, 1), Date.UTC(2026, 4, 2)],
  ])("reads %j as two moments in the reader's zone", (text, start, end) => {
    expect(parse(text)).toEqual({ kind: "fixed", window: { start, end } });
  });

  it.each([
    "",
    "m",
    "0m",
    "400d",
    "14:00",
    "25:00-26:00",
    "14:70-15:00",
    "15:00-14:00",
    "a..b",
    "1..2..3",
  ])("refuses %j", (text) => {
    expect(parse(text)).toBeNull();
  });

  it("reads back every range it has written", () => {
    const range = fc.oneof(
      fc.integer({ min: 1, max: 366 * 86_400 }).map((seconds) => ({
        kind: "last" as const,
        ms: seconds * second,
      })),
      fc
        .tuple(fc.integer({ min: 1e12, max: 2e12 }), fc.integer({ min: 1, max: 366 * day }))
        .map(([start, size]) => ({
          kind: "fixed" as const,
          window: { start, end: start + size },
        })),
    );
    fc.assert(
      fc.property(range, (wanted) => {
        expect(parse(formatTimeRange(wanted))).toEqual(wanted);
      }),
    );
  });

  it("knows its own presets", () => {
    for (const preset of rangePresets) {
      const parsed = parse(preset);
      expect(parsed).not.toBeNull();
      if (parsed !== null) expect(formatTimeRange(parsed)).toBe(preset);
    }
  });
});

describe("windowOf and stepFor", () => {
  it("a moving window ends on the 10 s grid at or after now", () => {
    const window = windowOf({ kind: "last", ms: hour }, now + 1);
    expect(window.end % (10 * second)).toBe(0);
    expect(window.end).toBeGreaterThan(now);
    expect(window.end - window.start).toBe(hour);
  });

  it("a chart never asks for more than 400 points up to a month", () => {
    for (const ms of [minute, hour, 6 * hour, day, 7 * day, 30 * day]) {
      expect(ms / stepFor({ start: 0, end: ms })).toBeLessThanOrEqual(400);
    }
  });
});

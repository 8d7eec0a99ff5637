import type { Finding } from "../../model/report.ts";
import { hour, type TimeMs } from "../../model/time.ts";
import { findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";

/**
 * Whether the newest row is new enough: against the clock where a limit is set, otherwise against
 * the reference, than which current data should not be older.
 *
 * @param newest UTC milliseconds of the newest row of each side, NaN where there is none
 */
export function checkFreshness(
  newest: { readonly reference: TimeMs; readonly current: TimeMs; readonly now: TimeMs },
  { ageHoursMax: limit }: CheckLimits,
): Finding {
  const { reference, current, now } = newest;
  if (Number.isNaN(current)) return findingOf("freshness", "skip", "no-time");
  const age = now - current;
  const value = age / hour;
  const params = { newest: current, age, before: reference };
  if (limit > 0) {
    const isStale = value > limit;
    const details = { params: { ...params, limit: limit * hour }, value, limit };
    return findingOf("freshness", isStale ? "fail" : "pass", isStale ? "stale" : "fresh", details);
  }
  const isOlder = current < reference;
  return findingOf("freshness", isOlder ? "warn" : "pass", isOlder ? "older" : "newer", { params });
}

/** Numbers that can only be times since 1970 (seconds, milliseconds, micro-, nanoseconds), as ms. */
export function asTime(value: number): TimeMs {
  // 2001-09-09 to 2286-11-20 in each unit.
  const milliseconds = [1_000, 1, 1e-3, 1e-6].map((scale) => value * scale);
  return milliseconds.find((time) => time >= 1e12 && time < 1e13) ?? NaN;
}

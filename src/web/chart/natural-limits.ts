import type { Monitor } from "../../model/monitor.ts";

/** The limits of what was expected, as far as they say anything: null where a value could not lie beyond. */
export interface ShownLimits {
  readonly low: number | null;
  readonly high: number | null;
}

/** Units whose values are never negative. */
const positiveUnits: ReadonlySet<string> = new Set(["ms", "s", "bytes", "1/s", "tokens", "USD"]);

/** Between which values a monitor's measure can lie at all; R² is a ratio that may be negative. */
export function naturalRange(monitor: Monitor): {
  readonly bottom: number;
  readonly top: number;
} {
  const measure = monitor.watch.kind === "measure" ? monitor.watch.measure : "";
  if (measure === "r2") return { bottom: Number.NEGATIVE_INFINITY, top: 1 };
  if (monitor.unit === "ratio" || measure === "feature-jensen-shannon") {
    return { bottom: 0, top: 1 };
  }
  const bottom = positiveUnits.has(monitor.unit) ? 0 : Number.NEGATIVE_INFINITY;
  return { bottom, top: Number.POSITIVE_INFINITY };
}

/** Drops a limit beyond what is possible: "at least 79 %" says more than "79 % – 111 %". */
export function shownLimits(
  monitor: Monitor,
  limits: { readonly low: number | null; readonly high: number | null } | null,
): ShownLimits {
  if (limits === null) return { low: null, high: null };
  const { bottom, top } = naturalRange(monitor);
  return {
    low: limits.low !== null && limits.low > bottom ? limits.low : null,
    high: limits.high !== null && limits.high < top ? limits.high : null,
  };
}

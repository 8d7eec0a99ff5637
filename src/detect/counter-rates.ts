/** Where a counter stood; plain JSON. */
export interface CounterReading {
  /** UTC ms. */
  readonly time: number;
  readonly value: number;
}

/**
 * How fast a counter rose between two readings, in units per second. A fall means that it began anew from 0 in between,
 * as after a restart, so what it shows now is what it rose by at least.
 *
 * @returns ≥ 0; NaN where there is no earlier reading, a value is missing or negative, or time did not pass
 * Cost O(1). Source: the counter semantics of OpenMetrics and of Prometheus' `rate`.
 * @example counterRate({ time: 0, value: 100 }, { time: 10_000, value: 30 }) // 3
 */
export function counterRate(before: CounterReading | null, now: CounterReading): number {
  if (before === null || !(before.value >= 0) || !(now.value >= 0)) return Number.NaN;
  const seconds = (now.time - before.time) / 1_000;
  if (!(seconds > 0)) return Number.NaN;
  const rise = now.value >= before.value ? now.value - before.value : now.value;
  return rise / seconds;
}

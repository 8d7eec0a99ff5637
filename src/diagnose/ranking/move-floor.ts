import type { MetricKind } from "./metric-kind.ts";

/** A process takes or gives back so much memory by its allocator alone: buffers, caches, pools. */
const memoryMebibytes = 16;

/**
 * A move in a metric's own unit that means nothing whatever its history says: constant metrics have no
 * spread to compare with. Memory: 16 MiB, told from its unit or, without one, from values that can only
 * be bytes. Processor: a hundredth of one, where the unit is told. Errors in percent or as a share: one in two hundred.
 *
 * @returns >= 0, in the metric's unit
 */
export function moveFloorOf(kind: MetricKind, metric: string, values: Float64Array): number {
  if (kind === "memory") {
    if (/\(Mi?B?\)|mebibytes|_mb$/i.test(metric)) return memoryMebibytes;
    return largestOf(values) > 1e6 ? memoryMebibytes * 2 ** 20 : 0;
  }
  if (kind === "cpu") {
    if (/%|percent/i.test(metric)) return 1;
    return /\(m\)|milli/i.test(metric) ? 10 : 0;
  }
  if (kind === "errors") return largestOf(values) > 1.5 ? 0.5 : 0.005;
  return 0;
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let row = 0; row < values.length; row++) largest = Math.max(largest, values[row] || 0);
  return largest;
}

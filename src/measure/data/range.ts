import { type ColumnCheck, findingOf } from "./column-check.ts";

/**
 * Whether values leave the range of the reference. If nothing changed, each end is passed by k of m
 * new rows with a chance of at most (m / (n + m))^k, n being the reference's rows.
 */
export const range: ColumnCheck = {
  name: "range",
  check({ role, reference, current }, { outsideShareMax: limit, significance }) {
    const { sorted: known } = reference;
    const { sorted: values } = current;
    if (known === null || values === null || role === "id" || role === "time") return null;
    const low = known[0];
    const high = known.at(-1);
    const least = values[0];
    const most = values.at(-1);
    if (low === undefined || high === undefined || least === undefined || most === undefined)
      return null;
    const below = countBelow(values, low);
    const above = values.length - countBelow(values, nextAbove(high));
    const value = (below + above) / values.length;
    const params = { low, high, least, most, count: below + above, share: value };
    if (below + above === 0) return findingOf("range", "pass", "within", { params, value, limit });
    const ratio = values.length / (values.length + known.length);
    const chance = Math.min(1, 2 * ratio ** Math.max(below, above));
    const details = { params, value, limit };
    // Few values just outside are what a longer look always brings.
    if (value <= limit || chance >= significance)
      return findingOf("range", "pass", "barely", details);
    return findingOf("range", "fail", "outside", details);
  },
};

/** How many ascending values are less than a bound. */
function countBelow(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A bound above this value and not above the next that differs in 15 digits. */
function nextAbove(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);
}

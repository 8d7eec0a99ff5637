import { noScore, type Score } from "./score.ts";

/** Rows of a model that foretells how long something lasts. */
export interface SurvivalRows {
  /** Time of the event, or of the last look where it had not come; >= 0. */
  readonly times: ArrayLike<number>;
  /** 1 where the event came, 0 where it had not yet (censored). */
  readonly events: ArrayLike<number>;
}

/**
 * Harrell's concordance: share of the comparable pairs in which the row with the earlier event has the
 * higher risk, equal risks half. A pair is comparable where the earlier time is an event. Rows with NaN are left out.
 * Standard error: of a share of the events, a bound from above on few pairs. Cost O(n log n).
 * Source: Harrell et al. 1982; counts of lower risks by the tree of Fenwick 1994.
 */
export function concordanceScore(rows: SurvivalRows, risks: ArrayLike<number>): Score {
  const { times, events, values } = withoutGaps(rows, risks);
  const order = Array.from(times.keys()).sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0));
  const { ranks, size } = ranksOf(values);
  // Fenwick tree: rank of risk → rows that lasted longer than the one looked at.
  const longer = new Float64Array(size + 1);
  let [lasting, pairs, concordant, eventCount] = [0, 0, 0, 0];
  const add = (row: number): void => {
    lasting++;
    for (let node = ranks[row] ?? 1; node <= size; node += node & -node) {
      longer[node] = (longer[node] ?? 0) + 1;
    }
  };
  const upTo = (rank: number): number => {
    let sum = 0;
    for (let node = rank; node > 0; node -= node & -node) sum += longer[node] ?? 0;
    return sum;
  };
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && times[order[to] ?? 0] === times[order[from] ?? 0]) to++;
    const group = order.slice(from, to);
    const came = group.filter((row) => events[row] !== 0);
    // At one time, a censored row outlives an event.
    for (const row of group) if (events[row] === 0) add(row);
    for (const row of came) {
      const rank = ranks[row] ?? 1;
      const lower = upTo(rank - 1);
      pairs += lasting;
      concordant += lower + (upTo(rank) - lower) / 2;
      eventCount++;
    }
    for (const row of came) add(row);
    from = to;
  }
  const value = concordant / pairs;
  const standardError = Math.sqrt((value * (1 - value)) / eventCount);
  return { value, count: times.length, standardError };
}

/**
 * Brier score at one time: mean squared difference between the foretold chance of lasting beyond it and
 * what came, rows weighed by the inverse chance of not having been censored (Kaplan and Meier's). Rows with NaN are
 * left out. Cost O(n log n).
 *
 * @param of.survival each row's foretold chance of lasting beyond `at`
 * Standard error: of a mean. Source: Graf et al. 1999, weights by the left limit for events.
 */
export function survivalBrierScore(
  rows: SurvivalRows,
  of: { readonly at: number; readonly survival: ArrayLike<number> },
): Score {
  const known = withoutGaps(rows, of.survival);
  const { times, events, values } = known;
  const count = times.length;
  if (count === 0) return noScore;
  const uncensored = censoringCurve(known);
  const limit = uncensored(of.at, false);
  let [sum, squares] = [0, 0];
  for (let row = 0; row < count; row++) {
    const [time, chance] = [times[row] ?? 0, values[row] ?? 0];
    let loss = 0;
    if (time > of.at) loss = (1 - chance) ** 2 / limit;
    else if ((events[row] ?? 0) !== 0) loss = chance ** 2 / uncensored(time, true);
    sum += loss;
    squares += loss * loss;
  }
  const variance = Math.max(0, squares - (sum * sum) / count) / (count - 1);
  return { value: sum / count, count, standardError: Math.sqrt(variance / count) };
}

/** The rows of which time, event and what was foretold are known. */
function withoutGaps({ times, events }: SurvivalRows, foretold: ArrayLike<number>) {
  const kept: number[] = [];
  for (let row = 0; row < times.length; row++) {
    const isWhole = [times, events, foretold].every((values) => !Number.isNaN(values[row] ?? NaN));
    if (isWhole) kept.push(row);
  }
  const pick = (from: ArrayLike<number>) => Float64Array.from(kept, (row) => from[row] ?? NaN);
  return { times: pick(times), events: pick(events), values: pick(foretold) };
}

/** Place of each value among the different ones, from 1. */
function ranksOf(values: Float64Array): { readonly ranks: Int32Array; readonly size: number } {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Int32Array(values.length);
  let size = 0;
  order.forEach((row, place) => {
    if (place === 0 || values[row] !== values[order[place - 1] ?? 0]) size++;
    ranks[row] = size;
  });
  return { ranks, size };
}

// Kaplan-Meier curve of not being censored, at a time or just before it. At one time events come first.
function censoringCurve({ times, events }: SurvivalRows): (at: number, before: boolean) => number {
  const order = Array.from({ length: times.length }, (_, row) => row).sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0),
  );
  const steps: { readonly time: number; readonly after: number }[] = [];
  let [left, curve] = [order.length, 1];
  for (let from = 0; from < order.length;) {
    const time = times[order[from] ?? 0] ?? 0;
    let [to, censored, came] = [from, 0, 0];
    while (to < order.length && times[order[to] ?? 0] === time) {
      if ((events[order[to] ?? 0] ?? 0) === 0) censored++;
      else came++;
      to++;
    }
    if (censored > 0) {
      curve *= 1 - censored / (left - came);
      steps.push({ time, after: curve });
    }
    left -= to - from;
    from = to;
  }
  return (at, before) => {
    // How many steps lie before.
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const time = steps[middle]?.time ?? 0;
      if (before ? time >= at : time > at) high = middle;
      else low = middle + 1;
    }
    return steps[low - 1]?.after ?? 1;
  };
}

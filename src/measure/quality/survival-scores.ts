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
 * higher risk, equal risks half. A pair is comparable where the earlier time is an event.
 * Standard error: of a share of the events, a bound from above on few pairs. Cost O(n²).
 * Source: Harrell et al. 1982.
 */
export function concordanceScore(rows: SurvivalRows, risks: ArrayLike<number>): Score {
  const { times, events } = rows;
  let [pairs, concordant, eventCount] = [0, 0, 0];
  for (let i = 0; i < times.length; i++) {
    if ((events[i] ?? 0) === 0) continue;
    eventCount++;
    for (let j = 0; j < times.length; j++) {
      const [own, other] = [times[i] ?? 0, times[j] ?? 0];
      // At one time, a censored row outlives an event.
      const isLater = other > own || (other === own && (events[j] ?? 0) === 0 && i !== j);
      if (!isLater) continue;
      pairs++;
      const difference = (risks[i] ?? 0) - (risks[j] ?? 0);
      concordant += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  const value = concordant / pairs;
  const standardError = Math.sqrt((value * (1 - value)) / eventCount);
  return { value, count: times.length, standardError };
}

/**
 * Brier score at one time: mean squared difference between the foretold chance of lasting beyond it and
 * what came, rows weighed by the inverse chance of not having been censored (Kaplan and Meier's).
 *
 * @param of.survival each row's foretold chance of lasting beyond `at`
 * Standard error: of a mean. Source: Graf et al. 1999, weights by the left limit for events.
 */
export function survivalBrierScore(
  rows: SurvivalRows,
  of: { readonly at: number; readonly survival: ArrayLike<number> },
): Score {
  const { times, events } = rows;
  const count = times.length;
  if (count === 0) return noScore;
  const uncensored = censoringCurve(rows);
  const limit = uncensored(of.at, false);
  let [sum, squares] = [0, 0];
  for (let row = 0; row < count; row++) {
    const [time, chance] = [times[row] ?? 0, of.survival[row] ?? 0];
    let loss = 0;
    if (time > of.at) loss = (1 - chance) ** 2 / limit;
    else if ((events[row] ?? 0) !== 0) loss = chance ** 2 / uncensored(time, true);
    sum += loss;
    squares += loss * loss;
  }
  const variance = Math.max(0, squares - (sum * sum) / count) / (count - 1);
  return { value: sum / count, count, standardError: Math.sqrt(variance / count) };
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
    let value = 1;
    for (const step of steps) {
      if (before ? step.time >= at : step.time > at) break;
      value = step.after;
    }
    return value;
  };
}

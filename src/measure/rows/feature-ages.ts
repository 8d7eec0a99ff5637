import type { PredictionRow } from "../../model/signals.ts";
import type { TimeMs } from "../../model/time.ts";
import { asTime } from "../data/freshness.ts";
import { textTime } from "./schema-changes.ts";

/** Features that hold times and are looked at; of more the first by name. */
const featuresMax = 10;
/** Share of a feature's values that are times. */
const timesMin = 0.9;

/**
 * How old the newest value of every feature that holds times is: ISO 8601 texts, and numbers that can only be times since
 * 1970. Negative where it lies ahead.
 */
export function featureAges(
  rows: readonly PredictionRow[],
  now: TimeMs,
): readonly { readonly feature: string; readonly ageMs: number; readonly count: number }[] {
  const found = new Map<string, { values: number; times: number; newest: TimeMs }>();
  const note = (feature: string, time: TimeMs): void => {
    const own = found.get(feature) ?? { values: 0, times: 0, newest: Number.NEGATIVE_INFINITY };
    found.set(feature, own);
    own.values++;
    if (Number.isNaN(time)) return;
    own.times++;
    own.newest = Math.max(own.newest, time);
  };
  for (const { featuresNumber, featuresText } of rows) {
    for (const [feature, value] of featuresNumber) if (value !== null) note(feature, asTime(value));
    for (const [feature, value] of featuresText) if (value !== null) note(feature, textTime(value));
  }
  return [...found]
    .filter(([, { values, times }]) => times > 0 && times >= timesMin * values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, featuresMax)
    .map(([feature, { times, newest }]) => ({ feature, ageMs: now - newest, count: times }));
}

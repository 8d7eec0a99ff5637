import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { noData, tooFew } from "./verdicts.ts";

const settings = {
  low: {
    type: "number",
    unit: "unit of the value",
    default: -1e300,
    min: -1e300,
    max: 1e300,
    meaning: "a smaller value is anomalous where down is bad",
  },
  high: {
    type: "number",
    unit: "unit of the value",
    default: 1e300,
    min: -1e300,
    max: 1e300,
    meaning: "a larger value is anomalous where up is bad",
  },
  countMin: {
    type: "number",
    unit: "rows",
    default: 0,
    min: 0,
    max: 1e9,
    meaning: "windows that rest on fewer rows are not judged",
  },
  confidence: {
    type: "number",
    unit: "ratio",
    default: 0.95,
    min: 0.5,
    max: 0.999999,
    meaning:
      "how sure it must be that the value is beyond a limit, where its standard error is known; 0.5 takes the value as it is",
  },
} as const;

/** Fixed limits: for objectives that people or physics have set. Learns nothing, needs no warm-up. */
export const staticThreshold: StreamDetector<typeof settings> = {
  name: "static-threshold",
  summary: "finds values beyond fixed limits",
  source: "Shewhart 1931 (limits), with limits given instead of estimated",
  formula:
    "x + z s < low or x - z s > high, s the standard error (0 where unknown), z the normal quantile of confidence",
  cost: "O(1) a point",
  when: "When a limit is known: a full disk, a contract, an accuracy of at least 0.9. A few bad labels in a small window do not alarm.",
  settings,
  start: (values, direction) => limitState(values, direction),
  restore: (_: Json, values, direction) => limitState(values, direction),
};

function limitState(
  { low, high, countMin, confidence }: ValuesOf<typeof settings>,
  direction: "up" | "down" | "both",
): StreamState {
  const deviations = normalQuantile(confidence);
  // Only limits that were set are part of the band.
  const band = { ...(low > -1e300 ? { low } : {}), ...(high < 1e300 ? { high } : {}) };
  const step = (point: Point): Verdict => {
    const { value, count, standardError } = point;
    if (!Number.isFinite(value)) return noData();
    if (count !== undefined && count < countMin) return tooFew(count, countMin);
    const isOver = direction !== "down" && value > high;
    const isUnder = direction !== "up" && value < low;
    if (!isOver && !isUnder) {
      return { state: "normal", score: 0, ...band, reason: say("detect/within-limits", { value }) };
    }
    const limit = isOver ? high : low;
    const margin = deviations * (Number.isFinite(standardError) ? (standardError ?? 0) : 0);
    if (Math.abs(value - limit) <= margin) {
      const reason = say("detect/limit-unsure", { value, limit, margin });
      return { state: "normal", score: 0.25, ...band, reason };
    }
    const code = isOver ? "detect/over-limit" : "detect/under-limit";
    return { state: "anomalous", score: 1, ...band, reason: say(code, { value, limit }) };
  };
  return { step, snapshot: () => null };
}

import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
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
} as const;

/** Fixed limits: for objectives that people or physics have set. Learns nothing, needs no warm-up. */
export const staticThreshold: StreamDetector<typeof settings> = {
  name: "static-threshold",
  summary: "finds values beyond fixed limits",
  source: "Shewhart 1931 (limits), with limits given instead of estimated",
  formula: "x < low or x > high",
  cost: "O(1) a point",
  when: "When a limit is known: a full disk, a contract.",
  settings,
  start: (values, direction) => limitState(values, direction),
  restore: (_: Json, values, direction) => limitState(values, direction),
};

function limitState(
  { low, high, countMin }: ValuesOf<typeof settings>,
  direction: "up" | "down" | "both",
): StreamState {
  const step = (point: Point): Verdict => {
    const { value, count } = point;
    if (!Number.isFinite(value)) return noData();
    if (count !== undefined && count < countMin) return tooFew(count, countMin);
    // Only limits that were set are part of the band.
    const band = { ...(low > -1e300 ? { low } : {}), ...(high < 1e300 ? { high } : {}) };
    if (direction !== "down" && value > high) {
      const reason = say("detect/over-limit", { value, limit: high });
      return { state: "anomalous", score: 1, ...band, reason };
    }
    if (direction !== "up" && value < low) {
      const reason = say("detect/under-limit", { value, limit: low });
      return { state: "anomalous", score: 1, ...band, reason };
    }
    return { state: "normal", score: 0, ...band, reason: say("detect/within-limits", { value }) };
  };
  return { step, snapshot: () => null };
}

import { measures } from "../measure/catalog.ts";
import type { Measurement } from "../model/measurement.ts";
import type { OutputScores } from "../model/output-scores.ts";

const units = new Map(measures.map(({ name, unit }) => [name, unit]));

/** What was measured of one model in one window, as its page shows it. */
export function scoresOf(found: readonly Measurement[]): OutputScores["scores"] {
  return found.map(({ measure, slice, value, count, standardError }) => ({
    measure,
    unit: units.get(measure) ?? "1",
    version: slice.version ?? "",
    part: slice.value ?? "",
    value,
    count,
    standardError,
  }));
}

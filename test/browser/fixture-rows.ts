import type { OutputDrift, RowReport } from "../../src/model/row-report.ts";
import { hour } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

const column = {
  class: "",
  rows: 500,
  referenceRows: 500,
  test: "chi-squared",
  pValue: 0.4,
  effect: "jensen-shannon",
  size: 0.03,
  distance: 0.03,
  standardError: 0.02,
  unseenShare: 0,
  referenceMissing: 0,
  currentMissing: 0,
  verdict: "none",
  reasons: [],
} as const;

/** A sample of the predictions of the fixture's classifier, beside its reference; null of the others. */
export function fixtureRows(model: string): RowReport | null {
  if (model !== "digits") return null;
  const outputs: readonly OutputDrift[] = [
    {
      ...column,
      feature: "score 8",
      part: "score",
      class: "8",
      distance: 0.31,
      verdict: "drift",
    },
    { ...column, feature: "output", part: "output" },
    { ...column, feature: "label", part: "label", distance: null, verdict: "untested" },
  ];
  return {
    model,
    window: { start: fixtureNow - hour, end: fixtureNow },
    reference: { kind: "fixed", asked: "fixed", window: null },
    predictions: 3_600,
    rows: 500,
    outputs,
    age: 900,
    repeated: { seen: 61, of: 3_600 },
    schema: {
      changes: [{ feature: "camera", change: "type", from: "text", to: "number" }],
      mistypedRows: 340,
    },
    correlation: {
      pairs: 6,
      change: {
        first: "brightness",
        second: "contrast",
        before: 0.44,
        now: -0.05,
        standardError: 0.06,
      },
    },
    outlying: { seen: 31, of: 500 },
    ages: [{ feature: "taken_at", ageMs: 30 * hour, count: 500 }],
  };
}

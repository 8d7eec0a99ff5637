import type { TextDriftReport } from "../../src/model/text-drift.ts";
import { hour } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

/** What is said to and by the fixture's language model, beside its reference; null of the others. */
export function fixtureTextDrift(model: string): TextDriftReport | null {
  if (model !== "writer") return null;
  const counts = { kind: "text", rows: 400, referenceRows: 400 } as const;
  return {
    model,
    window: { start: fixtureNow - hour, end: fixtureNow },
    reference: { kind: "fixed", asked: "fixed", window: null },
    columns: [
      { ...counts, column: "prompt", value: 0.46, standardError: 0.05, verdict: "drift" },
      { ...counts, column: "answer", value: 0.02, standardError: 0.06, verdict: "none" },
    ],
  };
}

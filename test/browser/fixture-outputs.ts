import type { OutputScores } from "../../src/model/output-scores.ts";
import { minute } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

/** How the fixture's answers in words fared; null of other models. */
export function fixtureOutputScores(model: string): OutputScores | null {
  if (model !== "writer") return null;
  const of = (measure: string, value: number, standardError: number | null, unit = "ratio") => ({
    measure,
    unit,
    part: "",
    value,
    count: 200,
    standardError,
  });
  const scores = [
    of("exact-match", 0.41, 0.035),
    of("token-f1", 0.68, 0.024),
    of("rouge-l", 0.63, 0.025),
    of("bleu", 38.4, 2.1, "1"),
    of("chrf", 57.9, 1.6, "1"),
  ];
  return {
    model,
    window: { start: fixtureNow - 20 * minute, end: fixtureNow - 10 * minute },
    predictions: 1_820,
    labelled: 1_490,
    rows: 200,
    scores: ["", "7", "8"].flatMap((version) => scores.map((score) => ({ ...score, version }))),
  };
}

import type { OutputScores } from "../../src/model/output-scores.ts";
import { minute } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

/** How the fixture's rankings fared; null of other models. */
export function fixtureOutputScores(model: string): OutputScores | null {
  if (model !== "writer") return null;
  const of = (measure: string, value: number, standardError: number | null) => ({
    measure,
    unit: "ratio",
    part: "",
    value,
    count: 200,
    standardError,
  });
  const scores = [
    of("ndcg", 0.71, 0.02),
    of("average-precision", 0.55, 0.02),
    of("reciprocal-rank", 0.64, 0.03),
    of("hit-rate", 0.9, 0.02),
    of("ranking-coverage", 0.12, null),
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

import type { AnswerScores, OutputScores } from "../../src/model/output-scores.ts";
import { hour, minute } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

const of = (measure: string, value: number, standardError: number | null, unit = "ratio") => ({
  measure,
  unit,
  part: "",
  value,
  count: 200,
  standardError,
});

/** What the fixture's answers look like; null of other models. */
export function fixtureAnswerScores(model: string): AnswerScores | null {
  if (model !== "writer") return null;
  const scores = [
    of("llm-refusal", 0.035, 0.013),
    of("llm-truncated-answer", 0.02, 0.01),
    of("llm-repetition", 0.012, 0.004),
    of("llm-groundedness", 0.74, 0.015),
    of("llm-grounded-numbers", 0.91, 0.022),
    of("llm-perplexity", 1.84, 0.06, "1"),
  ];
  return {
    model,
    window: { start: fixtureNow - hour, end: fixtureNow },
    calls: 200,
    scores: ["", "7", "8"].flatMap((version) => scores.map((score) => ({ ...score, version }))),
  };
}

/** How the fixture's answers in words fared; null of other models. */
export function fixtureOutputScores(model: string): OutputScores | null {
  if (model !== "writer") return null;
  const scores = [
    of("exact-match", 0.41, 0.035),
    of("token-f1", 0.68, 0.024),
    of("rouge-l", 0.63, 0.025),
    of("bleu", 38.4, 2.1, "1"),
    of("chrf", 57.9, 1.6, "1"),
    of("retrieval-hit", 0.82, 0.027),
    of("retrieval-reciprocal-rank", 0.66, 0.03),
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

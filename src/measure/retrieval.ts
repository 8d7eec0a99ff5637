import type { SettingTable } from "../model/settings.ts";
import { meanOf, type OfOutputs } from "./judged-outputs.ts";
import { labelledMeasurement } from "./row-measurement.ts";
import { type RetrievalScore, retrievalScore } from "./text/retrieval.ts";

// What was found for calls of language models, beside what their labels say should be.

const depth = {
  k: {
    type: "number",
    unit: "1",
    default: 10,
    min: 1,
    max: 1_000,
    meaning: "documents that are looked at, from the first; what stands below counts as not found",
  },
} as const satisfies SettingTable;

const source =
  "A document is relevant where a label of kind ranking names its id, or where it holds the label, a text of at most 60 characters, both without case, punctuation and articles (Karpukhin et al. 2020). Of the last search of the trace before the call; over windows of ten minutes, a sample of at most 200 calls by version. Standard error of a mean over calls.";

function ofSearches(facts: {
  readonly name: string;
  readonly series: string;
  readonly summary: string;
  readonly formula: string;
  readonly value: (score: RetrievalScore) => number;
}): OfOutputs<typeof depth> {
  const { value, formula, ...told } = facts;
  return {
    ...told,
    unit: "ratio",
    subject: "model",
    tasks: ["generation"],
    needs: "judged-outputs",
    class: "evidence",
    source: `${formula} ${source}`,
    settings: depth,
    measure: (rows, { k }, context) =>
      rows
        .filter(({ searches }) => searches.length > 0)
        .map((row) => {
          const score = meanOf(row.searches, (search) => value(retrievalScore({ ...search, k })));
          return labelledMeasurement(facts.name, row, score, context);
        }),
  };
}

/** How often anything relevant is found. */
export const retrievalHit = ofSearches({
  name: "retrieval-hit",
  series: "aceso_retrieval_hit_ratio",
  summary:
    "Share of labelled calls for which a relevant document is among the first that were found.",
  formula: "calls with a hit / calls with documents and a label.",
  value: ({ isHit }) => (isHit ? 1 : 0),
});

/** How early it is found. */
export const retrievalReciprocalRank = ofSearches({
  name: "retrieval-reciprocal-rank",
  series: "aceso_retrieval_reciprocal_rank_ratio",
  summary: "Mean of one over the rank of the first relevant document; 0 where none was found.",
  formula: "Σ 1 / rank / calls.",
  value: ({ reciprocalRank }) => reciprocalRank,
});

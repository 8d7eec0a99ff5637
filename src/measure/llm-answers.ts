import type { LlmAnswerSummary } from "../model/summary.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import type { Measure } from "./measure.ts";
import { jackknifeScore } from "./quality/jackknife-score.ts";
import { meanScore } from "./quality/score.ts";
import { rowMeasurement } from "./row-measurement.ts";

// What can be told of a language model's answers by their words: shares of a sample, each a heuristic.

type AnswerMeasure = Measure<"llm-answers", Record<never, never>>;
type MeanName = "repetition" | "groundedness" | "groundedNumbers";
type ShareName = Exclude<keyof LlmAnswerSummary["signs"], MeanName>;

const common = {
  unit: "ratio",
  subject: "model",
  tasks: ["generation"],
  class: "evidence",
  settings: {},
  needs: "llm-answers",
} as const;
const sampleSource =
  "Every four minutes, over a sample of at most 200 calls of the last hour whose spans carry prompt and answer.";
const shareSource = `answers / answers looked at. ${sampleSource} Standard error sqrt(p (1 - p) / n), binomial; with none or all by Laplace's rule of succession.`;

function shareOf(facts: {
  readonly name: string;
  readonly series: string;
  readonly summary: string;
  readonly sign: ShareName;
}): AnswerMeasure {
  const { sign, ...told } = facts;
  return {
    ...common,
    ...told,
    source: shareSource,
    measure: (rows, _settings, context) =>
      rows.flatMap((row) => {
        const { seen, of } = row.signs[sign];
        if (of === 0) return [];
        const subject = { kind: "model", model: row.model } as const;
        const score = { value: seen / of, count: of, standardError: shareStandardError(seen, of) };
        return [rowMeasurement({ measure: facts.name, subject }, row, score, context)];
      }),
  };
}

/** Share of answers that refuse. */
export const llmRefusal = shareOf({
  name: "llm-refusal",
  series: "aceso_llm_refusal_ratio",
  summary: "Share of answers that decline to answer, by well-known phrases; misses polite evasion.",
  sign: "refusal",
});

/** Share of answers without a word. */
export const llmEmptyAnswer = shareOf({
  name: "llm-empty-answer",
  series: "aceso_llm_empty_answer_ratio",
  summary: "Share of answers without a letter or digit of any script.",
  sign: "empty",
});

/** Share of answers that stop in the middle. */
export const llmTruncatedAnswer = shareOf({
  name: "llm-truncated-answer",
  series: "aceso_llm_truncated_answer_ratio",
  summary:
    "Share of answers that stop in the middle: no closing mark, an open bracket or code block; lists and verse look alike.",
  sign: "truncated",
});

/** Share of answers in another language than the question. */
export const llmOtherLanguage = shareOf({
  name: "llm-other-language",
  series: "aceso_llm_other_language_ratio",
  summary:
    "Share of answers in another language than the question, of those of which both can be told: a sentence or more.",
  sign: "otherLanguage",
});

/** Share of answers with rude words. */
export const llmRudeLanguage = shareOf({
  name: "llm-rude-language",
  series: "aceso_llm_rude_language_ratio",
  summary:
    "Share of answers with rude words or plain threats, by short lists: it neither understands irony nor who quotes whom.",
  sign: "rude",
});

/** Share of answers with personal data. */
export const llmPersonalData = shareOf({
  name: "llm-personal-data",
  series: "aceso_llm_personal_data_ratio",
  summary:
    "Share of answers that hold what looks like personal data or a key: addresses, numbers with a check digit; never names.",
  sign: "personalData",
});

function meanOf(facts: {
  readonly name: string;
  readonly series: string;
  readonly summary: string;
  readonly more?: string;
  readonly sign: MeanName;
}): AnswerMeasure {
  const { sign, more = "", ...told } = facts;
  return {
    ...common,
    ...told,
    source: `Σ share / n. ${more}${sampleSource} Standard error sqrt(s² / n).`,
    measure: (rows, _settings, context) =>
      rows.flatMap((row) => {
        if (row.signs[sign].count === 0) return [];
        const subject = { kind: "model", model: row.model } as const;
        const score = meanScore(row.signs[sign]);
        return [rowMeasurement({ measure: facts.name, subject }, row, score, context)];
      }),
  };
}

/** How much answers repeat themselves. */
export const llmRepetition = meanOf({
  name: "llm-repetition",
  series: "aceso_llm_repetition_ratio",
  summary: "Mean share of an answer's words that stand in a run of four words said before.",
  sign: "repetition",
});

/** How surprised the model is by its own answers. */
export const llmPerplexity: AnswerMeasure = {
  ...common,
  name: "llm-perplexity",
  series: "aceso_llm_perplexity",
  unit: "1",
  summary:
    "Perplexity of all answers together by the probabilities the model gave their tokens: 1 is certain; only to be compared within one model.",
  source:
    "exp(Σ -ln p / tokens), of at most 200 answers by version of the last hour that tell log-probabilities. Standard error by the jackknife over answers.",
  measure: (rows, _settings, context) =>
    rows.flatMap((row) => {
      if (row.likelihoods.length === 0) return [];
      const subject = { kind: "model", model: row.model } as const;
      const sums = row.likelihoods.map(({ surprise, tokens }) => [surprise, tokens]);
      const score = jackknifeScore(sums, ([surprise = 0, tokens = 0]) =>
        tokens > 0 ? Math.exp(surprise / tokens) : Number.NaN,
      );
      return [rowMeasurement({ measure: "llm-perplexity", subject }, row, score, context)];
    }),
};

const documentsSource =
  "Against all documents that searches of the trace found before the call, where their spans tell texts. ";

/** How much of answers the retrieved documents say. */
export const llmGroundedness = meanOf({
  name: "llm-groundedness",
  series: "aceso_llm_groundedness_ratio",
  summary:
    "Mean share of an answer's content words that the retrieved documents have: a proxy, other words for the same score low.",
  more: documentsSource,
  sign: "groundedness",
});

/** How many of the numbers of answers the retrieved documents have. */
export const llmGroundedNumbers = meanOf({
  name: "llm-grounded-numbers",
  series: "aceso_llm_grounded_numbers_ratio",
  summary:
    "Mean share of an answer's numbers that the retrieved documents have; one that none has is the commonest sign of something made up.",
  more: documentsSource,
  sign: "groundedNumbers",
});

import type { AnswerSigns } from "../measure/text/answer-signs.ts";
import type { Groundedness } from "../measure/text/groundedness.ts";
import type { AnswerLikelihood } from "../model/answer-likelihood.ts";
import type { LlmAnswerSummary } from "../model/summary.ts";

/** What was seen of one answer. */
export interface ToldAnswer {
  readonly version: string;
  readonly signs: AnswerSigns;
  /** Null where nothing is known to have been retrieved for it. */
  readonly grounded: Pick<Groundedness, "words" | "numbers"> | null;
}

type ToldLikelihood = AnswerLikelihood & { readonly version: string };

/** Answers of a model in one window: of all versions together, and of each. None where nothing was seen. */
export function answerSummaries(
  model: string,
  told: readonly ToldAnswer[],
  likelihoods: readonly ToldLikelihood[],
): readonly LlmAnswerSummary[] {
  if (told.length + likelihoods.length === 0) return [];
  const versions = new Set([...told, ...likelihoods].map(({ version }) => version));
  const named = [...versions]
    .filter((version) => version !== "")
    .toSorted()
    .map((version) => {
      const isOwn = (one: { readonly version: string }) => one.version === version;
      const own = { told: told.filter(isOwn), likelihoods: likelihoods.filter(isOwn) };
      return summaryOf({ model, version, ...own });
    });
  return [summaryOf({ model, version: "", told, likelihoods }), ...named];
}

function summaryOf(of: {
  readonly model: string;
  readonly version: string;
  readonly told: readonly ToldAnswer[];
  readonly likelihoods: readonly ToldLikelihood[];
}): LlmAnswerSummary {
  const { model, version, told, likelihoods } = of;
  const share = (of: (signs: AnswerSigns) => boolean | null) => {
    const known = told.map(({ signs }) => of(signs)).filter((sign) => sign !== null);
    return { seen: known.filter(Boolean).length, of: known.length };
  };
  return {
    window: 0,
    model,
    version,
    signs: {
      refusal: share(({ isRefusal }) => isRefusal),
      empty: share(({ isEmpty }) => isEmpty),
      truncated: share(({ isTruncated }) => isTruncated),
      otherLanguage: share(({ isOtherLanguage }) => isOtherLanguage),
      rude: share(({ isRude }) => isRude),
      personalData: share(({ hasPersonalData }) => hasPersonalData),
      repetition: sumsOf(told.map(({ signs }) => signs.repetition)),
      groundedness: sumsOf(told.map(({ grounded }) => grounded?.words ?? Number.NaN)),
      groundedNumbers: sumsOf(told.map(({ grounded }) => grounded?.numbers ?? Number.NaN)),
    },
    likelihoods: likelihoods.map(({ surprise, tokens }) => ({ surprise, tokens })),
  };
}

/** Of those that are known. */
function sumsOf(values: readonly number[]): LlmAnswerSummary["signs"]["repetition"] {
  const known = values.filter((value) => !Number.isNaN(value));
  return {
    count: known.length,
    sum: known.reduce((sum, each) => sum + each, 0),
    squareSum: known.reduce((sum, each) => sum + each * each, 0),
  };
}

import type { TextLikeness } from "../model/text-likeness.ts";
import { shareStandardError } from "../stats/share-standard-error.ts";
import { meanOf, type OfOutputs } from "./judged-outputs.ts";
import { jackknifeScore } from "./quality/jackknife-score.ts";
import type { Score } from "./quality/score.ts";
import { labelledMeasurement } from "./row-measurement.ts";
import { bleuOf, chrfOf, likenessCharactersMax } from "./text/text-likeness.ts";

// Answers in words beside the texts they should be.

const windowSource = `Over windows of ten minutes, a sample of at most 200 answers by version with their labels, of each text the first ${likenessCharactersMax.toLocaleString("en")} characters.`;
const meanError = "Standard error of a mean over answers.";
const shareError =
  "Standard error sqrt(p (1 - p) / n), binomial; with none or all by Laplace's rule of succession.";
const corpusError = "Standard error by the jackknife over answers.";

function ofTexts(facts: {
  readonly name: string;
  readonly series: string;
  readonly unit: "ratio" | "1";
  readonly summary: string;
  readonly source: string;
  readonly error: string;
  readonly class: "objective" | "evidence";
  readonly score: (texts: readonly TextLikeness[]) => Score;
}): OfOutputs {
  const { score, source, error, ...told } = facts;
  return {
    ...told,
    subject: "model",
    tasks: ["generation"],
    needs: "judged-outputs",
    source: `${source} ${windowSource} ${error}`,
    settings: {},
    measure: (rows, _settings, context) =>
      rows
        .filter(({ texts }) => texts.length > 0)
        .map((row) => labelledMeasurement(facts.name, row, score(row.texts), context)),
  };
}

/** How many answers are what they should be. */
export const exactMatch = ofTexts({
  name: "exact-match",
  series: "aceso_exact_match_ratio",
  unit: "ratio",
  summary:
    "Share of answers that equal their label but for case, ASCII punctuation, English articles and blanks.",
  source: "equal answers / answers; the evaluation script of SQuAD 1.1.",
  error: shareError,
  class: "evidence",
  score: (texts) => {
    const equal = texts.filter((text) => text.exactMatch === 1).length;
    const count = texts.length;
    return { value: equal / count, count, standardError: shareStandardError(equal, count) };
  },
});

/** How far the words of answers are those of their labels. */
export const tokenF1 = ofTexts({
  name: "token-f1",
  series: "aceso_token_f1_ratio",
  unit: "ratio",
  summary:
    "Mean F1 of the words of an answer and of its label; a text without blanks between words is one word.",
  source: "2 · precision · recall / (precision + recall); the evaluation script of SQuAD 1.1.",
  error: meanError,
  class: "objective",
  score: (texts) => meanOf(texts, (text) => text.tokenF1),
});

/** How long a run of words, gaps allowed, answers share with their labels. */
export const rougeL = ofTexts({
  name: "rouge-l",
  series: "aceso_rouge_l_ratio",
  unit: "ratio",
  summary:
    "Mean F1 of the longest run of words, gaps allowed, of an answer and its label; of labels with Latin letters or digits.",
  source: "Lin 2004, as rouge_score counts it, without stems.",
  error: meanError,
  class: "evidence",
  score: (texts) => meanOf(texts, (text) => text.rougeL),
});

/** BLEU of the answers together. */
export const bleu = ofTexts({
  name: "bleu",
  series: "aceso_bleu",
  unit: "1",
  summary: "BLEU of all answers together against their labels, 0 to 100.",
  source:
    "Papineni et al. 2002, as sacreBLEU 2.6.0 counts it; tokens as its zh where the label is Chinese, else 13a.",
  error: corpusError,
  class: "evidence",
  score: (texts) =>
    jackknifeScore(
      texts.map((text) => text.bleu),
      bleuOf,
    ),
});

/** ChrF of the answers together. */
export const chrf = ofTexts({
  name: "chrf",
  series: "aceso_chrf",
  unit: "1",
  summary:
    "F score of the runs of 1 to 6 characters (chrF) that all answers share with their labels, 0 to 100; for any language.",
  source: "Popović 2015, as sacreBLEU 2.6.0 counts it.",
  error: corpusError,
  class: "evidence",
  score: (texts) =>
    jackknifeScore(
      texts.map((text) => text.chrf),
      chrfOf,
    ),
});

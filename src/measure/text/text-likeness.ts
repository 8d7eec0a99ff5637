import type { TextLikeness } from "../../model/text-likeness.ts";
import { exactMatch, tokenOverlap } from "./answer-match.ts";
import { bleuCounts, bleuOfCounts } from "./bleu.ts";
import { chrfMatches, chrfOfMatches } from "./chrf.ts";
import { rougeL } from "./rouge.ts";

/** A text counts with so many characters from its start: ROUGE-L costs the product of the words of two. */
export const likenessCharactersMax = 4_000;

const orders = 4;

/**
 * How an answer compares with the text it should be. BLEU cuts both into tokens as sacreBLEU's `zh` does where the
 * text it should be has Chinese characters, else as its `13a`.
 *
 * Cost O(words² + characters). Never throws.
 */
export function textLikeness(answer: string, wanted: string): TextLikeness {
  const hypothesis = answer.slice(0, likenessCharactersMax);
  const reference = wanted.slice(0, likenessCharactersMax);
  const pair = { hypothesis, reference };
  const pairs = [{ hypothesis, references: [reference] }];
  const tokenizer = /\p{Script=Han}/u.test(reference) ? "zh" : "13a";
  const { counts, totals, hypothesisLength, referenceLength } = bleuCounts(pairs, { tokenizer });
  return {
    exactMatch: exactMatch(pair),
    tokenF1: tokenOverlap(pair).f1,
    rougeL: /[a-z0-9]/i.test(reference) ? rougeL(pair).f1 : Number.NaN,
    bleu: [...counts, ...totals, hypothesisLength, referenceLength],
    chrf: chrfMatches(pairs).flat(),
  };
}

/** BLEU, 0 to 100, of the sums of `bleu` over answers; NaN of none. */
export function bleuOf(sums: readonly number[]): number {
  const [hypothesisLength = 0, referenceLength = 0] = sums.slice(2 * orders);
  if (referenceLength === 0) return Number.NaN;
  const counts = sums.slice(0, orders);
  const totals = sums.slice(orders, 2 * orders);
  return bleuOfCounts({ counts, totals, hypothesisLength, referenceLength });
}

/** chrF, 0 to 100, of the sums of `chrf` over answers; NaN where no text that should be has a character. */
export function chrfOf(sums: readonly number[]): number {
  const matches = Array.from({ length: sums.length / 3 }, (_, order) => {
    const [own = 0, known = 0, both = 0] = sums.slice(3 * order);
    return [own, known, both] as const;
  });
  return matches.some(([, known]) => known > 0) ? chrfOfMatches(matches) : Number.NaN;
}

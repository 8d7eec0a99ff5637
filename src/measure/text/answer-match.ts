import { countNgrams, overlapOf } from "./count-ngrams.ts";
import type { OverlapScore, RougePair } from "./rouge.ts";
import { splitWords } from "./white-space.ts";

/**
 * An answer without what does not matter: case, ASCII punctuation, English articles, blanks.
 * Source: the evaluation script of SQuAD 1.1.
 * @example plainAnswer("The  cat!") // "cat"
 */
export function plainAnswer(text: string): string {
  const bare = text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, "");
  const withoutArticles = bare.replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " ");
  return splitWords(withoutArticles).join(" ");
}

/** Whether two answers are equal once they are plain: 1 or 0. */
export function exactMatch({ hypothesis, reference }: RougePair): 0 | 1 {
  return plainAnswer(hypothesis) === plainAnswer(reference) ? 1 : 0;
}

/** Overlap of the words of two plain answers; all 0 where they share none, also where both are empty. */
export function tokenOverlap({ hypothesis, reference }: RougePair): OverlapScore {
  const own = splitWords(plainAnswer(hypothesis));
  const known = splitWords(plainAnswer(reference));
  const hits = overlapOf(countNgrams(own, 1), countNgrams(known, 1));
  if (hits === 0) return { precision: 0, recall: 0, f1: 0 };
  const precision = hits / own.length;
  const recall = hits / known.length;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

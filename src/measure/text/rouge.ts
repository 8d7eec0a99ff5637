import { countNgrams, overlapOf, totalOf } from "./count-ngrams.ts";
import { porterStem } from "./porter-stem.ts";

/** Precision, recall and their harmonic mean, each 0 to 1. */
export interface OverlapScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A text and the one it should be like. */
export interface RougePair {
  readonly hypothesis: string;
  readonly reference: string;
}

/**
 * ROUGE-N: runs of n words that both texts have.
 *
 * Words are runs of a to z and 0 to 9 in lower case; with `stem` those of more than three letters are
 * cut to their stem. Cost O(words). Source: Lin 2004; equal to google's rouge_score.
 */
export function rougeN(
  { hypothesis, reference }: RougePair,
  { n, stem = false }: { readonly n: number; readonly stem?: boolean },
): OverlapScore {
  const own = countNgrams(rougeWords(hypothesis, stem), n);
  const known = countNgrams(rougeWords(reference, stem), n);
  const hits = overlapOf(own, known);
  return scoreOf({ hits, own: totalOf(own), known: totalOf(known) });
}

/** ROUGE-L: the longest run of words, gaps allowed, that both texts have. Cost O(words²). */
export function rougeL(
  { hypothesis, reference }: RougePair,
  { stem = false }: { readonly stem?: boolean } = {},
): OverlapScore {
  const own = rougeWords(hypothesis, stem);
  const known = rougeWords(reference, stem);
  const hits = commonPlaces(known, own).length;
  return scoreOf({ hits, own: own.length, known: known.length });
}

/**
 * ROUGE-Lsum: lines are sentences; a reference sentence is covered by what it shares in order with any
 * sentence of the text, and no word is counted more often than either has it. Cost O(words²).
 */
export function rougeLsum(
  { hypothesis, reference }: RougePair,
  { stem = false }: { readonly stem?: boolean } = {},
): OverlapScore {
  const sentences = (text: string) =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => rougeWords(line, stem));
  const own = sentences(hypothesis);
  const known = sentences(reference);
  const left = {
    own: new Map(countNgrams(own.flat(), 1)),
    known: new Map(countNgrams(known.flat(), 1)),
  };
  let hits = 0;
  for (const sentence of known) {
    const covered = new Set(own.flatMap((other) => commonPlaces(sentence, other)));
    for (const place of [...covered].toSorted((a, b) => a - b)) {
      const word = sentence[place] ?? "";
      const counts = [left.own, left.known];
      if (counts.some((count) => (count.get(word) ?? 0) === 0)) continue;
      for (const count of counts) count.set(word, (count.get(word) ?? 0) - 1);
      hits += 1;
    }
  }
  return scoreOf({ hits, own: own.flat().length, known: known.flat().length });
}

function rougeWords(text: string, isStemmed: boolean): readonly string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return isStemmed ? words.map((word) => (word.length > 3 ? porterStem(word) : word)) : words;
}

function scoreOf(of: {
  readonly hits: number;
  readonly own: number;
  readonly known: number;
}): OverlapScore {
  const precision = of.hits / Math.max(1, of.own);
  const recall = of.hits / Math.max(1, of.known);
  const sum = precision + recall;
  return { precision, recall, f1: sum > 0 ? (2 * precision * recall) / sum : 0 };
}

/** Places in `known` of a longest common subsequence, as the backtracking of rouge_score finds it. */
function commonPlaces(known: readonly string[], own: readonly string[]): readonly number[] {
  const width = own.length + 1;
  const lengths = new Int32Array((known.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = 1; row <= known.length; row += 1) {
    for (let column = 1; column <= own.length; column += 1) {
      lengths[row * width + column] =
        known[row - 1] === own[column - 1]
          ? at(row - 1, column - 1) + 1
          : Math.max(at(row - 1, column), at(row, column - 1));
    }
  }
  const places: number[] = [];
  for (let row = known.length, column = own.length; row > 0 && column > 0;) {
    if (known[row - 1] === own[column - 1]) {
      places.push(row - 1);
      row -= 1;
      column -= 1;
    } else if (at(row, column - 1) > at(row - 1, column)) {
      column -= 1;
    } else {
      row -= 1;
    }
  }
  return places;
}

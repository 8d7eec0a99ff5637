import { splitWords } from "./white-space.ts";

/** How much of an answer its sources say. */
export interface Groundedness {
  /** Share of the answer's content words that the sources have, 0 to 1; NaN for an answer of none. */
  readonly words: number;
  /** Share of its pairs of neighbouring content words that the sources have as neighbours. */
  readonly pairs: number;
  /** Share of its numbers that the sources have; NaN for an answer without numbers. */
  readonly numbers: number;
  /** Numbers that no source has, at most ten: the commonest sign of something made up. */
  readonly unsupportedNumbers: readonly string[];
}

const common = new Set(
  "the a an of and or to in on at by for with from as is are was were be been it its this that these those i you he she we they not no do does did has have had will would can could may might should if then than so but about into over under also more most such their there which who whom what when where how".split(
    " ",
  ),
);

/**
 * Overlap of an answer with the texts it should rest on. A proxy, not a judge: an answer in other
 * words scores low, one that twists the words of its sources scores high. Numbers are the part to
 * trust. Words of four letters and more are compared by their first five.
 *
 * Cost O(length of all texts). Never throws.
 */
export function groundedness(answer: string, sources: readonly string[]): Groundedness {
  const known = sources.map(contentWords);
  const words = new Set(known.flat());
  const pairs = new Set(known.flatMap(pairsOf));
  const numbers = new Set(sources.flatMap(numbersOf));
  const own = contentWords(answer);
  const ownPairs = pairsOf(own);
  const ownNumbers = numbersOf(answer);
  const unsupported = ownNumbers.filter((number) => !numbers.has(number));
  return {
    words: share(own, words),
    pairs: share(ownPairs, pairs),
    numbers: share(ownNumbers, numbers),
    unsupportedNumbers: [...new Set(unsupported)].slice(0, 10),
  };
}

function share(own: readonly string[], known: ReadonlySet<string>): number {
  return own.filter((each) => known.has(each)).length / own.length;
}

function contentWords(text: string): readonly string[] {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, " ");
  // Each character of a script without blanks is a word.
  const parted = plain.replace(/[\p{Script=Han}\u3040-\u30ff]/gu, " $& ");
  return splitWords(parted)
    .filter((word) => !common.has(word) && !/^\d/.test(word))
    .map((word) => word.slice(0, 5));
}

function pairsOf(words: readonly string[]): readonly string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

/** Numbers without the marks between thousands, and without zeros behind the point. */
function numbersOf(text: string): readonly string[] {
  const found = text.match(/\d+(?:[.,]\d+)*/g) ?? [];
  return found.map((number) => {
    const plain = number.replace(/,(?=\d{3}(?:\D|$))/g, "").replace(",", ".");
    return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
  });
}

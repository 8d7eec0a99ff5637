import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import type { TextPair } from "./bleu.ts";
import { countNgrams, overlapOf, totalOf } from "./count-ngrams.ts";
import { splitWords } from "./white-space.ts";

/** How chrF is computed; words 2 makes it chrF++. */
export const chrfSettings = {
  characters: {
    type: "number",
    unit: "1",
    default: 6,
    min: 1,
    max: 20,
    meaning: "longest run of characters",
  },
  words: {
    type: "number",
    unit: "1",
    default: 0,
    min: 0,
    max: 10,
    meaning: "longest run of words",
  },
  beta: {
    type: "number",
    unit: "1",
    default: 2,
    min: 0,
    max: 100,
    meaning: "how much more recall counts than precision",
  },
  lowercase: { type: "flag", default: false, meaning: "texts in lower case" },
} as const satisfies SettingTable;

export type ChrfSettings = ValuesOf<typeof chrfSettings>;

/** Of one order: runs of the hypothesis, of the reference, of both. */
export type ChrfMatches = readonly [number, number, number];

/**
 * chrF of a corpus, 0 to 100: the F score over runs of 1 to 6 characters without blanks (and of 1 to 2
 * words for chrF++), averaged over the orders that both texts have. Each pair counts with the reference
 * it is most like.
 *
 * Cost O(characters · orders). Source: Popović 2015, 2017; equal to sacreBLEU 2.6.0.
 */
export function corpusChrf(pairs: readonly TextPair[], given: Partial<ChrfSettings> = {}): number {
  return chrfOfMatches(chrfMatches(pairs, given), given);
}

/** What {@link corpusChrf} counts: order by order, characters first, summed over the pairs. */
export function chrfMatches(
  pairs: readonly TextPair[],
  given: Partial<ChrfSettings> = {},
): readonly ChrfMatches[] {
  const settings = { ...defaults, ...given };
  const orders = settings.characters + settings.words;
  let sums: readonly ChrfMatches[] = Array.from({ length: orders }, () => [0, 0, 0] as const);
  for (const { hypothesis, references } of pairs) {
    const own = runsOf(hypothesis, settings);
    let best: readonly ChrfMatches[] = [];
    let bestScore = -1;
    for (const reference of references) {
      const matches = matchesOf(own, runsOf(reference, settings));
      const score = scoreOf(matches, settings.beta);
      if (score > bestScore) [best, bestScore] = [matches, score];
    }
    sums = sums.map((sum, order) => added(sum, best[order] ?? [0, 0, 0]));
  }
  return sums;
}

/** chrF, 0 to 100, of what was counted; see {@link corpusChrf}. */
export function chrfOfMatches(
  matches: readonly ChrfMatches[],
  { beta = defaults.beta }: Partial<ChrfSettings> = {},
): number {
  return scoreOf(matches, beta);
}

/** chrF of one sentence. */
export function sentenceChrf(pair: TextPair, given: Partial<ChrfSettings> = {}): number {
  return corpusChrf([pair], given);
}

const defaults: ChrfSettings = { characters: 6, words: 0, beta: 2, lowercase: false };

function added([a, b, c]: ChrfMatches, [x, y, z]: ChrfMatches): ChrfMatches {
  return [a + x, b + y, c + z];
}

/** Order by order, characters first: how often each run occurs. */
function runsOf(given: string, settings: ChrfSettings): readonly ReadonlyMap<string, number>[] {
  const text = settings.lowercase ? given.toLowerCase() : given;
  const words = splitWords(text);
  const characters = [...words.join("")];
  const ofCharacters = Array.from({ length: settings.characters }, (_, index) =>
    countNgrams(characters, index + 1),
  );
  const cut = words.flatMap(withoutPunctuation);
  const ofWords = Array.from({ length: settings.words }, (_, index) => countNgrams(cut, index + 1));
  return [...ofCharacters, ...ofWords];
}

const punctuation = /[!-/:-@[-`{-~]/;

/** One mark at the end of a word, or else at its beginning, is a word of its own. */
function withoutPunctuation(word: string): readonly string[] {
  const signs = [...word];
  const last = signs.at(-1) ?? "";
  const [first = ""] = signs;
  if (signs.length === 1) return [word];
  if (punctuation.test(last)) return [signs.slice(0, -1).join(""), last];
  return punctuation.test(first) ? [first, signs.slice(1).join("")] : [word];
}

function matchesOf(
  own: readonly ReadonlyMap<string, number>[],
  other: readonly ReadonlyMap<string, number>[],
): readonly ChrfMatches[] {
  return own.map((runs, order) => {
    const known = other[order] ?? new Map<string, number>();
    // A reference that is too short for an order leaves it out.
    return [known.size > 0 ? totalOf(runs) : 0, totalOf(known), overlapOf(runs, known)];
  });
}

function scoreOf(matches: readonly ChrfMatches[], beta: number): number {
  const factor = beta * beta;
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (const [own, known, both] of matches) {
    if (own === 0 || known === 0) continue;
    precision += both / own;
    recall += both / known;
    orders += 1;
  }
  if (orders === 0 || precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (100 * (1 + factor) * precision * recall) / (factor * precision + recall);
}

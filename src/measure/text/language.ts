import { splitWords } from "./white-space.ts";

// Script → the letters of it.
const scripts: readonly (readonly [string, RegExp])[] = [
  ["ja", /[\u3040-\u30ff]/u],
  ["ko", /\p{Script=Hangul}/u],
  ["zh", /\p{Script=Han}/u],
  ["ru", /\p{Script=Cyrillic}/u],
  ["el", /\p{Script=Greek}/u],
  ["ar", /\p{Script=Arabic}/u],
  ["he", /\p{Script=Hebrew}/u],
  ["th", /\p{Script=Thai}/u],
  ["hi", /\p{Script=Devanagari}/u],
];

// Language of Latin letters → its commonest small words.
const smallWords: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    en: "the of and to in is that it for was on with as are this be at by not have you or from",
    de: "der die das und ist nicht ein eine zu den mit von für auf im dem des sich auch es wie sie ich",
    fr: "le la les des et est un une dans pour que qui pas sur avec au du ce il elle vous nous sont",
    es: "el la los las de y es en un una que por con para no se su del al como más lo pero",
    it: "il lo la gli le di e è un una che per con non si del della sono come più anche questo nel",
    pt: "o a os as de e é em um uma que por com para não se do da no na mais como mas foi",
    nl: "de het een en van is dat in op te zijn met voor niet aan er ook als maar om naar door",
  }).map(([language, words]) => [language, new Set(words.split(" "))]),
);

/** The language of a text, and how sure that is. */
export interface LanguageGuess {
  /** Two letters of ISO 639-1; null where the text tells none. */
  readonly language: string | null;
  /** 0 to 1: share of the letters or small words that speak for it. */
  readonly confidence: number;
}

const wordsMin = 4;

/**
 * The language of a text by its script and, for Latin letters, by small words of seven languages. A
 * heuristic for texts of a sentence or more: other languages of one script are taken for the commonest,
 * short texts and code tell none.
 *
 * Cost O(length) of the first 5,000 characters. Never throws.
 * @example languageOf("Das ist nicht der Anfang der Geschichte.").language // "de"
 */
export function languageOf(text: string): LanguageGuess {
  const signs = text.slice(0, 5_000).match(/\p{L}/gu) ?? [];
  for (const [language, letters] of scripts) {
    const count = signs.filter((sign) => letters.test(sign)).length;
    // Japanese has its own letters beside those of Chinese: a fifth of them is enough.
    const least = language === "ja" ? 0.2 : 0.4;
    if (signs.length > 0 && count / signs.length >= least) {
      return { language, confidence: Math.min(1, count / signs.length) };
    }
  }
  const words = splitWords(
    text
      .slice(0, 5_000)
      .toLowerCase()
      .replace(/[^\p{L}\s]/gu, " "),
  );
  if (words.length < wordsMin) return { language: null, confidence: 0 };
  const counts = Object.entries(smallWords)
    .map(([language, known]) => {
      return { language, count: words.filter((word) => known.has(word)).length };
    })
    .toSorted((a, b) => b.count - a.count);
  const [best, next] = counts;
  if (best === undefined || best.count < Math.max(2, words.length * 0.08)) {
    return { language: null, confidence: 0 };
  }
  return { language: best.language, confidence: best.count / (best.count + (next?.count ?? 0)) };
}

/** Whether an answer is in another language than it should be; null where either tells none. */
export function isOtherLanguage(answer: string, expected: string): boolean | null {
  const language = /^[a-z]{2}$/.test(expected) ? expected : languageOf(expected).language;
  const found = languageOf(answer);
  if (language === null || found.language === null || found.confidence < 0.6) return null;
  return found.language !== language;
}

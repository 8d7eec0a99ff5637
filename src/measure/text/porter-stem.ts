// Porter's rules with the extensions of NLTK 3.8, which google's rouge_score uses.

// Words with a stem of their own.
const irregular: ReadonlyMap<string, string> = new Map([
  ["sky", "sky"],
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["news", "news"],
  ["innings", "inning"],
  ["inning", "inning"],
  ["outings", "outing"],
  ["outing", "outing"],
  ["cannings", "canning"],
  ["canning", "canning"],
  ["howe", "howe"],
  ["proceed", "proceed"],
  ["exceed", "exceed"],
  ["succeed", "succeed"],
]);

/**
 * Stem of an English word in lower case.
 *
 * Cost O(length). Source: Porter 1980, with NLTK 3.8's extensions (its default mode).
 * @example porterStem("relational") // "relat"
 */
export function porterStem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  const steps = [plural, pastAndGerund, finalY, doubleSuffixes, singleSuffixes, lastSuffixes];
  return doubleL(finalE(steps.reduce((stem, step) => step(stem), word)));
}

/** Suffix, what stands for it, and what its stem must be. The first suffix that fits decides. */
type Rule = readonly [suffix: string, replacement: string, isAllowed?: (stem: string) => boolean];

function applied(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, isAllowed] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return isAllowed === undefined || isAllowed(stem) ? stem + replacement : word;
  }
  return word;
}

function isConsonant(word: string, at: number): boolean {
  const letter = word[at] ?? "";
  if ("aeiou".includes(letter)) return false;
  if (letter !== "y") return true;
  return at === 0 || !isConsonant(word, at - 1);
}

/** How many times consonants follow vowels: Porter's m. */
function measureOf(stem: string): number {
  let count = 0;
  let wasVowel = false;
  for (let at = 0; at < stem.length; at += 1) {
    const isVowel = !isConsonant(stem, at);
    if (wasVowel && !isVowel) count += 1;
    wasVowel = isVowel;
  }
  return count;
}

const isPositive = (stem: string) => measureOf(stem) > 0;
const isLong = (stem: string) => measureOf(stem) > 1;

function hasVowel(stem: string): boolean {
  for (let at = 0; at < stem.length; at += 1) if (!isConsonant(stem, at)) return true;
  return false;
}

function endsInDouble(word: string): boolean {
  const last = word.length - 1;
  return last >= 1 && word[last] === word[last - 1] && isConsonant(word, last);
}

/** Consonant, vowel, consonant other than w, x, y; or two letters, vowel and consonant. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  if (last === 1) return !isConsonant(word, 0) && isConsonant(word, 1);
  if (last < 2 || "wxy".includes(word[last] ?? "")) return false;
  return isConsonant(word, last - 2) && !isConsonant(word, last - 1) && isConsonant(word, last);
}

function plural(word: string): string {
  if (word.length === 4 && word.endsWith("ies")) return word.slice(0, -1);
  return applied(word, [
    ["sses", "ss"],
    ["ies", "i"],
    ["ss", "ss"],
    ["s", ""],
  ]);
}

function pastAndGerund(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return isPositive(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = ["ed", "ing"].find(
    (ending) => word.endsWith(ending) && hasVowel(word.slice(0, -ending.length)),
  );
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsInDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measureOf(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function finalY(word: string): string {
  const isAllowed = (stem: string) => stem.length > 1 && isConsonant(stem, stem.length - 1);
  return applied(word, [["y", "i", isAllowed]]);
}

function doubleSuffixes(word: string): string {
  if (word.endsWith("alli") && isPositive(word.slice(0, -4))) {
    return doubleSuffixes(word.slice(0, -2));
  }
  const rules: readonly (readonly [string, string])[] = [
    ["ational", "ate"],
    ["tional", "tion"],
    ["enci", "ence"],
    ["anci", "ance"],
    ["izer", "ize"],
    ["bli", "ble"],
    ["alli", "al"],
    ["entli", "ent"],
    ["eli", "e"],
    ["ousli", "ous"],
    ["ization", "ize"],
    ["ation", "ate"],
    ["ator", "ate"],
    ["alism", "al"],
    ["iveness", "ive"],
    ["fulness", "ful"],
    ["ousness", "ous"],
    ["aliti", "al"],
    ["iviti", "ive"],
    ["biliti", "ble"],
    ["fulli", "ful"],
  ];
  return applied(word, [
    ...rules.map(([suffix, replacement]) => [suffix, replacement, isPositive] as const),
    // The l belongs to the stem that is measured: so geologi becomes geolog.
    ["logi", "log", (stem) => isPositive(`${stem}l`)],
  ]);
}

function singleSuffixes(word: string): string {
  return applied(word, [
    ["icate", "ic", isPositive],
    ["ative", "", isPositive],
    ["alize", "al", isPositive],
    ["iciti", "ic", isPositive],
    ["ical", "ic", isPositive],
    ["ful", "", isPositive],
    ["ness", "", isPositive],
  ]);
}

function lastSuffixes(word: string): string {
  const cut = (suffix: string): Rule => [suffix, "", isLong];
  const early = ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"];
  const late = ["ou", "ism", "ate", "iti", "ous", "ive", "ize"];
  const ion: Rule = ["ion", "", (stem) => isLong(stem) && /[st]$/.test(stem)];
  return applied(word, [...early.map(cut), ion, ...late.map(cut)]);
}

function finalE(word: string): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  const size = measureOf(stem);
  return size > 1 || (size === 1 && !endsShort(stem)) ? stem : word;
}

function doubleL(word: string): string {
  const isAllowed = () => isLong(word.slice(0, -1));
  return applied(word, [["ll", "l", isAllowed]]);
}

import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import type { TextPair } from "./bleu.ts";
import { type Alignment, type EditTable, editTable } from "./ter-alignment.ts";
import { terTokens } from "./ter-tokens.ts";

/** How TER is computed; the defaults are sacreBLEU's. */
export const terSettings = {
  caseSensitive: { type: "flag", default: false, meaning: "upper and lower case differ" },
  normalized: { type: "flag", default: false, meaning: "punctuation is cut off words" },
  withoutPunctuation: { type: "flag", default: false, meaning: "punctuation is taken out" },
  asian: {
    type: "flag",
    default: false,
    meaning: "East Asian characters and marks are cut or taken out as well",
  },
} as const satisfies SettingTable;

export type TerSettings = ValuesOf<typeof terSettings>;

/** Translation edit rate and what it is made of. */
export interface TerScore {
  /** 0 and above: 100 is as many edits as reference words. */
  readonly score: number;
  readonly edits: number;
  /** Words of the references, the mean of each pair's. */
  readonly referenceLength: number;
}

// Tercom's limits, the last sacreBLEU's own.
const shiftSizeMax = 10;
const shiftDistanceMax = 50;
const candidatesMax = 1_000;

/**
 * Translation edit rate of a corpus: insertions, deletions, substitutions and shifts of word runs that
 * make each text its nearest reference, as a share of the references' words.
 *
 * @returns 100 where references are empty and texts are not, 0 where both are
 * Cost O(words² · shifts tried). Source: Snover et al. 2006; equal to sacreBLEU 2.6.0, which follows
 * Tercom's search: it is greedy, so the edits are not always the fewest.
 */
export function corpusTer(pairs: readonly TextPair[], given: Partial<TerSettings> = {}): TerScore {
  const settings = {
    isCaseSensitive: given.caseSensitive ?? false,
    isNormalized: given.normalized ?? false,
    isWithoutPunctuation: given.withoutPunctuation ?? false,
    isAsian: given.asian ?? false,
  };
  let edits = 0;
  let referenceLength = 0;
  for (const { hypothesis, references } of pairs) {
    const words = terTokens(hypothesis, settings);
    // sacreBLEU cuts references twice, which cuts a little more where words are cut off; kept, for equal scores.
    const known = references.map((reference) =>
      terTokens(terTokens(reference, settings).join(" "), settings),
    );
    edits += Math.min(...known.map((reference) => editsBetween(words, reference)));
    referenceLength += known.reduce((sum, { length }) => sum + length, 0) / known.length;
  }
  const share = referenceLength > 0 ? edits / referenceLength : edits > 0 ? 1 : 0;
  return { score: 100 * share, edits, referenceLength };
}

/** Translation edit rate of one sentence. */
export function sentenceTer(pair: TextPair, given: Partial<TerSettings> = {}): TerScore {
  return corpusTer([pair], given);
}

function editsBetween(hypothesis: readonly string[], reference: readonly string[]): number {
  if (reference.length === 0) return hypothesis.length;
  const table = editTable(reference);
  const tried = { count: 0 };
  let words = hypothesis;
  let shifts = 0;
  for (;;) {
    const best = bestShift(words, { reference, table, tried });
    if (tried.count >= candidatesMax || best === null || best.gain <= 0) break;
    shifts += 1;
    words = best.words;
  }
  return shifts + table.distance(words);
}

interface Shift {
  readonly gain: number;
  readonly length: number;
  readonly start: number;
  readonly target: number;
  readonly words: readonly string[];
}

interface Search {
  readonly reference: readonly string[];
  readonly table: EditTable;
  /** Shifts tried for this pair so far; counted up. */
  readonly tried: { count: number };
}

/** The shift that saves most edits; then the longest, then the first run, then the first target. */
function bestShift(words: readonly string[], search: Search): Shift | null {
  const { reference, table, tried } = search;
  const before = table.distance(words);
  const alignment = table.alignment(words);
  let best: Shift | null = null;
  for (const run of equalRuns(words, reference)) {
    if (!isWorthShifting(run, alignment)) continue;
    for (const target of targetsOf(run, alignment, reference.length)) {
      const shifted = shift(words, { ...run, target });
      const gain = before - table.distance(shifted);
      const { start, length } = run;
      tried.count += 1;
      const candidate = { gain, length, start, target, words: shifted };
      if (best === null || isBetter(candidate, best)) best = candidate;
    }
    if (tried.count >= candidatesMax) break;
  }
  return best;
}

function isBetter(a: Shift, b: Shift): boolean {
  return (a.gain - b.gain || a.length - b.length || b.start - a.start || b.target - a.target) > 0;
}

/** A run of words that hypothesis and reference share. */
interface Run {
  readonly start: number;
  readonly referenceStart: number;
  readonly length: number;
}

function* equalRuns(words: readonly string[], reference: readonly string[]): Generator<Run> {
  for (let start = 0; start < words.length; start += 1) {
    for (let other = 0; other < reference.length; other += 1) {
      if (Math.abs(other - start) > shiftDistanceMax) continue;
      for (let length = 0; length < shiftSizeMax;) {
        if (start + length >= words.length || other + length >= reference.length) break;
        if (words[start + length] !== reference[other + length]) break;
        length += 1;
        yield { start, referenceStart: other, length };
      }
    }
  }
}

/** Something is wrong at both places, and the run does not belong where it stands. */
function isWorthShifting({ start, referenceStart, length }: Run, alignment: Alignment): boolean {
  const { isHypothesisWrong, isReferenceWrong, places } = alignment;
  if (!isHypothesisWrong.subarray(start, start + length).includes(1)) return false;
  if (!isReferenceWrong.subarray(referenceStart, referenceStart + length).includes(1)) return false;
  const place = places[referenceStart] ?? -1;
  return place < start || place >= start + length;
}

function* targetsOf({ referenceStart, length }: Run, { places }: Alignment, size: number) {
  let last = -1;
  for (let place = referenceStart - 1; place < referenceStart + length; place += 1) {
    if (place >= size) return;
    const target = place === -1 ? 0 : (places[place] ?? -1) + 1;
    if (target !== last) yield target;
    last = target;
  }
}

function shift(
  words: readonly string[],
  { start, length, target }: Run & { readonly target: number },
): readonly string[] {
  const run = words.slice(start, start + length);
  const rest = [...words.slice(0, start), ...words.slice(start + length)];
  // Behind itself the target loses the words that were taken out; within itself it moves on.
  const place = target < start ? target : target > start + length ? target - length : target;
  return [...rest.slice(0, place), ...run, ...rest.slice(place)];
}

import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import { type BleuTokenizer, bleuTokens, bleuTokenizers } from "./bleu-tokens.ts";
import { countNgrams, totalOf } from "./count-ngrams.ts";

/** How BLEU is computed; the defaults are sacreBLEU's for corpora. */
export const bleuSettings = {
  tokenizer: {
    type: "choice",
    default: "13a",
    choices: bleuTokenizers,
    meaning: "how texts are cut into tokens",
  },
  smoothing: {
    type: "choice",
    default: "exp",
    choices: ["exp", "floor", "add-k", "none"],
    meaning:
      "what stands for an order without a match: halves of halves, a small count, counts plus k",
  },
  smoothingValue: {
    type: "number",
    unit: "1",
    default: -1,
    min: -1,
    max: 1_000,
    meaning: "the small count (0.1 where -1) or k (1 where -1)",
  },
  lowercase: { type: "flag", default: false, meaning: "texts in lower case" },
  effectiveOrder: {
    type: "flag",
    default: false,
    meaning: "leave out orders for which a text is too short; for single sentences",
  },
} as const satisfies SettingTable;

export type BleuSettings = ValuesOf<typeof bleuSettings>;

/** A text and the texts it should be like, at least one. */
export interface TextPair {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

/** BLEU with all that it is made of. */
export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Of 1 to 4 tokens, 0 to 100, smoothed. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  /** Matches and totals of 1 to 4 tokens, not smoothed. */
  readonly counts: readonly number[];
  readonly totals: readonly number[];
  /** What was computed, in sacreBLEU's notation, so that scores are only compared with their like. */
  readonly signature: string;
}

const orderMax = 4;

/** What BLEU is computed from; of several pairs the sums of each. */
export type BleuCounts = Pick<
  BleuScore,
  "counts" | "totals" | "hypothesisLength" | "referenceLength"
>;

/**
 * BLEU of a corpus: the geometric mean of the precisions of 1 to 4 tokens, counts clipped by the
 * reference that has a run most often, times the penalty for being shorter than the closest reference.
 *
 * @returns score 0 without any match and for no pairs
 * Cost O(tokens). Source: Papineni et al. 2002; Post 2018; equal to sacreBLEU 2.6.0.
 */
export function corpusBleu(
  pairs: readonly TextPair[],
  given: Partial<BleuSettings> = {},
): BleuScore {
  const settings = { ...defaults, ...given };
  const sums = bleuCounts(pairs, given);
  const signature = signatureOf(pairs, settings);
  return { ...scoreOf(sums, settings), ...sums, signature };
}

/** What {@link corpusBleu} counts. Cost O(tokens). */
export function bleuCounts(
  pairs: readonly TextPair[],
  given: Partial<BleuSettings> = {},
): BleuCounts {
  const settings = { ...defaults, ...given };
  const counts = Array.from({ length: orderMax }, () => 0);
  const totals = Array.from({ length: orderMax }, () => 0);
  let hypothesisLength = 0;
  let referenceLength = 0;
  for (const { hypothesis, references } of pairs) {
    const tokens = tokensOf(hypothesis, settings);
    const known = references.map((reference) => tokensOf(reference, settings));
    hypothesisLength += tokens.length;
    referenceLength += closestLength(tokens.length, known);
    for (let order = 1; order <= orderMax; order += 1) {
      const own = countNgrams(tokens, order);
      const others = known.map((reference) => countNgrams(reference, order));
      totals[order - 1] = (totals[order - 1] ?? 0) + totalOf(own);
      for (const [run, count] of own) {
        const most = Math.max(0, ...others.map((other) => other.get(run) ?? 0));
        counts[order - 1] = (counts[order - 1] ?? 0) + Math.min(count, most);
      }
    }
  }
  return { counts, totals, hypothesisLength, referenceLength };
}

/** BLEU, 0 to 100, of what was counted; see {@link corpusBleu}. */
export function bleuOfCounts(sums: BleuCounts, given: Partial<BleuSettings> = {}): number {
  return scoreOf(sums, { ...defaults, ...given }).score;
}

/** BLEU of one sentence, with the effective order unless the settings say otherwise. */
export function sentenceBleu(pair: TextPair, given: Partial<BleuSettings> = {}): BleuScore {
  return corpusBleu([pair], { effectiveOrder: true, ...given });
}

const defaults: BleuSettings = {
  tokenizer: "13a",
  smoothing: "exp",
  smoothingValue: -1,
  lowercase: false,
  effectiveOrder: false,
};

function tokensOf(text: string, { tokenizer, lowercase }: BleuSettings): readonly string[] {
  // The table of settings allows tokenisers only.
  return bleuTokens(lowercase ? text.toLowerCase() : text, tokenizer as BleuTokenizer);
}

/** Length of the reference nearest in length, the shorter of two as near. */
function closestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length);
  const [closest = 0] = lengths.toSorted(
    (a, b) => Math.abs(a - length) - Math.abs(b - length) || a - b,
  );
  return closest;
}

function scoreOf(
  of: BleuCounts,
  { smoothing, smoothingValue, effectiveOrder }: BleuSettings,
): Pick<BleuScore, "score" | "precisions" | "brevityPenalty"> {
  const { hypothesisLength, referenceLength } = of;
  const isShort = hypothesisLength < referenceLength;
  const brevityPenalty = !isShort
    ? 1
    : hypothesisLength > 0
      ? Math.exp(1 - referenceLength / hypothesisLength)
      : 0;
  const precisions = Array.from({ length: orderMax }, () => 0);
  if (of.counts.every((count) => count === 0)) return { score: 0, precisions, brevityPenalty };
  const value = smoothingValue >= 0 ? smoothingValue : smoothing === "floor" ? 0.1 : 1;
  let halves = 1;
  let used = orderMax;
  for (let order = 1; order <= orderMax; order += 1) {
    const added = smoothing === "add-k" && order > 1 ? value : 0;
    const count = (of.counts[order - 1] ?? 0) + added;
    const total = (of.totals[order - 1] ?? 0) + added;
    if (total === 0) break;
    if (effectiveOrder) used = order;
    if (count > 0) precisions[order - 1] = (100 * count) / total;
    else if (smoothing === "exp") precisions[order - 1] = 100 / ((halves *= 2) * total);
    else if (smoothing === "floor") precisions[order - 1] = (100 * value) / total;
  }
  const logs = precisions.slice(0, used).map((precision) => Math.log(precision));
  const mean = logs.reduce((sum, log) => sum + log, 0) / used;
  return { score: brevityPenalty * Math.exp(mean), precisions, brevityPenalty };
}

function signatureOf(pairs: readonly TextPair[], settings: BleuSettings): string {
  const { tokenizer, smoothing, smoothingValue: value, lowercase, effectiveOrder } = settings;
  const counts = new Set(pairs.map(({ references }) => references.length));
  const [only = 0] = counts;
  const amount = value >= 0 && (smoothing === "floor" || smoothing === "add-k") ? `[${value}]` : "";
  return [
    `nrefs:${counts.size > 1 ? "var" : only}`,
    `case:${lowercase ? "lc" : "mixed"}`,
    `eff:${effectiveOrder ? "yes" : "no"}`,
    `tok:${tokenizer}`,
    `smooth:${smoothing}${amount}`,
    "version:2.6.0",
  ].join("|");
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exactMatch, plainAnswer, tokenOverlap } from "../../src/measure/text/answer-match.ts";
import {
  type BleuScore,
  type BleuSettings,
  corpusBleu,
  sentenceBleu,
} from "../../src/measure/text/bleu.ts";
import { corpusChrf, sentenceChrf } from "../../src/measure/text/chrf.ts";
import {
  characterEdits,
  characterErrorRate,
  wordErrors,
} from "../../src/measure/text/edit-rate.ts";
import {
  meanNegativeLogLikelihood,
  perplexity,
  semanticEntropy,
  weightedSemanticEntropy,
} from "../../src/measure/text/likelihood.ts";
import type { RougePair } from "../../src/measure/text/rouge.ts";
import { corpusTer, sentenceTer } from "../../src/measure/text/ter.ts";
import type { Figure } from "../report.ts";
import { compareGeneratedTexts } from "./text-parity.ts";
import {
  comparePublished,
  pairsOf,
  percentTolerance,
  type Published,
  ratioTolerance,
  rougeOf,
  type TextComparison,
} from "./text-published.ts";

/**
 * Text metrics against the answers of sacreBLEU, rouge_score, SQuAD's script and jiwer: generated cases, and
 * the file of cases under the folder of data where there is one.
 */
export function textFigures(data: string): {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
} {
  const path = join(data, "textmetrics", "cases.json");
  const hasFile = data !== "" && existsSync(path);
  const comparisons = hasFile
    ? compareTexts(JSON.parse(readFileSync(path, "utf8")) as TextCases)
    : [];
  const failed = comparisons.filter((each) => !isEqual(each));
  const generated = compareGeneratedTexts();
  const generatedFailures = generated.flatMap(({ failures }) => failures);
  const figure = (measure: string, value: number) =>
    ({ bench: "measure", set: "text", measure, value, unit: "cases" }) as const;
  const casesMin = Math.min(...generated.map(({ cases }) => cases));
  const generatedCases = generated.reduce((sum, { cases }) => sum + cases, 0);
  return {
    figures: [
      figure("cases", comparisons.length + generatedCases),
      {
        ...figure("failures", failed.length + generatedFailures.length),
        target: 0,
        better: "lower",
      },
      figure("cases-of-file", comparisons.length),
      ...generated.map(({ name, cases }) => figure(`cases-generated-${name}`, cases)),
      { ...figure("cases-generated-min", casesMin), target: 200 },
      {
        ...figure("max-error-generated", Math.max(...generated.map((one) => one.maxRelativeError))),
        unit: "1",
        target: 1e-9,
        better: "lower",
        referenceName: "sacreBLEU 2.6.0, rouge_score 0.1.2, jiwer 4.0.0, SQuAD 1.1",
      },
    ],
    notes: [
      ...(hasFile ? [] : ["text: generated cases only, no textmetrics/cases.json under --data"]),
      ...failed.map(({ name, ours, theirs }) => `text: ${name}: ${ours} instead of ${theirs}`),
      ...generated.flatMap(({ failures }) => failures.slice(0, 3)),
    ],
  };
}

/** Whether a comparison holds; no value equals no value only. */
export function isEqual({ ours, theirs, tolerance }: TextComparison): boolean {
  if (typeof ours === "number" && typeof theirs === "number") {
    return Math.abs(ours - theirs) <= tolerance;
  }
  return ours === theirs;
}

/** The parts of a file of cases that are compared; every part may be missing. */
export interface TextCases {
  readonly pairs?: readonly PairCase[];
  readonly corpus?: Record<string, { readonly score: number } & Record<string, unknown>>;
  readonly multi_reference?: {
    readonly hyps: readonly string[];
    readonly refs: readonly (readonly string[])[];
    readonly scores: Record<string, number>;
  };
  readonly published?: Published;
  readonly probability?: Record<string, number | readonly number[] | string>;
}

interface PairCase {
  readonly hyp: string;
  readonly ref: string;
  readonly sacrebleu: Record<string, number>;
  readonly rouge: Record<string, readonly number[]>;
  readonly rouge_stem: Record<string, readonly number[]>;
  readonly squad: Record<string, number | string>;
  readonly wer: Record<string, number | null>;
  readonly cer: Record<string, number | null>;
}

/** Every value of the file beside ours. */
export function compareTexts(cases: TextCases): readonly TextComparison[] {
  return [
    ...(cases.pairs ?? []).flatMap(comparePair),
    ...compareCorpus(cases),
    ...compareMultiple(cases),
    ...comparePublished(cases.published ?? {}),
    ...compareProbability(cases.probability ?? {}),
  ];
}

// What sacreBLEU was called with for each answer.
const bleuOf: Record<string, Partial<BleuSettings>> = {
  bleu_eff: {},
  bleu_eff_lc: { lowercase: true },
  bleu_eff_intl: { tokenizer: "intl" },
  bleu_eff_char: { tokenizer: "char" },
  bleu_eff_zh: { tokenizer: "zh" },
  bleu_eff_none: { tokenizer: "none" },
  bleu_floor: { smoothing: "floor" },
  bleu_addk: { smoothing: "add-k" },
};

function comparePair(given: PairCase, index: number): readonly TextComparison[] {
  const pair = { hypothesis: given.hyp, reference: given.ref };
  const many = { hypothesis: given.hyp, references: [given.ref] };
  const name = (what: string) => `pair ${index + 1} ${what}`;
  const sacre = Object.entries(given.sacrebleu).map(([key, theirs]): TextComparison => {
    const settings = bleuOf[key];
    const ours =
      settings !== undefined
        ? sentenceBleu(many, settings).score
        : key === "chrf2" || key === "chrf2pp"
          ? sentenceChrf(many, { words: key === "chrf2pp" ? 2 : 0 })
          : sentenceTer(many, key === "ter" ? {} : { caseSensitive: true, normalized: true }).score;
    return { name: name(key), ours, theirs, tolerance: percentTolerance };
  });
  const words = wordErrors([pair]);
  const characters = characterEdits([pair]);
  const editsOf = ({ substitutions, deletions, insertions }: typeof characters) =>
    substitutions + deletions + insertions;
  const sizeOf = ({ hits, substitutions, deletions }: typeof characters) =>
    hits + substitutions + deletions;
  const exact = (what: string, ours: TextComparison["ours"], theirs: unknown): TextComparison => ({
    name: name(what),
    ours: typeof ours === "number" && Number.isNaN(ours) ? null : ours,
    theirs: theirs as TextComparison["theirs"],
    tolerance: 1e-12,
  });
  return [
    ...sacre,
    ...compareRouge(name("rouge"), pair, { answers: given.rouge, stem: false }),
    ...compareRouge(name("rouge stemmed"), pair, { answers: given.rouge_stem, stem: true }),
    exact("exact match", exactMatch(pair), given.squad["exact_match"]),
    exact("token F1", tokenOverlap(pair).f1, given.squad["f1"]),
    exact("plain text", plainAnswer(given.hyp), given.squad["norm_hyp"]),
    exact("plain reference", plainAnswer(given.ref), given.squad["norm_ref"]),
    exact("word edits", editsOf(words), given.wer["word_edits"]),
    exact("reference words", sizeOf(words), given.wer["ref_words"]),
    exact("word error rate", words.wordErrorRate, given.wer["wer"]),
    exact("character edits", editsOf(characters), given.cer["char_edits"]),
    exact("reference characters", sizeOf(characters), given.cer["ref_chars"]),
    exact("character error rate", characterErrorRate([pair]), given.cer["cer"]),
  ];
}

function compareRouge(
  name: string,
  pair: RougePair,
  { answers, stem }: { readonly answers: PairCase["rouge"]; readonly stem: boolean },
): readonly TextComparison[] {
  return Object.entries(answers).flatMap(([key, theirs]) => {
    const { precision, recall, f1 } = rougeOf(key, pair, stem);
    return [precision, recall, f1].map((ours, part) => ({
      name: `${name} ${key} ${["precision", "recall", "F1"][part]}`,
      ours,
      theirs: theirs[part] ?? null,
      tolerance: ratioTolerance,
    }));
  });
}

function compareCorpus({ pairs = [], corpus = {} }: TextCases): readonly TextComparison[] {
  // The corpus scores were made of the pairs without empty texts.
  const whole = pairs.filter(({ hyp, ref }) => hyp !== "" && ref !== "");
  const all = whole.map(({ hyp, ref }) => ({ hypothesis: hyp, references: [ref] }));
  return Object.entries(corpus).flatMap(([key, answer]) => {
    const tolerance = percentTolerance;
    const about = (what: string, ours: number | string, theirs: unknown): TextComparison => ({
      name: `corpus ${key} ${what}`,
      ours,
      theirs: theirs as TextComparison["theirs"],
      tolerance,
    });
    if (key.startsWith("bleu")) {
      const settings = {
        bleu_none: { smoothing: "none" },
        bleu_intl: { tokenizer: "intl" },
        bleu_char: { tokenizer: "char" },
        bleu_zh: { tokenizer: "zh" },
      }[key];
      return compareBleuParts(corpusBleu(all, settings ?? {}), answer, about);
    }
    if (key.startsWith("chrf")) {
      const ours = corpusChrf(all, { words: key === "chrf2pp" ? 2 : 0 });
      return [about("score", ours, answer.score)];
    }
    const { score, edits, referenceLength } = corpusTer(all);
    return [
      about("score", score, answer.score),
      about("edits", edits, answer["num_edits"]),
      about("reference length", referenceLength, answer["ref_length"]),
    ];
  });
}

function compareBleuParts(
  ours: BleuScore,
  answer: { readonly score: number } & Record<string, unknown>,
  about: (what: string, ours: number | string, theirs: unknown) => TextComparison,
): readonly TextComparison[] {
  const lists = [
    ["precision", ours.precisions, answer["precisions"]],
    ["count", ours.counts, answer["counts"]],
    ["total", ours.totals, answer["totals"]],
  ] as const;
  return [
    about("score", ours.score, answer.score),
    about("brevity penalty", ours.brevityPenalty, answer["bp"]),
    about("length", ours.hypothesisLength, answer["sys_len"]),
    about("reference length", ours.referenceLength, answer["ref_len"]),
    about("signature", ours.signature, answer["signature"]),
    ...lists.flatMap(([what, values, theirs]) =>
      Array.isArray(theirs)
        ? values.map((value, order) => about(`${what} of ${order + 1}`, value, theirs[order]))
        : [],
    ),
  ];
}

function compareMultiple({ multi_reference: given }: TextCases): readonly TextComparison[] {
  if (given === undefined) return [];
  const pairs = pairsOf(given.hyps, given.refs);
  const ours: Record<string, () => number> = {
    bleu: () => corpusBleu(pairs).score,
    bleu_tok_none: () => corpusBleu(pairs, { tokenizer: "none" }).score,
    bleu_intl: () => corpusBleu(pairs, { tokenizer: "intl" }).score,
    chrf2: () => corpusChrf(pairs),
    chrf2pp: () => corpusChrf(pairs, { words: 2 }),
    ter: () => corpusTer(pairs).score,
  };
  return Object.entries(given.scores).map(([key, theirs]) => ({
    name: `several references ${key}`,
    ours: ours[key]?.() ?? null,
    theirs,
    tolerance: percentTolerance,
  }));
}

function compareProbability(given: NonNullable<TextCases["probability"]>) {
  const numbers = (key: string) => {
    const value = given[key];
    return Array.isArray(value) ? (value as readonly number[]) : [];
  };
  const tokens = numbers("token_logprobs");
  const ids = numbers("semantic_ids");
  const ours: Record<string, () => number> = {
    perplexity: () => perplexity(tokens),
    mean_nll: () => meanNegativeLogLikelihood(tokens),
    cluster_assignment_entropy_nats: () => semanticEntropy(ids),
    semantic_entropy_rao_nats: () => weightedSemanticEntropy(ids, numbers("seq_logliks")),
  };
  return Object.entries(ours).flatMap(([key, value]): readonly TextComparison[] => {
    const theirs = given[key];
    if (typeof theirs !== "number") return [];
    return [{ name: key, ours: value(), theirs, tolerance: ratioTolerance }];
  });
}

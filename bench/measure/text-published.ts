import { sentenceBleu } from "../../src/measure/text/bleu.ts";
import { corpusChrf } from "../../src/measure/text/chrf.ts";
import { wordErrors } from "../../src/measure/text/edit-rate.ts";
import {
  type OverlapScore,
  rougeL,
  rougeLsum,
  rougeN,
  type RougePair,
} from "../../src/measure/text/rouge.ts";
import { corpusTer } from "../../src/measure/text/ter.ts";

/** A value of ours beside one of a reference program. */
export interface TextComparison {
  readonly name: string;
  readonly ours: number | string | null;
  readonly theirs: number | string | null;
  /** Largest difference that counts as equal. */
  readonly tolerance: number;
}

/** Of scores from 0 to 100. */
export const percentTolerance = 1e-6;
/** Of scores from 0 to 1. */
export const ratioTolerance = 1e-9;

/** Numbers printed in the tests or documents of the reference programs. */
export interface Published {
  readonly jiwer_measures?: readonly Record<string, number | string>[];
  readonly hf_wer?: {
    readonly predictions: readonly string[];
    readonly references: readonly string[];
    readonly wer: number;
  };
  readonly sacrebleu_sentence?: {
    readonly hyp: string;
    readonly ref: string;
    readonly effective_order: boolean;
    readonly cases: readonly {
      readonly smooth: string;
      readonly value: number | null;
      readonly lowercase: boolean;
      readonly tok: string;
      readonly score: number;
    }[];
  };
  readonly rouge155?: readonly ({
    readonly target: string;
    readonly prediction: string;
    readonly stem: boolean;
  } & Record<string, { readonly p: number; readonly r: number; readonly f: number } | unknown>)[];
  readonly hf_ter?: readonly {
    readonly hyps: readonly string[];
    readonly refs: readonly (readonly string[])[];
    readonly opts: Record<string, boolean>;
    readonly score: number;
    readonly num_edits: number;
    readonly ref_length: number;
  }[];
  readonly hf_chrf?: readonly {
    readonly hyps: readonly string[];
    readonly refs: readonly (readonly string[])[];
    readonly cases: readonly {
      readonly word_order: number;
      readonly lowercase: boolean;
      readonly score: number;
    }[];
  }[];
}

/** Every published number beside ours. */
export function comparePublished(given: Published): readonly TextComparison[] {
  const jiwer = (given.jiwer_measures ?? []).flatMap((each, index) => {
    const pair = { hypothesis: String(each["hyp"]), reference: String(each["ref"]) };
    const errors = wordErrors([pair]);
    return [
      ["wer", errors.wordErrorRate],
      ["mer", errors.matchErrorRate],
      ["wil", errors.wordInformationLost],
    ].map(([key, ours]) => ({
      name: `jiwer ${index + 1} ${key}`,
      ours: ours ?? null,
      theirs: each[String(key)] ?? null,
      tolerance: ratioTolerance,
    }));
  });
  const wer = given.hf_wer === undefined ? [] : [publishedWer(given.hf_wer)];
  return [
    ...jiwer,
    ...wer,
    ...publishedBleu(given),
    ...publishedRouge(given),
    ...publishedTer(given),
  ];
}

function publishedWer(given: NonNullable<Published["hf_wer"]>): TextComparison {
  const pairs = given.predictions.map((hypothesis, row) => ({
    hypothesis,
    reference: given.references[row] ?? "",
  }));
  const ours = wordErrors(pairs).wordErrorRate;
  return { name: "evaluate wer", ours, theirs: given.wer, tolerance: ratioTolerance };
}

function publishedBleu({ sacrebleu_sentence: given }: Published): readonly TextComparison[] {
  if (given === undefined) return [];
  const pair = { hypothesis: given.hyp, references: [given.ref] };
  return given.cases.map(({ smooth, value, lowercase, tok, score }) => {
    const ours = sentenceBleu(pair, {
      smoothing: smooth,
      smoothingValue: value ?? -1,
      lowercase,
      tokenizer: tok,
      effectiveOrder: given.effective_order,
    }).score;
    const name = `sacreBLEU's tests ${tok} ${smooth} ${value ?? ""}`;
    return { name, ours, theirs: score, tolerance: printedTolerance(score) };
  });
}

function publishedRouge({ rouge155 = [] }: Published): readonly TextComparison[] {
  return rouge155.flatMap((each, index) =>
    ["rouge1", "rouge2", "rougeL"].flatMap((key) => {
      const answer = each[key];
      if (typeof answer !== "object" || answer === null) return [];
      const pair = { hypothesis: each.prediction, reference: each.target };
      const { precision: p, recall: r, f1: f } = rougeOf(key, pair, each.stem);
      return Object.entries({ p, r, f }).map(([part, ours]) => {
        const theirs: unknown = Reflect.get(answer, part);
        const name = `ROUGE-1.5.5 ${index + 1} ${key} ${part}`;
        return {
          name,
          ours,
          theirs: typeof theirs === "number" ? theirs : null,
          tolerance: 5.1e-6,
        };
      });
    }),
  );
}

function publishedTer({ hf_ter = [], hf_chrf = [] }: Published): readonly TextComparison[] {
  const ter = hf_ter.flatMap(({ hyps, refs, opts, score, num_edits, ref_length }, index) => {
    const ours = corpusTer(pairsOf(hyps, refs), {
      caseSensitive: opts["case_sensitive"] ?? false,
      normalized: opts["normalized"] ?? false,
      withoutPunctuation: opts["ignore_punct"] ?? opts["no_punct"] ?? false,
      asian: opts["support_zh_ja_chars"] ?? opts["asian_support"] ?? false,
    });
    const name = `evaluate TER ${index + 1}`;
    return [
      { name, ours: ours.score, theirs: score, tolerance: percentTolerance },
      { name: `${name} edits`, ours: ours.edits, theirs: num_edits, tolerance: 0 },
      { name: `${name} length`, ours: ours.referenceLength, theirs: ref_length, tolerance: 1e-9 },
    ];
  });
  const chrf = hf_chrf.flatMap(({ hyps, refs, cases }, index) =>
    cases.map(({ word_order: words, lowercase, score }) => ({
      name: `evaluate chrF ${index + 1} words ${words}`,
      ours: corpusChrf(pairsOf(hyps, refs), { words, lowercase }),
      theirs: score,
      tolerance: percentTolerance,
    })),
  );
  return [...ter, ...chrf];
}

/** ROUGE by the name that rouge_score gives it. */
export function rougeOf(key: string, pair: RougePair, stem: boolean): OverlapScore {
  if (key === "rougeL") return rougeL(pair, { stem });
  if (key === "rougeLsum") return rougeLsum(pair, { stem });
  return rougeN(pair, { n: Number(key.replace("rouge", "")), stem });
}

/** Texts beside their row of every stream of references. */
export function pairsOf(hyps: readonly string[], refs: readonly (readonly string[])[]) {
  return hyps.map((hypothesis, row) => ({
    hypothesis,
    references: refs.map((stream) => stream[row] ?? ""),
  }));
}

/** One unit of the last printed digit: published scores are cut off, not rounded. */
function printedTolerance(value: number): number {
  const decimals = String(value).split(".")[1]?.length ?? 0;
  return decimals > 9 ? percentTolerance : 10 ** -Math.max(3, decimals);
}

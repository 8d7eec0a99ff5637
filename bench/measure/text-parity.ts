import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { exactMatch, tokenOverlap } from "../../src/measure/text/answer-match.ts";
import type { BleuTokenizer } from "../../src/measure/text/bleu-tokens.ts";
import { corpusBleu, sentenceBleu } from "../../src/measure/text/bleu.ts";
import { corpusChrf, sentenceChrf } from "../../src/measure/text/chrf.ts";
import {
  characterEdits,
  characterErrorRate,
  type EditCounts,
  wordErrors,
} from "../../src/measure/text/edit-rate.ts";
import { corpusTer, sentenceTer } from "../../src/measure/text/ter.ts";
import { rougeL, rougeLsum, rougeN } from "../../src/measure/text/rouge.ts";
import type { Parity } from "./parity.ts";
import { type TextSegment, textSegments } from "./text-inputs.ts";

// The settings turn as in text-parity.py.
const functions: {
  readonly [name: string]: (found: readonly TextSegment[], index: number) => readonly number[];
} = { bleu, chrf, ter, rouge, errors, answers };

// function → case → answers, made by text-parity.py beside this file.
const path = new URL("text-answers.json.gz", import.meta.url);

/** Compares the first generated cases of every text metric with its reference program. */
export function compareGeneratedTexts(casesMax = Number.POSITIVE_INFINITY): readonly Parity[] {
  const all = JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")) as {
    readonly [name: string]: readonly (readonly (number | null)[])[];
  };
  return Object.entries(all).map(([name, known]) => {
    const compute = functions[name];
    if (compute === undefined) throw new Error(`no text metric ${name}`);
    const failures: string[] = [];
    let maxRelativeError = 0;
    const cases = known.slice(0, casesMax);
    cases.forEach((expected, index) => {
      const segments = textSegments(index);
      const found = compute(segments, index);
      const error = Math.max(
        found.length === expected.length ? 0 : Number.POSITIVE_INFINITY,
        ...expected.map((one, place) => errorOf(found[place]!, one)),
      );
      maxRelativeError = Math.max(maxRelativeError, error);
      if (error <= 1e-9) return;
      const shown = JSON.stringify({ found, expected, segments });
      failures.push(`${name} case ${index}: ${shown}`);
    });
    return { name, cases: cases.length, failures, maxRelativeError };
  });
}

function errorOf(found: number, expected: number | null): number {
  if (expected === null) return Number.isNaN(found) ? 0 : Number.POSITIVE_INFINITY;
  if (found === expected) return 0;
  const error = Math.abs(found - expected) / Math.max(1, Math.abs(expected));
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function first(found: readonly TextSegment[]): TextSegment {
  return found[0]!;
}

function at<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length]!;
}

function bleu(found: readonly TextSegment[], index: number): readonly number[] {
  const tokenizers: readonly BleuTokenizer[] = ["13a", "intl", "zh", "char", "none"];
  const smoothing = at(["exp", "floor", "add-k", "none"], Math.floor(index / 8));
  const value = smoothing === "floor" ? 0.25 : smoothing === "add-k" ? 2 : -1;
  const settings = {
    tokenizer: at(tokenizers, index),
    smoothing,
    smoothingValue: index % 3 === 0 ? value : -1,
    lowercase: index % 7 < 3,
  };
  const whole = corpusBleu(found, settings);
  const { score, precisions, brevityPenalty, hypothesisLength, referenceLength } = whole;
  const one = sentenceBleu(first(found), settings).score;
  return [score, ...precisions, brevityPenalty, hypothesisLength, referenceLength, one];
}

function chrf(found: readonly TextSegment[], index: number): readonly number[] {
  const settings = {
    characters: at([6, 4], Math.floor(index / 8)),
    words: at([0, 2, 1], index),
    beta: at([2, 1, 3], Math.floor(index / 3)),
    lowercase: index % 7 < 3,
  };
  return [corpusChrf(found, settings), sentenceChrf(first(found), settings)];
}

function ter(found: readonly TextSegment[], index: number): readonly number[] {
  const bits = Math.floor(index / 8);
  const settings = {
    normalized: bits % 2 === 1,
    withoutPunctuation: Math.floor(bits / 2) % 2 === 1,
    asian: Math.floor(bits / 4) % 2 === 1,
    caseSensitive: index % 7 < 3,
  };
  const { score, edits, referenceLength } = corpusTer(found, settings);
  return [score, edits, referenceLength, sentenceTer(first(found), settings).score];
}

function rouge(found: readonly TextSegment[], index: number): readonly number[] {
  const { hypothesis, references } = first(found);
  const pair = { hypothesis, reference: references[0]! };
  const stem = Math.floor(index / 8) % 2 === 1;
  const scores = [
    ...[1, 2, 3].map((n) => rougeN(pair, { n, stem })),
    rougeL(pair, { stem }),
    rougeLsum(pair, { stem }),
  ];
  return scores.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
}

function pairsOf(found: readonly TextSegment[]) {
  return found.map(({ hypothesis, references }) => ({ hypothesis, reference: references[0]! }));
}

function errors(found: readonly TextSegment[]): readonly number[] {
  const pairs = pairsOf(found);
  const words = wordErrors(pairs);
  const characters = characterEdits(pairs);
  const sizes = ({ hits, substitutions, deletions, insertions }: EditCounts) => [
    substitutions + deletions + insertions,
    hits + substitutions + deletions,
  ];
  return [words.wordErrorRate, ...sizes(words), characterErrorRate(pairs), ...sizes(characters)];
}

function answers(found: readonly TextSegment[]): readonly number[] {
  return pairsOf(found).flatMap((pair) => [exactMatch(pair), tokenOverlap(pair).f1]);
}

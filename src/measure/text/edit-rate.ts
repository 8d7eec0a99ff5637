import type { RougePair } from "./rouge.ts";
import { splitWords } from "./white-space.ts";

/** How a text was turned into another. */
export interface EditCounts {
  readonly hits: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

/** Error rates of words; NaN where the references have none. */
export interface WordErrors extends EditCounts {
  /** Edits / reference words: above 1 where much was inserted. */
  readonly wordErrorRate: number;
  /** Edits / (edits + hits): within 0 and 1. */
  readonly matchErrorRate: number;
  /** 1 − the product of the shares of both texts that are hits. */
  readonly wordInformationLost: number;
}

/**
 * Word errors of transcripts against their references, all pairs together. Case and punctuation
 * count. Cost O(words²) a pair. Source: Levenshtein 1966; Morris, Maier and Green 2004; as jiwer 4.
 */
export function wordErrors(pairs: readonly RougePair[]): WordErrors {
  const counts = totalEdits(
    pairs.map(({ hypothesis, reference }) => [splitWords(reference), splitWords(hypothesis)]),
  );
  const { hits, substitutions, deletions, insertions } = counts;
  const edits = substitutions + deletions + insertions;
  const known = hits + substitutions + deletions;
  const own = hits + substitutions + insertions;
  return {
    ...counts,
    wordErrorRate: rate(edits, known),
    matchErrorRate: rate(edits, edits + hits),
    wordInformationLost: known === 0 ? NaN : 1 - (hits / known) * (own === 0 ? 0 : hits / own),
  };
}

/** Character errors: edits / reference characters, blanks within the text included. */
export function characterErrorRate(pairs: readonly RougePair[]): number {
  const { hits, substitutions, deletions, insertions } = characterEdits(pairs);
  return rate(substitutions + deletions + insertions, hits + substitutions + deletions);
}

/** Edits between texts character by character, blanks at both ends cut off. */
export function characterEdits(pairs: readonly RougePair[]): EditCounts {
  return totalEdits(
    pairs.map(({ hypothesis, reference }) => [[...reference.trim()], [...hypothesis.trim()]]),
  );
}

/** Against nothing there is no rate. */
function rate(edits: number, size: number): number {
  return size === 0 ? NaN : edits / size;
}

function totalEdits(
  pairs: readonly (readonly [readonly string[], readonly string[]])[],
): EditCounts {
  const sum = { hits: 0, substitutions: 0, deletions: 0, insertions: 0 };
  for (const [reference, hypothesis] of pairs) {
    const counts = editsOf(reference, hypothesis);
    sum.hits += counts.hits;
    sum.substitutions += counts.substitutions;
    sum.deletions += counts.deletions;
    sum.insertions += counts.insertions;
  }
  return sum;
}

/** Fewest edits; among equally many, the most hits. */
function editsOf(reference: readonly string[], hypothesis: readonly string[]): EditCounts {
  const width = hypothesis.length + 1;
  // Edits times a number above all hits, minus hits: the least is fewest edits, then most hits.
  const weight = reference.length + hypothesis.length + 1;
  let above = Float64Array.from({ length: width }, (_, column) => column * weight);
  for (const [row, word] of reference.entries()) {
    const costs = new Float64Array(width);
    costs[0] = (row + 1) * weight;
    for (let column = 1; column < width; column += 1) {
      const isHit = word === hypothesis[column - 1];
      costs[column] = Math.min(
        (above[column - 1] ?? 0) + (isHit ? -1 : weight),
        (above[column] ?? 0) + weight,
        (costs[column - 1] ?? 0) + weight,
      );
    }
    above = costs;
  }
  const cost = above[hypothesis.length] ?? 0;
  const edits = Math.ceil(cost / weight);
  const hits = edits * weight - cost;
  // Reference words are hits, substitutions and deletions; the text's hits, substitutions, insertions.
  const substitutions = reference.length + hypothesis.length - 2 * hits - edits;
  return {
    hits,
    substitutions,
    deletions: reference.length - hits - substitutions,
    insertions: hypothesis.length - hits - substitutions,
  };
}

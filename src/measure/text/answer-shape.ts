import { splitWords } from "./white-space.ts";

/** What can be told of an answer without knowing the question. */
export interface AnswerShape {
  /** No letter, digit or character of any script. */
  readonly isEmpty: boolean;
  /** Stops in the middle: no closing mark, an open bracket, quote or code block. */
  readonly isTruncated: boolean;
  /** Share of words that stand in a run of words said before, 0 to 1. */
  readonly repetition: number;
}

// Runs this long recur by chance in hardly any text.
const runLength = 4;
const closing = /[.!?…。！？"'”’»」』）)\]}>`*:;|_-]$/u;

/**
 * The shape of an answer. `isTruncated` and `repetition` are heuristics: lists, titles and verse end
 * without a mark, and tables repeat themselves; their share over many answers tells more than one.
 * A finish reason of the provider, where there is one, is worth more than `isTruncated`.
 *
 * Cost O(length). Never throws.
 */
export function answerShape(text: string): AnswerShape {
  const trimmed = text.trimEnd();
  const isEmpty = !/[\p{L}\p{N}]/u.test(trimmed);
  return {
    isEmpty,
    isTruncated: !isEmpty && (isUnfinished(trimmed) || hasOpenMarks(trimmed)),
    repetition: repetitionOf(trimmed),
  };
}

/**
 * Share of words that stand in a run of four words which came before; of characters for texts written
 * without blanks. 0 for texts of fewer than five words.
 * @example repetitionOf("a b c d a b c d") // 0.5
 */
export function repetitionOf(text: string): number {
  const isWritten = /[\u3040-\u30ff\u3400-\u9fff]/u.test(text);
  const words = isWritten ? [...text.replace(/\s/g, "")] : splitWords(text.toLowerCase());
  const seen = new Set<string>();
  const isRepeated = new Uint8Array(words.length);
  for (let start = 0; start + runLength <= words.length; start += 1) {
    const run = words.slice(start, start + runLength).join(" ");
    if (seen.has(run)) isRepeated.fill(1, start, start + runLength);
    seen.add(run);
  }
  return words.length === 0 ? 0 : isRepeated.reduce((sum, each) => sum + each, 0) / words.length;
}

/** A long text that ends in the middle of a sentence. */
function isUnfinished(text: string): boolean {
  const lastLine = text.slice(text.lastIndexOf("\n") + 1).trim();
  const isListed = /^(?:[-*•]|\d+[.)]|#{1,6}|\|)/.test(lastLine);
  const isShort = splitWords(lastLine).length < 6 && lastLine.length < 40;
  return !isListed && !isShort && !closing.test(text);
}

function hasOpenMarks(text: string): boolean {
  if ((text.match(/```/g)?.length ?? 0) % 2 === 1) return true;
  // Brackets of an answer that is data: opened more often than closed.
  if (!/^\s*[{[]/.test(text)) return false;
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, "");
  const count = (marks: RegExp) => outside.match(marks)?.length ?? 0;
  return count(/[{[]/g) > count(/[}\]]/g);
}

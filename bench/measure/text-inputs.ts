// Inputs of the generated text cases. text-parity.py beside this file makes the same ones, draw by draw, of
// the same words (text-words.json): whoever changes one changes both.
import { readFileSync } from "node:fs";
import { Draws } from "./parity-inputs.ts";

type List =
  | "english"
  | "marks"
  | "numbers"
  | "european"
  | "chinese"
  | "asian"
  | "few"
  | "blanks"
  | "gaps";

// The shape is that of the file beside this one.
const words = JSON.parse(
  readFileSync(new URL("text-words.json", import.meta.url), "utf8"),
) as Readonly<Record<List, readonly string[]>>;

/** A text and those it should be like; as many in every segment of a case. */
export interface TextSegment {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

const kinds = 8;

/**
 * One to four segments with one to three references: Western texts with marks, numbers and entities,
 * other alphabets, Chinese without blanks, other Asian scripts and pictures, few words many times over,
 * blank and empty texts, and all of them with shifted runs and line breaks.
 */
export function textSegments(index: number): readonly TextSegment[] {
  const draws = new Draws(60, index);
  const kind = index % kinds;
  const referenceCount = 1 + draws.integer(3);
  return Array.from({ length: 1 + draws.integer(4) }, () => {
    const own = textWords(draws, kind);
    const references = Array.from({ length: referenceCount }, (_, place) =>
      joined(draws, kind, place === 0 ? own : edited(draws, kind, own)),
    );
    const way = draws.integer(12);
    const changed = way === 0 ? own : way === 1 ? textWords(draws, kind) : edited(draws, kind, own);
    const hypothesis = way === 0 ? (references[0] ?? "") : joined(draws, kind, changed);
    return { hypothesis, references };
  });
}

function pick(draws: Draws, list: List): string {
  return words[list][draws.integer(words[list].length)]!;
}

function word(draws: Draws, kind: number): string {
  switch (kind) {
    case 0:
      return pick(draws, "english") + pick(draws, "marks");
    case 1:
      return pick(draws, draws.integer(2) === 0 ? "numbers" : "english");
    case 2:
      return pick(draws, "european") + pick(draws, "marks");
    case 3:
      return pick(draws, "chinese");
    case 4:
      return pick(draws, draws.integer(4) === 0 ? "chinese" : "asian");
    case 5:
      return pick(draws, "few");
    case 6:
      return pick(draws, "blanks");
    default: {
      const lists = ["english", "numbers", "european", "asian"] as const;
      return pick(draws, lists[draws.integer(4)]!) + pick(draws, "marks");
    }
  }
}

function textWords(draws: Draws, kind: number): readonly string[] {
  const size =
    kind === 6 ? draws.integer(3) : kind === 7 ? 8 + draws.integer(20) : draws.integer(14);
  return Array.from({ length: size }, () => word(draws, kind));
}

function edited(draws: Draws, kind: number, from: readonly string[]): readonly string[] {
  const to: string[] = [];
  for (const each of from) {
    const way = draws.integer(20);
    if (way === 0) continue;
    to.push(way === 1 || way === 2 ? word(draws, kind) : each);
    if (way === 3) to.push(each);
    if (way === 4) to.push(word(draws, kind));
  }
  if (to.length < 3 || draws.integer(2) === 0) return to;
  const start = draws.integer(to.length);
  const run = to.splice(start, 1 + draws.integer(4));
  const place = draws.integer(to.length + 1);
  return [...to.slice(0, place), ...run, ...to.slice(place)];
}

function joined(draws: Draws, kind: number, from: readonly string[]): string {
  if (kind === 3) return from.join("");
  let text = "";
  for (const [place, each] of from.entries()) {
    if (place > 0) text += kind >= 6 ? pick(draws, "gaps") : " ";
    text += each;
  }
  return text;
}

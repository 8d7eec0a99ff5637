import { accuracyScore, kappaScore } from "../quality/class-agreement.ts";
import { countConfusion } from "../quality/confusion-counts.ts";
import type { Score } from "../quality/score.ts";

/** How far a judge agrees with people who judged the same answers. */
export interface PeopleAgreement {
  /** Answers that both judged. */
  readonly people: number;
  /** Share on which both say the same. */
  readonly agreed: Score;
  /** Agreement beyond chance, Cohen's kappa; undefined (NaN) where both always say the same one thing. */
  readonly kappa: Score;
}

/**
 * Agreement of a judge with people, over answers that both judged.
 *
 * @param pairs whether each said yes
 * Cost O(pairs).
 */
export function peopleAgreement(
  pairs: readonly { readonly judge: boolean; readonly person: boolean }[],
): PeopleAgreement {
  // What the person said → what the judge said → answers.
  const confusion = new Map<string, Map<string, number>>();
  for (const { judge, person } of pairs) {
    const row = confusion.get(nameOf(person)) ?? new Map<string, number>();
    confusion.set(nameOf(person), row.set(nameOf(judge), (row.get(nameOf(judge)) ?? 0) + 1));
  }
  const counts = countConfusion(confusion);
  return { people: pairs.length, agreed: accuracyScore(counts), kappa: kappaScore(counts) };
}

/**
 * What a person's verdict means: 1, true and the usual words are yes; 0, -1, false and theirs no. Null for all else,
 * such as stars: where they begin to mean yes is not known.
 */
export function yesOrNo(verdict: number | string | boolean): boolean | null {
  const text = String(verdict).toLowerCase();
  if (["1", "true", "yes", "good", "pass", "up"].includes(text)) return true;
  return ["0", "-1", "false", "no", "bad", "fail", "down"].includes(text) ? false : null;
}

function nameOf(isYes: boolean): string {
  return isYes ? "yes" : "no";
}

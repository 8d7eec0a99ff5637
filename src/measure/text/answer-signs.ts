import { answerShape } from "./answer-shape.ts";
import { isOtherLanguage } from "./language.ts";
import { findPersonalData } from "./personal-data.ts";
import { isRefusal } from "./refusal.ts";
import { rudenessOf } from "./rude-language.ts";

/** What can be told of an answer by its words alone; each a heuristic that means something over many answers. */
export interface AnswerSigns {
  readonly isEmpty: boolean;
  readonly isRefusal: boolean;
  /** Null where the text was cut before it was looked at. */
  readonly isTruncated: boolean | null;
  /** Share of words that stand in a run of words said before, 0 to 1. */
  readonly repetition: number;
  /** Whether it is in another language than the question; null where either tells none. */
  readonly isOtherLanguage: boolean | null;
  readonly isRude: boolean;
  readonly hasPersonalData: boolean;
}

/**
 * The signs of one answer.
 *
 * @param of.isCut whether `answer` is only the start of what was said
 * Cost O(length). Never throws.
 */
export function answerSigns(of: {
  readonly prompt: string;
  readonly answer: string;
  readonly isCut: boolean;
}): AnswerSigns {
  const { prompt, answer, isCut } = of;
  const { isEmpty, isTruncated, repetition } = answerShape(answer);
  const { perHundredWords, isThreat } = rudenessOf(answer);
  return {
    isEmpty,
    isRefusal: isRefusal(answer),
    isTruncated: isCut ? null : isTruncated,
    repetition,
    isOtherLanguage: isOtherLanguage(answer, prompt),
    isRude: isThreat || perHundredWords > 0,
    hasPersonalData: findPersonalData(answer, 1).length > 0,
  };
}

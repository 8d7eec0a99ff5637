/** How an answer compares with the text it should be; only numbers, so that no text is kept. */
export interface TextLikeness {
  /** 1 where both are equal but for case, punctuation, articles and blanks. */
  readonly exactMatch: 0 | 1;
  /** F1 of the words of both, 0 to 1. */
  readonly tokenF1: number;
  /** F1 of ROUGE-L, 0 to 1; NaN where the text it should be has no Latin letter or digit. */
  readonly rougeL: number;
  /** Runs of 1 to 4 tokens that match, runs there are, tokens of the answer and of the text it should be: ten counts. */
  readonly bleu: readonly number[];
  /** Of runs of 1 to 6 characters each: those of the answer, of the text it should be, of both. */
  readonly chrf: readonly number[];
}

/** How likely a model held the tokens it answered with. */
export interface AnswerLikelihood {
  /** Σ -ln p over the tokens, in nats, at least 0. */
  readonly surprise: number;
  /** Tokens whose probability was told, at least 1. */
  readonly tokens: number;
}

/** Name of the tag under which the likelihood of a prediction's output is kept. */
export const likelihoodTag = "likelihood:output";

/** As it is kept in that tag. */
export function packLikelihood({ surprise, tokens }: AnswerLikelihood): string {
  return `${surprise} ${tokens}`;
}

/** What a tag says; null where it says none. */
export function unpackLikelihood(packed: string): AnswerLikelihood | null {
  const [surprise, tokens, ...more] = packed.split(" ").map(Number);
  return surprise === undefined || tokens === undefined || more.length > 0
    ? null
    : soundLikelihood({ surprise, tokens });
}

/** The same, or null where the numbers are none that can be. */
export function soundLikelihood(told: AnswerLikelihood): AnswerLikelihood | null {
  const { surprise, tokens } = told;
  const isSound = Number.isFinite(surprise) && surprise >= 0 && Number.isInteger(tokens);
  return isSound && tokens >= 1 ? told : null;
}

/**
 * The likelihood of tokens by the natural logarithms of their probabilities.
 *
 * @returns null for none, and where one is no logarithm of a probability (above 0 by more than rounding, or NaN)
 */
export function likelihoodOf(logProbabilities: readonly number[]): AnswerLikelihood | null {
  if (logProbabilities.length === 0) return null;
  let surprise = 0;
  for (const each of logProbabilities) {
    if (!(each <= roundingMax)) return null;
    surprise -= Math.min(0, each);
  }
  return soundLikelihood({ surprise, tokens: logProbabilities.length });
}

/** Servers that compute with 16 bits tell probabilities a little above 1. */
const roundingMax = 0.01;

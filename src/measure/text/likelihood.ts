/**
 * Perplexity of a text from the log-probabilities of its tokens: exp of their negative mean. Only
 * between texts of one model: another model cuts other tokens.
 *
 * @param logProbabilities natural logarithms, <= 0
 * @returns >= 1; NaN for none
 * @example perplexity([Math.log(0.5), Math.log(0.5)]) // 2
 */
export function perplexity(logProbabilities: ArrayLike<number>): number {
  return Math.exp(meanNegativeLogLikelihood(logProbabilities));
}

/** Mean surprise of a token in nats; NaN for none. */
export function meanNegativeLogLikelihood(logProbabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let token = 0; token < logProbabilities.length; token += 1) {
    sum -= logProbabilities[token] ?? NaN;
  }
  return sum / logProbabilities.length;
}

/**
 * How much several answers to one question disagree in meaning, in nats: the entropy of their groups.
 * 0 where all mean the same; the logarithm of the number of answers where all differ.
 *
 * @param meanings group of each answer, such as a cluster of embeddings
 * Source: Farquhar, Kossen, Kuhn and Gal 2024, the discrete form.
 * @example semanticEntropy([0, 1, 0, 1]) // 0.69314718
 */
export function semanticEntropy(meanings: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>();
  for (const meaning of meanings) counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  return entropyOf([...counts.values()].map((count) => count / meanings.length));
}

/**
 * The same, each answer weighed by its likelihood.
 *
 * @param logLikelihoods natural logarithm of each answer's likelihood, in the order of `meanings`
 * Source: Kuhn, Gal and Farquhar 2023, the Rao-Blackwell form.
 */
export function weightedSemanticEntropy(
  meanings: readonly (number | string)[],
  logLikelihoods: readonly number[],
): number {
  const largest = Math.max(...logLikelihoods);
  const masses = new Map<number | string, number>();
  let total = 0;
  for (const [answer, meaning] of meanings.entries()) {
    const mass = Math.exp((logLikelihoods[answer] ?? NaN) - largest);
    masses.set(meaning, (masses.get(meaning) ?? 0) + mass);
    total += mass;
  }
  return entropyOf([...masses.values()].map((mass) => mass / total));
}

/** Share of the commonest answer: how sure a model is of itself; NaN for none. */
export function selfConsistency(meanings: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>();
  for (const meaning of meanings) counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  return counts.size === 0 ? NaN : Math.max(...counts.values()) / meanings.length;
}

function entropyOf(shares: readonly number[]): number {
  if (shares.length === 0) return NaN;
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

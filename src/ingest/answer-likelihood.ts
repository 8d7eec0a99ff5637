import { likelihoodOf, type AnswerLikelihood } from "../model/answer-likelihood.ts";
import { isFields } from "./json-rows.ts";

/**
 * The likelihood of an answer, where the span carries the whole response of an OpenAI-compatible server that was asked
 * for `logprobs`: those of the tokens of chat completions, or of completions. Null of anything else. Never throws.
 */
export function answerLikelihood(output: string): AnswerLikelihood | null {
  // Looking for the word costs little; few responses carry it.
  if (!output.includes('logprobs"')) return null;
  let response: unknown;
  try {
    response = JSON.parse(output);
  } catch {
    return null;
  }
  const choices = isFields(response) ? response["choices"] : undefined;
  if (!Array.isArray(choices)) return null;
  return likelihoodOf(choices.flatMap((choice: unknown) => logProbabilitiesOf(choice)));
}

/** NaN where a token's is not told. */
function logProbabilitiesOf(choice: unknown): readonly number[] {
  const told = isFields(choice) ? choice["logprobs"] : undefined;
  if (!isFields(told)) return [];
  const { content, token_logprobs: plain } = told;
  if (Array.isArray(content)) {
    return content.map((token: unknown) => numberOf(isFields(token) ? token["logprob"] : token));
  }
  return Array.isArray(plain) ? plain.map(numberOf) : [];
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

import {
  type AnswerLikelihood,
  likelihoodTag,
  soundLikelihood,
  unpackLikelihood,
} from "../model/answer-likelihood.ts";
import { answerSurpriseAttribute, answerTokensAttribute } from "../model/signals.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import { llmModel, llmVersion } from "./summaries/llm-calls.ts";

/** Answers of all versions that are read at most. */
const totalMax = 2_000;

/**
 * How likely a model held its answers within the window, of predictions and calls that tell it: of each version at most
 * `limit` of either, in an order that tells nothing.
 */
export async function readAnswerLikelihoods(
  connection: Connection,
  project: string,
  request: { readonly model: string; readonly window: Window; readonly limit: number },
): Promise<readonly (AnswerLikelihood & { readonly version: string })[]> {
  const { model, window, limit } = request;
  const names = { surprise: answerSurpriseAttribute, tokens: answerTokensAttribute };
  const parameters = { project, model, ...bounds(window), limit, tag: likelihoodTag, ...names };
  const [predicted, called] = await Promise.all([
    connection.rows(predictedSql, parameters),
    connection.rows(calledSql, parameters),
  ]);
  return [
    ...predicted.map((row) => ({
      version: text(row, "own_version"),
      told: unpackLikelihood(text(row, "told")),
    })),
    ...called.map((row) => {
      const [surprise, tokens] = [number(row, "surprise"), number(row, "tokens")];
      return { version: text(row, "own_version"), told: soundLikelihood({ surprise, tokens }) };
    }),
  ].flatMap(({ version, told }) => (told === null ? [] : [{ version, ...told }]));
}

const predictedSql = `SELECT toString(version) AS own_version, tags[{tag:String}] AS told
FROM predictions FINAL
WHERE project = {project:String} AND model = {model:String} AND ${within("time")} AND told != ''
ORDER BY cityHash64(id), id
LIMIT {limit:UInt64} BY own_version
LIMIT ${totalMax}`;

const calledSql = `SELECT ${llmVersion} AS own_version, attributes_number[{surprise:String}] AS surprise, attributes_number[{tokens:String}] AS tokens
FROM spans FINAL
PREWHERE is_llm = 1
WHERE project = {project:String} AND ${within("start")} AND status != 'error' AND ${llmModel} = {model:String} AND tokens > 0
ORDER BY cityHash64(trace_id, span_id), trace_id, span_id
LIMIT {limit:UInt64} BY own_version
LIMIT ${totalMax}`;

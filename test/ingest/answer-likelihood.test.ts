import * as fc from "fast-check";
import { expect, it } from "vitest";
import { answerText } from "../../src/ingest/answer-format.ts";
import { answerLikelihood } from "../../src/ingest/answer-likelihood.ts";
import {
  likelihoodOf,
  packLikelihood,
  unpackLikelihood,
} from "../../src/model/answer-likelihood.ts";

const token = (logprob: unknown) => ({ token: "x", logprob, top_logprobs: [] });
const response = (logprobs: unknown) =>
  JSON.stringify({
    object: "chat.completion",
    choices: [{ message: { role: "assistant", content: "Paris" }, logprobs }],
  });

it("the log-probabilities of a response are summed, of chats and of completions", () => {
  const chat = response({ content: [token(-0.5), token(-1), token(0.001)] });
  expect(answerLikelihood(chat)).toEqual({ surprise: 1.5, tokens: 3 });
  expect(answerLikelihood(response({ token_logprobs: [-2, 0] }))).toEqual({
    surprise: 2,
    tokens: 2,
  });
  // The words of such a response are its message's.
  expect(answerText(chat)).toBe("Paris");
});

it("what tells none, or none of every token, has no likelihood; nothing throws", () => {
  const odd = [
    response(null),
    response({ content: [] }),
    response({ content: [token(-1), token(null)] }),
    response({ content: [token(0.5)] }),
    '{"choices":[{"logprobs":{"content":[',
    '{"choices":"logprobs"}',
    '["logprobs"]',
    "",
  ];
  for (const output of odd) expect(answerLikelihood(output)).toBeNull();
  fc.assert(fc.property(fc.json(), (text) => void answerLikelihood(`${text}logprobs"`)));
  fc.assert(fc.property(fc.jsonValue(), (told) => void answerLikelihood(response(told))));
});

it("a likelihood comes back from its tag, and nothing else does", () => {
  const told = likelihoodOf([-0.25, -1.5]);
  expect(told).toEqual({ surprise: 1.75, tokens: 2 });
  if (told) expect(unpackLikelihood(packLikelihood(told))).toEqual(told);
  for (const text of ["", "1", "1 2 3", "a b", "-1 2", "1 1.5", "1 0", "Infinity 2"]) {
    expect(unpackLikelihood(text)).toBeNull();
  }
});

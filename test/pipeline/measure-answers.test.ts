import { expect, it } from "vitest";
import type { AnsweredCall } from "../../src/model/answered-call.ts";
import type { AnswerLikelihood } from "../../src/model/answer-likelihood.ts";
import type { RecordedRetrieval } from "../../src/model/retrieved-document.ts";
import { day, hour, minute } from "../../src/model/time.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureAnswers } from "../../src/pipeline/measure-answers.ts";
import { loopSettings } from "./loop-settings.ts";

const end = 1_000 * day;

function call(index: number, input: string, output: string, version = "1"): AnsweredCall {
  return { id: `t/${index}`, version, time: end - minute, input, output };
}

const message = (role: string, content: string) =>
  JSON.stringify([
    { role: "system", content: "Antworte immer kurz und in der Sprache des Nutzers." },
    { role, parts: [{ type: "text", content }] },
  ]);
const question = message("user", "What is the capital of France, and why is it so well known?");
const calls = [
  call(1, question, message("assistant", "It is Paris, and it is known for what it has to show.")),
  call(2, question, "I'm sorry, but I can't help with that."),
  call(
    3,
    question,
    "Das ist Paris, und die Stadt ist für vieles bekannt und wird sehr gern besucht.",
  ),
  call(
    4,
    question,
    "Write to ann.lee@example.com, she knows all that there is to know about it.",
    "2",
  ),
  call(5, question, " … ", "2"),
];

function setUp(
  rows: readonly AnsweredCall[],
  retrievals: readonly RecordedRetrieval[] = [],
  likelihoods: readonly (AnswerLikelihood & { readonly version: string })[] = [],
) {
  const asked: unknown[] = [];
  // Only what looking at answers needs of a loop and a project.
  const loop = {
    settings: loopSettings,
    now: () => end,
    store: {
      llmCalls: (_: string, request: unknown) => {
        asked.push(request);
        return Promise.resolve(rows);
      },
      answerLikelihoods: () => Promise.resolve(likelihoods),
      retrievals: () => Promise.resolve(retrievals),
    },
  } as unknown as Loop;
  const facts = { versions: [], features: [], classes: [], hasLabels: false };
  const models = [
    { model: "writer", task: "generation", ...facts },
    { model: "digits", task: "multiclass", ...facts },
  ];
  const project = {
    name: "p",
    known: { models, references: new Map() },
    answers: { byModel: new Map(), lookedAt: new Map(), at: 0 },
  } as unknown as ProjectState;
  return { asked, loop, project };
}

it("shares of a sample of answers are told for all versions and each, of those of which they can be told", async () => {
  const { asked, loop, project } = setUp(calls);
  const found = await measureAnswers(loop, project, end);
  const of = (name: string) =>
    found
      .filter(({ measure }) => measure === name)
      .map(({ slice, value, count }) => [slice.version ?? "", value, count]);
  expect(of("llm-refusal")).toEqual([
    ["", 0.2, 5],
    ["1", expect.closeTo(1 / 3, 12), 3],
    ["2", 0, 2],
  ]);
  expect(of("llm-empty-answer")[0]).toEqual(["", 0.2, 5]);
  expect(of("llm-personal-data")).toEqual([
    ["", 0.2, 5],
    ["1", 0, 3],
    ["2", 0.5, 2],
  ]);
  // Of an answer without words no language can be told; the system's words are not the user's.
  const [, share, told] = of("llm-other-language")[0] ?? [];
  expect(told).toBeLessThan(5);
  expect(Number(share) * Number(told)).toBeCloseTo(1, 12);
  expect(of("llm-repetition")[0]).toEqual(["", 0, 5]);
  expect(asked).toEqual([
    { model: "writer", window: { start: end - hour, end }, limit: 200, charactersMax: 32_000 },
  ]);
  expect(project.answers.byModel.get("writer")).toMatchObject({
    calls: 5,
    scores: expect.arrayContaining([
      expect.objectContaining({ measure: "llm-refusal", version: "", value: 0.2, unit: "ratio" }),
    ]),
  });
  expect(await measureAnswers(loop, project, end + minute)).toEqual([]);
});

it("an answer that was cut before it was looked at is not called truncated", async () => {
  const { loop, project } = setUp([
    call(1, "q", `${"many words ".repeat(3_000)}`.slice(0, 32_000)),
  ]);
  const found = await measureAnswers(loop, project, end);
  expect(found.map(({ measure }) => measure)).not.toContain("llm-truncated-answer");
});

it("answers are held against what was found for them, where a search of their trace tells it", async () => {
  const content = "The tower is 330 metres high and was finished in 1889.";
  const attributes = { "gen_ai.retrieval.documents": JSON.stringify([{ id: "d1", content }]) };
  const { loop, project } = setUp(
    [
      { ...call(1, "q", "The tower is 330 metres high."), id: "t1/1" },
      { ...call(2, "q", "The tower was finished in 1887 and painted.", "2"), id: "t1/2" },
      // Of this trace nothing is known, and this search came after the call.
      { ...call(3, "q", "Green cheese, 42."), id: "t2/1" },
      { ...call(4, "q", "Green cheese, 43."), id: "t3/1" },
    ],
    [
      { traceId: "t1", time: end - 2 * minute, attributes },
      { traceId: "t3", time: end, attributes },
    ],
  );
  const found = await measureAnswers(loop, project, end);
  const of = (name: string) =>
    found
      .filter(({ measure }) => measure === name)
      .map(({ slice, value, count }) => [slice.version ?? "", value, count]);
  // tower, metres, high; tower, finished of tower, finished, painted.
  expect(of("llm-groundedness")).toEqual([
    ["", expect.closeTo((1 + 2 / 3) / 2, 12), 2],
    ["1", 1, 1],
    ["2", expect.closeTo(2 / 3, 12), 1],
  ]);
  expect(of("llm-grounded-numbers")[0]).toEqual(["", 0.5, 2]);
});

it("perplexity is that of all tokens together, with the error of leaving out each answer in turn", async () => {
  const { loop, project } = setUp(
    [],
    [],
    [
      { version: "1", surprise: 10 * Math.LN2, tokens: 10 },
      { version: "2", surprise: 60 * Math.LN2, tokens: 20 },
    ],
  );
  const found = await measureAnswers(loop, project, end);
  expect(found.map(({ measure }) => measure)).toEqual(Array(3).fill("llm-perplexity"));
  // 70 bits over 30 tokens; without the one 3 bits a token, without the other 1.
  expect(found[0]).toMatchObject({
    slice: {},
    value: expect.closeTo(2 ** (70 / 30), 12),
    count: 2,
    standardError: expect.closeTo(3, 12),
  });
  expect(found.slice(1).map(({ slice, value }) => [slice.version, value])).toEqual([
    ["1", expect.closeTo(2, 12)],
    ["2", expect.closeTo(8, 12)],
  ]);
  expect(project.answers.byModel.get("writer")?.calls).toBe(2);
});

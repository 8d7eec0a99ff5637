import { answerText, promptText } from "../ingest/answer-format.ts";
import { measureAll } from "../measure/table.ts";
import { answerSigns } from "../measure/text/answer-signs.ts";
import { groundedness } from "../measure/text/groundedness.ts";
import type { AnsweredCall } from "../model/answered-call.ts";
import type { Measurement } from "../model/measurement.ts";
import type { RetrievedDocument } from "../model/retrieved-document.ts";
import { gridOf, hour, minute, type TimeMs } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import { answerSummaries, type ToldAnswer } from "./answer-summaries.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";
import { retrievedForCalls } from "./retrieved-for-calls.ts";
import { scoresOf } from "./scores-of.ts";

const everyMs = 4 * minute;
const windowMs = hour;
const callsMax = 200;
const charactersMax = 32_000;
/** Models looked at in one turn; those that have waited longest come first. */
const modelsMax = 8;
/** Answers looked at before whatever else waits has its turn. */
const turnAnswers = 5;

/** Looks at the words of a sample of every language model's answers of the last hour, every four minutes. */
export async function measureAnswers(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { answers, known } = project;
  if (end - answers.at < everyMs) return [];
  answers.at = end;
  const window = { start: end - windowMs, end };
  const models = known.models
    .filter(({ task }) => task === "generation")
    .map(({ model }) => model)
    .toSorted((a, b) => (answers.lookedAt.get(a) ?? 0) - (answers.lookedAt.get(b) ?? 0))
    .slice(0, modelsMax);
  const context = contextOf(loop, project, gridOf(window));
  const measured: Measurement[] = [];
  for (const model of models) {
    answers.lookedAt.set(model, end);
    const request = { model, window, limit: callsMax, charactersMax };
    const calls = await loop.store.llmCalls(project.name, request);
    const found = await retrievedForCalls(loop, project.name, calls);
    const told: ToldAnswer[] = [];
    for (const [place, call] of calls.entries()) {
      told.push(toldOf(call, found.get(call.id)?.all ?? []));
      if (place % turnAnswers === turnAnswers - 1) await giveTurn();
    }
    const scored = await loop.store.answerLikelihoods(project.name, {
      model,
      window,
      limit: callsMax,
    });
    const rows = answerSummaries(model, told, scored);
    if (rows.length === 0) continue;
    const ofModel = measureAll({ "llm-answers": rows }, context);
    const seen = Math.max(told.length, scored.length);
    answers.byModel.set(model, { model, window, calls: seen, scores: scoresOf(ofModel) });
    measured.push(...ofModel);
  }
  return measured;
}

function toldOf(
  { version, input, output }: AnsweredCall,
  documents: readonly RetrievedDocument[],
): ToldAnswer {
  const isCut = output.length >= charactersMax;
  const answer = answerText(output);
  const signs = answerSigns({ prompt: promptText(input), answer, isCut });
  const sources = documents.flatMap(({ content }) => (content === "" ? [] : [content]));
  return { version, signs, grounded: sources.length === 0 ? null : groundedness(answer, sources) };
}

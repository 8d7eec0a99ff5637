import { answerText, promptText } from "../ingest/answer-format.ts";
import { measureAll } from "../measure/table.ts";
import { type AnswerSigns, answerSigns } from "../measure/text/answer-signs.ts";
import type { AnsweredCall } from "../model/answered-call.ts";
import type { Measurement } from "../model/measurement.ts";
import type { LlmAnswerSummary } from "../model/summary.ts";
import { gridOf, hour, minute, type TimeMs } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";

const everyMs = 4 * minute;
const windowMs = hour;
const callsMax = 200;
const charactersMax = 32_000;
/** Models looked at in one turn; those that have waited longest come first. */
const modelsMax = 8;
/** Answers looked at before whatever else waits has its turn. */
const turnAnswers = 20;

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
  const rows: LlmAnswerSummary[] = [];
  for (const model of models) {
    answers.lookedAt.set(model, end);
    const request = { model, window, limit: callsMax, charactersMax };
    const calls = await loop.store.llmCalls(project.name, request);
    const told: { readonly version: string; readonly signs: AnswerSigns }[] = [];
    for (const [place, call] of calls.entries()) {
      told.push({ version: call.version, signs: signsOf(call) });
      if (place % turnAnswers === turnAnswers - 1) await giveTurn();
    }
    if (told.length === 0) continue;
    rows.push(summaryOf(model, "", told));
    for (const [version, own] of Map.groupBy(told, (one) => one.version)) {
      if (version !== "") rows.push(summaryOf(model, version, own));
    }
  }
  return measureAll({ "llm-answers": rows }, contextOf(loop, project, gridOf(window)));
}

function signsOf({ input, output }: AnsweredCall): AnswerSigns {
  const isCut = output.length >= charactersMax;
  return answerSigns({ prompt: promptText(input), answer: answerText(output), isCut });
}

function summaryOf(
  model: string,
  version: string,
  told: readonly { readonly signs: AnswerSigns }[],
): LlmAnswerSummary {
  const share = (of: (signs: AnswerSigns) => boolean | null) => {
    const known = told.map(({ signs }) => of(signs)).filter((sign) => sign !== null);
    return { seen: known.filter(Boolean).length, of: known.length };
  };
  const repetitions = told.map(({ signs }) => signs.repetition);
  return {
    window: 0,
    model,
    version,
    signs: {
      refusal: share(({ isRefusal }) => isRefusal),
      empty: share(({ isEmpty }) => isEmpty),
      truncated: share(({ isTruncated }) => isTruncated),
      otherLanguage: share(({ isOtherLanguage }) => isOtherLanguage),
      rude: share(({ isRude }) => isRude),
      personalData: share(({ hasPersonalData }) => hasPersonalData),
      repetition: {
        count: repetitions.length,
        sum: repetitions.reduce((sum, each) => sum + each, 0),
        squareSum: repetitions.reduce((sum, each) => sum + each * each, 0),
      },
    },
  };
}

import { readTable } from "../files/read-table.ts";
import { findRoles } from "../measure/data/roles.ts";
import type { GoldenRun } from "../measure/golden/golden-report.ts";
import { askAll, type GoldenRow, goldenRows, readAnswer } from "../measure/golden/golden-set.ts";
import {
  type JudgeQuestion,
  judgeRequest,
  judgeVersion,
  readVerdict,
} from "../measure/judge/judge-prompt.ts";
import { judgeReport } from "../measure/judge/judge-report.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { writeReport } from "./check.ts";
import { numberFlag, textFlag } from "./flag-values.ts";
import { endpointPost, sendRows } from "./post-json.ts";
import type { Command, CommandLine, World } from "./world.ts";

const concurrency = 4;

/**
 * aceso judge FILE --endpoint URL --judge MODEL: lets a language model say yes or no to answers in a file,
 * sampled and within a budget, and measures how far it agrees with people. Nothing else needs it.
 */
export const judge: Command = async (line, world) => {
  const [path, ...more] = line.words;
  const endpoint = textFlag(line, "endpoint");
  const name = textFlag(line, "judge");
  if (path === undefined || more.length > 0 || endpoint === undefined || name === undefined) {
    const expected = "aceso judge FILE --endpoint URL --judge MODEL";
    throw new AcesoError("missing-field", { field: "what to judge by whom", expected });
  }
  const model = textFlag(line, "model");
  if (model === name) {
    const expected = "another model than the judged one: none judges its own";
    throw new AcesoError("bad-field", { field: "--judge", expected, got: name });
  }
  const table = await readTable(path);
  const named = Object.fromEntries(
    ["id", "prediction", "label"].flatMap((role) => {
      const column = textFlag(line, role);
      return column === undefined ? [] : [[role, column]];
    }),
  );
  const special = findRoles(table, named);
  const rows = goldenRows(table, special, numberFlag(line, "rows", 100), "prediction");
  if (rows.length === 0 || special.prediction === null) {
    const expected = "the column of the answers";
    throw new AcesoError("missing-field", { field: "--prediction", expected });
  }
  const asked: JudgeQuestion = {
    judge: name,
    question: textFlag(line, "question") ?? "Is the answer correct and helpful?",
    answerColumn: special.prediction,
  };
  const answers = await askAll(rows, {
    question: askerOf(asked, endpoint, world),
    concurrency,
    now: world.now,
    deadline: world.now() + numberFlag(line, "seconds", 300) * 1_000,
  });
  const version = judgeVersion(asked);
  if (line.flags["send"] === true) {
    await send({ rows, answers }, { model: model ?? "", name: `judge-${version}` }, line, world);
  }
  const hasLabels = table.columns.some((column) => column.name === special.label);
  const least = textFlag(line, "least") === undefined ? undefined : numberFlag(line, "least", 0);
  return writeReport(
    judgeReport({ rows, answers }, { judge: name, version, hasLabels, least }),
    line,
    world,
  );
};

function askerOf(asked: JudgeQuestion, endpoint: string, world: World) {
  const post = endpointPost(endpoint, world);
  return async (row: GoldenRow) => {
    const { status, text } = await post(JSON.stringify(judgeRequest(asked, row)));
    if (status !== 200) return { output: null, score: null, problem: `HTTP ${status}` };
    const answer: unknown = JSON.parse(text);
    return readVerdict(String(readAnswer(answer, undefined).output ?? ""));
  };
}

/** Sends verdicts to a running Aceso as feedback, so that they are followed by version. */
async function send(
  { rows, answers }: GoldenRun,
  { model, name }: { readonly model: string; readonly name: string },
  line: CommandLine,
  world: World,
): Promise<void> {
  if (model === "") throw new AcesoError("missing-field", { field: "--model", expected: "a name" });
  const told = answers.flatMap(({ output }, place) => {
    const id = rows[place]?.id;
    return id === undefined || output === null ? [] : [{ model, id, name, value: output }];
  });
  await sendRows("/api/v1/feedback", told, line, world);
  const params = { model, name, count: told.length };
  world.note(render(say("judge.sent", params), { lang: line.lang }));
}

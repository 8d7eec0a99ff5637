import {
  judgeReplay,
  originOf,
  type ReplayJudgement,
  type Reply,
} from "../diagnose/reproduce/judge-replay.ts";
import type { CapturedInputs } from "../model/captured-input.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { bodyTemplate, replayInput, usualBody } from "./replay-endpoint.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

const countDefault = 50;
const roles = ["current", "previous", "candidate"] as const;
type Role = (typeof roles)[number];

/** What one endpoint made of the inputs. */
interface Replayed {
  readonly role: Role;
  readonly url: string;
  readonly judgement: ReplayJudgement;
  readonly replies: readonly Reply[];
}

/**
 * aceso reproduce INCIDENT --current URL [--previous URL] [--candidate URL]: sends the captured inputs of an
 * incident to the version at work and to others, one after the other, and says whether the failure happens again
 * and where it begins. `--openai MODEL` speaks as OpenAI-compatible endpoints do; `--body` and `--answer` fit other
 * endpoints; ACESO_REPLAY_KEY is sent as bearer token. Exit 1 when the failure happens again on `--current`.
 */
export const reproduce: Command = async (line, world) => {
  const [id] = line.words;
  const asked = roles.flatMap((role) => {
    const url = line.flags[role];
    return typeof url === "string" ? [{ role, url }] : [];
  });
  if (id === undefined || asked.length === 0) {
    const expected = "aceso reproduce INCIDENT --current URL [--previous URL] [--candidate URL]";
    throw new AcesoError("missing-field", { field: "incident and endpoint", expected });
  }
  const captured = await clientOf(line, world).call("GET /api/v1/incidents/:id/inputs", {
    params: { id },
    query: { limit: countOf(line) },
  });
  const replayed: Replayed[] = [];
  for (const endpoint of asked) replayed.push(await replayAll(captured, endpoint, line, world));
  return tell(captured, replayed, line, world);
};

function countOf({ flags }: CommandLine): number {
  const { count } = flags;
  if (typeof count !== "string") return countDefault;
  if (/^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= 500) return Number(count);
  const expected = "how many inputs on each side of the onset, 1 to 500";
  throw new AcesoError("bad-field", { field: "--count", expected, got: count });
}

async function replayAll(
  captured: CapturedInputs,
  { role, url }: Pick<Replayed, "role" | "url">,
  { flags }: CommandLine,
  world: World,
): Promise<Replayed> {
  const { openai, body, answer } = flags;
  const endpoint = {
    url,
    openAiModel: typeof openai === "string" ? openai : "",
    body: typeof body === "string" ? bodyTemplate(body) : usualBody,
    answer: typeof answer === "string" ? answer : "",
    key: world.environment["ACESO_REPLAY_KEY"] ?? "",
    fetch: world.fetch,
  };
  const replies: Reply[] = [];
  for (const input of captured.inputs) replies.push(await replayInput(input, endpoint));
  const judgement = judgeReplay(captured.inputs, replies, captured.format);
  return { role, url, judgement, replies };
}

function tell(
  captured: CapturedInputs,
  replayed: readonly Replayed[],
  line: CommandLine,
  world: World,
): ExitCode {
  const verdictOf = (role: Role) =>
    replayed.find((each) => each.role === role)?.judgement.verdict ?? "not-enough-data";
  const current = verdictOf("current");
  const others = replayed.filter(({ role }) => role !== "current");
  const origin = originOf(
    current,
    others.map(({ judgement }) => judgement.verdict),
  );
  if (line.isJson) {
    const { model, inputs } = captured;
    const told = replayed.map(({ role, url, judgement, replies }) => ({
      role,
      url,
      ...judgement,
      replies: replies.map((reply, index) => ({ id: inputs[index]?.id, ...reply })),
    }));
    world.print(JSON.stringify({ model, inputs: inputs.length, replayed: told, origin }, null, 2));
  } else {
    const put = (...message: Parameters<typeof say>): void =>
      world.print(render(say(...message), { lang: line.lang }));
    const since = captured.inputs.filter(({ side }) => side === "since").length;
    const before = captured.inputs.length - since;
    put("reproduce.inputs", { model: captured.model, before, since });
    for (const { role, url, judgement } of replayed) {
      const { verdict, begins, failedSince, failedBefore, judgedSince, judgedBefore } = judgement;
      put(`reproduce.${verdict}`, { role, url });
      if (judgedSince > 0) put("reproduce.since", { share: failedSince, count: judgedSince });
      if (judgedBefore > 0) put("reproduce.before", { share: failedBefore, count: judgedBefore });
      if (judgement.errorShare > 0) put("reproduce.errors", { share: judgement.errorShare });
      if (judgement.sameShare > 0) put("reproduce.same", { share: judgement.sameShare });
      if (begins !== null && verdict === "again") put("reproduce.begins", { time: begins });
    }
    put(`reproduce.origin-${origin}`);
  }
  return current === "again" ? exitCodes.findings : exitCodes.fine;
}

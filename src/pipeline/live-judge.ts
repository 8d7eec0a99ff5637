import type { MetricPoint } from "../ingest/points.ts";
import {
  askAll,
  type GoldenAnswer,
  type GoldenRow,
  readAnswer,
} from "../measure/golden/golden-set.ts";
import { judgeRequest, judgeVersion, readVerdict } from "../measure/judge/judge-prompt.ts";
import {
  answerColumn,
  judgedRow,
  judgeFeedbackName,
  judgePoints,
  type JudgedCall,
  verdictFeedback,
} from "../measure/judge/judge-signals.ts";
import {
  type PeopleAgreement,
  peopleAgreement,
  yesOrNo,
} from "../measure/judge/people-agreement.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import { day, minute, second, type TimeMs, type Window } from "../model/time.ts";
import type { Store } from "../store/store.ts";

/** A language model that judges a sample of the stored answers of another one, again and again. */
export interface LiveJudge {
  readonly model: string;
  readonly judge: string;
  /** Of chat completions, as OpenAI-compatible servers have it. */
  readonly endpoint: string;
  /** A question that yes answers well. */
  readonly question: string;
  readonly keyEnv?: string | undefined;
  readonly everyMinutes: number;
  /** Most calls of one run, and of one day (UTC). */
  readonly calls: number;
  readonly callsPerDay: number;
  readonly charactersMax: number;
  /** Name of the feedback by which people judge the same answers. */
  readonly people: string;
}

/** What judges need of the outside. */
export interface JudgeWorld {
  readonly store: Pick<Store, "llmCalls" | "predictions" | "setting" | "putSetting">;
  readonly project: string;
  readonly fetch: typeof globalThis.fetch;
  readonly secretOf: (name: string) => string | undefined;
  /** Takes bodies of the feedback protocol; resolves when they are durable. */
  readonly take: (rows: readonly Json[]) => Promise<void>;
  readonly takePoints: (points: readonly MetricPoint[]) => Promise<void>;
  readonly now: () => TimeMs;
  /** Calls back every so many ms until the result is called. */
  readonly every: (intervalMs: number, callback: () => void) => () => void;
  readonly failed: (what: string, error: unknown) => void;
}

const concurrency = 2;
const callMsMax = 60 * second;
/** Asking ends after this share of the interval, so that runs of one judge never overlap. */
const busyShare = 0.8;
/** Calls that started less than this ago may not be in the store yet. */
const settleMs = minute;
const peopleMs = 30 * day;
const peopleRowsMax = 10_000;

/**
 * Lets each judge look at its sample now and at its interval; verdicts become feedback, their share and the agreement
 * with people series. A run that fails is told and the next one comes anyway.
 *
 * @returns breaks off runs under way and stops further ones
 */
export function startLiveJudges(
  judges: readonly LiveJudge[],
  world: JudgeWorld,
): () => Promise<void> {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const run = (judge: LiveJudge): void => {
    const done = runJudge(judge, world, stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) world.failed(`judge of ${judge.model}`, error);
      })
      .finally(() => running.delete(done));
    running.add(done);
  };
  const stops = judges.map((judge) => world.every(judge.everyMinutes * minute, () => run(judge)));
  for (const judge of judges) run(judge);
  return async () => {
    stopping.abort();
    for (const stop of stops) stop();
    await Promise.all(running);
  };
}

/** Key of the setting that holds what a judge has spent. */
export function judgeKey(model: string, prompt: string): string {
  return `judge/${model}/${prompt}`;
}

/** Calls made on the day (UTC) of this moment, after what the setting of a judge holds. */
export function callsOfDay(remembered: Json | undefined, now: TimeMs): number {
  const { day: spentOn, calls } = fieldsOf(remembered);
  return spentOn === Math.floor(now / day) ? calls : 0;
}

/** One run: draws calls that nobody has drawn, asks within the budget, and hands over what was said. */
async function runJudge(judge: LiveJudge, world: JudgeWorld, stopping: AbortSignal): Promise<void> {
  const { store, project } = world;
  const { model } = judge;
  const prompt = judgeVersion({ ...judge, answerColumn });
  const key = judgeKey(model, prompt);
  const plan = planOf(await store.setting(project, key), judge, world.now());
  if (plan === null) return;
  const { window, today, spent, limit } = plan;
  const calls = limit > 0 ? await store.llmCalls(project, { model, window, limit }) : [];
  // Written down before it is spent: a crash on the way spends nothing twice.
  const remember = (used: number): Promise<void> =>
    store.putSetting(project, key, { until: window.end, day: today, calls: spent + used });
  await remember(calls.length);
  const rows = calls.map((call) => judgedRow(call, judge.charactersMax));
  const asked = await askJudge(judge, rows, { world, stopping });
  if (asked.sent < calls.length) await remember(asked.sent);
  const verdicts = asked.answers.flatMap(({ output }, place): readonly JudgedCall[] => {
    const call = calls[place];
    return call === undefined || output === null ? [] : [{ call, isYes: output === 1 }];
  });
  if (verdicts.length > 0) {
    await world.take(verdictFeedback(verdicts, { model, prompt, time: world.now() }));
  }
  if (stopping.aborted) return;
  const agreement = await agreementWithPeople(judge, prompt, world);
  const points = judgePoints(
    { model, judge: judge.judge, prompt },
    { verdicts, calls: asked.sent, tokens: asked.tokens, agreement },
  );
  await world.takePoints(points.map((point) => ({ ...point, kind: "gauge" })));
  const problem = asked.answers.find(({ output }) => output === null)?.problem;
  if (verdicts.length === 0 && problem !== undefined) {
    // The host alone: a URL may hold what must not be in a log.
    const path = new URL(judge.endpoint).host;
    throw new AcesoError("file-unreadable", { path, reason: problem });
  }
}

interface Plan {
  /** When the calls to be drawn from started. */
  readonly window: Window;
  /** Days since 1970. */
  readonly today: number;
  /** Calls of the judge made today. */
  readonly spent: number;
  /** Calls that this run may make. */
  readonly limit: number;
}

/** What a run may do after what was remembered of those before it; null where the last one was just now. */
function planOf(
  remembered: Json | undefined,
  { everyMinutes, calls, callsPerDay }: LiveJudge,
  now: TimeMs,
): Plan | null {
  const before = fieldsOf(remembered);
  const intervalMs = everyMinutes * minute;
  const end = now - settleMs;
  // Never older than one interval: nobody wants to pay for what was long ago.
  const start = Math.max(before.until, end - intervalMs);
  // A restart is no reason to ask again.
  if (end - start < intervalMs / 2) return null;
  const today = Math.floor(now / day);
  const spent = callsOfDay(remembered, now);
  return {
    window: { start, end },
    today,
    spent,
    limit: Math.max(0, Math.min(calls, callsPerDay - spent)),
  };
}

function fieldsOf(remembered: Json | undefined) {
  const isObject = typeof remembered === "object" && remembered !== null;
  const fields = new Map<string, unknown>(isObject ? Object.entries(remembered) : []);
  const number = (name: string): number => {
    const value = fields.get(name);
    return typeof value === "number" && Number.isFinite(value) ? value : 0;
  };
  return { until: number("until"), day: number("day"), calls: number("calls") };
}

/** Asks about every row within the time of a run; `sent` is how many requests went out. */
async function askJudge(
  judge: LiveJudge,
  rows: readonly GoldenRow[],
  { world, stopping }: { readonly world: JudgeWorld; readonly stopping: AbortSignal },
): Promise<{
  readonly answers: readonly GoldenAnswer[];
  readonly sent: number;
  readonly tokens: number;
}> {
  const intervalMs = judge.everyMinutes * minute;
  const callMs = Math.round(Math.min(callMsMax, (1 - busyShare) * intervalMs));
  const key = judge.keyEnv === undefined ? undefined : world.secretOf(judge.keyEnv);
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  let [sent, tokens] = [0, 0];
  const question = async (row: GoldenRow) => {
    const none = { output: null, score: null };
    if (stopping.aborted) return { ...none, problem: "stopped" };
    const body = JSON.stringify(judgeRequest({ ...judge, answerColumn }, row));
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(callMs)]);
    sent += 1;
    try {
      // A redirect could carry the key elsewhere.
      const init = { method: "POST", headers, body, signal, redirect: "error" } as const;
      const response = await world.fetch(judge.endpoint, init);
      if (response.status !== 200) {
        await response.body?.cancel();
        return { ...none, problem: `HTTP ${response.status}` };
      }
      const answer: unknown = await response.json();
      tokens += tokensOf(answer);
      return readVerdict(String(readAnswer(answer, undefined).output ?? ""));
    } catch (error) {
      return { ...none, problem: problemOf(error) };
    }
  };
  const deadline = world.now() + busyShare * intervalMs;
  const answers = await askAll(rows, { question, concurrency, now: world.now, deadline });
  return { answers, sent, tokens };
}

/** What went wrong with a call, in words of our own: messages of others may hold URL or key. */
function problemOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError") return "no answer in time";
  return name === "SyntaxError" ? "the answer is no JSON" : "no answer";
}

function tokensOf(answer: unknown): number {
  const usage: unknown =
    typeof answer === "object" && answer !== null && "usage" in answer ? answer.usage : undefined;
  const total: unknown =
    typeof usage === "object" && usage !== null && "total_tokens" in usage
      ? usage.total_tokens
      : undefined;
  return typeof total === "number" && total > 0 && Number.isFinite(total) ? total : 0;
}

/**
 * How far the judge agreed with people within thirty days, by this prompt. What people say names a call by
 * `TRACE/SPAN`, by its span or by its trace; the last word counts.
 */
async function agreementWithPeople(
  { model, people }: LiveJudge,
  prompt: string,
  { store, project, now }: JudgeWorld,
): Promise<PeopleAgreement> {
  const end = now() + 1;
  const window = { start: end - peopleMs, end };
  const told = (name: string) =>
    store.predictions(project, { model: `${model}:${name}`, window, limit: peopleRowsMax });
  const verdictOf = await told(judgeFeedbackName(prompt));
  if (verdictOf.length === 0) return peopleAgreement([]);
  // Id as people give it → whether they said yes; the newest comes first.
  const byPeople = new Map<string, boolean>();
  for (const { id, outputNumber, outputText } of await told(people)) {
    const isYes = yesOrNo(outputNumber ?? outputText);
    if (isYes !== null && !byPeople.has(id)) byPeople.set(id, isYes);
  }
  // Call → whether the judge said yes.
  const byJudge = new Map<string, boolean>();
  for (const { id, outputNumber } of verdictOf) {
    if (!byJudge.has(id)) byJudge.set(id, outputNumber === 1);
  }
  const pairs = [...byJudge].flatMap(([id, isYes]) => {
    const [trace = "", span = ""] = id.split("/");
    const person = byPeople.get(id) ?? byPeople.get(span) ?? byPeople.get(trace);
    return person === undefined ? [] : [{ judge: isYes, person }];
  });
  return peopleAgreement(pairs);
}

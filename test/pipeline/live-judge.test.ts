import { describe, expect, it } from "vitest";
import type { MetricPoint } from "../../src/ingest/points.ts";
import { judgeVersion } from "../../src/measure/judge/judge-prompt.ts";
import { judgeFeedbackName } from "../../src/measure/judge/judge-signals.ts";
import type { AnsweredCall } from "../../src/model/answered-call.ts";
import type { Json } from "../../src/model/json.ts";
import type { PredictionRow } from "../../src/model/signals.ts";
import { day, hour, minute } from "../../src/model/time.ts";
import { type JudgeWorld, type LiveJudge, startLiveJudges } from "../../src/pipeline/live-judge.ts";
import { prediction } from "../store/signals.ts";

const judge: LiveJudge = {
  model: "support",
  judge: "big",
  endpoint: "https://judge.example/secret-path/v1/chat/completions",
  question: "Is it right?",
  keyEnv: "JUDGE_KEY",
  everyMinutes: 60,
  calls: 10,
  callsPerDay: 25,
  charactersMax: 1_000,
  people: "thumb",
};
const noon = Math.floor(1_800_000_000_000 / day) * day + day / 2;
const feedbackName = judgeFeedbackName(judgeVersion({ ...judge, answerColumn: "answer" }));

/** Every second answer is wrong. */
function call(index: number): AnsweredCall {
  const output = index % 2 === 0 ? "right" : "wrong";
  return { id: `trace${index}/span${index}`, version: "7", time: noon, input: "1 + 1?", output };
}

const verdictOf = (body: string): Response => {
  const verdict = body.includes("<answer>right") ? "yes" : "no";
  const content = `{"reason": "seen", "verdict": "${verdict}"}`;
  return Response.json({ choices: [{ message: { content } }], usage: { total_tokens: 50 } });
};

interface Asked {
  readonly url: string;
  readonly init: RequestInit | undefined;
  readonly body: string;
}

function fakeWorld(
  answer: (body: string, index: number) => Promise<Response> | Response = verdictOf,
  stored: readonly PredictionRow[] = [],
) {
  const fake = {
    now: noon,
    settings: new Map<string, Json>(),
    drawn: [] as Parameters<JudgeWorld["store"]["llmCalls"]>[1][],
    asked: [] as Asked[],
    told: [] as Json[],
    points: [] as MetricPoint[],
    failures: [] as string[],
    timers: [] as (() => void)[],
  };
  const world: JudgeWorld = {
    project: "default",
    store: {
      llmCalls(_, request) {
        fake.drawn.push(request);
        return Promise.resolve(
          Array.from({ length: Math.min(30, request.limit) }, (_, i) => call(i)),
        );
      },
      predictions: (_, { model }) => Promise.resolve(stored.filter((row) => row.model === model)),
      setting: (_, key) => Promise.resolve(fake.settings.get(key)),
      putSetting(_, key, value) {
        fake.settings.set(key, value);
        return Promise.resolve();
      },
    },
    fetch(url, init) {
      const body = String(init?.body);
      fake.asked.push({ url: String(url), init, body });
      const stopped = new Promise<Response>((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted of-JUDGE_KEY")));
      });
      return Promise.race([Promise.resolve(answer(body, fake.asked.length - 1)), stopped]);
    },
    secretOf: (name) => `of-${name}`,
    take(rows) {
      fake.told.push(...rows);
      return Promise.resolve();
    },
    takePoints(points) {
      fake.points.push(...points);
      return Promise.resolve();
    },
    now: () => fake.now,
    every(_, callback) {
      fake.timers.push(callback);
      return () => undefined;
    },
    failed: (what, error) => fake.failures.push(`${what}: ${String(error)}`),
  };
  return { fake, world };
}

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const valueOf = (points: readonly MetricPoint[], metric: string) =>
  points.find((point) => point.metric === metric)?.value;

describe("startLiveJudges", () => {
  it("shows the judge a sample, keeps each verdict by its call, and their share as a series", async () => {
    const { fake, world } = fakeWorld();
    const stop = startLiveJudges([judge], world);
    await settle();
    expect(fake.drawn).toEqual([
      { model: "support", window: { start: noon - 61 * minute, end: noon - minute }, limit: 10 },
    ]);
    expect(fake.asked).toHaveLength(10);
    const [first] = fake.asked;
    expect(new Headers(first?.init?.headers).get("authorization")).toBe("Bearer of-JUDGE_KEY");
    expect(first?.init?.redirect).toBe("error");
    expect(first?.body).toContain("Is it right?");
    expect(first?.body).toContain("1 + 1?");
    expect(first?.body).toContain("<answer>right</answer>");
    const about = { model: "support", name: feedbackName, time: noon, version: "7" };
    expect(fake.told).toHaveLength(10);
    expect(fake.told[0]).toEqual({ ...about, id: "trace0/span0", value: true });
    expect(fake.told[1]).toEqual({ ...about, id: "trace1/span1", value: false });
    const labels = { model: "support", judge: "big", prompt: feedbackName.slice("judge-".length) };
    expect(fake.points[0]).toMatchObject({
      metric: "aceso_judge_yes_ratio",
      labels,
      value: 0.5,
      kind: "gauge",
    });
    expect(valueOf(fake.points, "aceso_judge_yes_ratio_samples")).toBe(10);
    // sqrt(0.5 · 0.5 / 10)
    expect(valueOf(fake.points, "aceso_judge_yes_ratio_stderr")).toBeCloseTo(0.15811, 5);
    expect(valueOf(fake.points, "aceso_judge_calls")).toBe(10);
    expect(valueOf(fake.points, "aceso_judge_tokens")).toBe(500);
    // Nobody has judged any of these: nothing is said of agreement.
    expect(valueOf(fake.points, "aceso_judge_agreement_ratio")).toBeUndefined();
    await stop();
    expect(fake.failures).toEqual([]);
  });

  it("spends at most its budget of a run and of a day, and a restart spends nothing again", async () => {
    const { fake, world } = fakeWorld();
    const stop = startLiveJudges([judge], world);
    await settle();
    const sent = [fake.asked.length];
    for (let run = 1; run < 5; run += 1) {
      fake.now = noon + run * hour;
      fake.timers[0]?.();
      await settle();
      sent.push(fake.asked.length);
    }
    expect(sent).toEqual([10, 20, 25, 25, 25]);
    // Each run looks at what came since the last one.
    expect(fake.drawn.map(({ window }) => window.start)).toEqual([
      noon - 61 * minute,
      noon - minute,
      noon + hour - minute,
    ]);
    await stop();
    // The same settings, as they are read after a restart.
    fake.now += 10 * minute;
    await startLiveJudges([judge], world)();
    await settle();
    expect(fake.asked).toHaveLength(25);
    fake.now = noon + day;
    const next = startLiveJudges([judge], world);
    await settle();
    await next();
    expect(fake.asked).toHaveLength(35);
  });

  it("a run that brings no verdict is told and paid for; neither key nor address is told", async () => {
    for (const answer of [
      () => new Response("of-JUDGE_KEY", { status: 401 }),
      () => Promise.reject(new Error("of-JUDGE_KEY at https://judge.example/secret-path")),
      () => new Response("of-JUDGE_KEY, not JSON"),
      () => Response.json({ error: "of-JUDGE_KEY" }),
    ]) {
      const { fake, world } = fakeWorld(answer);
      const stop = startLiveJudges([judge], world);
      await settle();
      await stop();
      expect(fake.told).toEqual([]);
      expect(fake.failures).toHaveLength(1);
      expect(fake.failures[0]).toMatch(/^judge of support: .*judge\.example/);
      expect(fake.failures[0]).not.toMatch(/JUDGE_KEY|secret-path/);
      expect(valueOf(fake.points, "aceso_judge_yes_ratio")).toBeUndefined();
      expect(valueOf(fake.points, "aceso_judge_failures")).toBe(10);
      expect([...fake.settings.values()]).toEqual([
        { until: noon - minute, day: Math.floor(noon / day), calls: 10 },
      ]);
    }
  });

  it("agreement with people is measured over calls that both judged, by call, span or trace", async () => {
    const verdict = (id: string, isYes: number) =>
      prediction({ id, model: `support:${feedbackName}`, outputNumber: isYes });
    const thumb = (id: string, value: number | string) =>
      typeof value === "number"
        ? prediction({ id, model: "support:thumb", outputNumber: value })
        : prediction({ id, model: "support:thumb", outputText: value });
    const { world, fake } = fakeWorld(verdictOf, [
      verdict("a/1", 1),
      verdict("b/2", 1),
      verdict("c/3", 0),
      verdict("d/4", 0),
      verdict("e/5", 1),
      // The newest comes first: the person of b changed their mind.
      thumb("a/1", 1),
      thumb("2", -1),
      thumb("2", 1),
      thumb("c", "no"),
      thumb("d/4", 0),
      thumb("e/5", "perhaps"),
      thumb("unheard", 1),
    ]);
    const stop = startLiveJudges([judge], world);
    await settle();
    await stop();
    expect(valueOf(fake.points, "aceso_judge_agreement_ratio")).toBe(0.75);
    expect(valueOf(fake.points, "aceso_judge_agreement_ratio_samples")).toBe(4);
    // Chance agrees on 0.5 · 0.25 + 0.5 · 0.75 = 0.5 of them: (0.75 - 0.5) / (1 - 0.5).
    expect(valueOf(fake.points, "aceso_judge_agreement_kappa")).toBeCloseTo(0.5, 12);
  });

  it("stopping breaks off calls that hang, keeps what was said, and counts what was sent", async () => {
    const { fake, world } = fakeWorld((body, index) =>
      index < 3 ? verdictOf(body) : new Promise<Response>(() => undefined),
    );
    const stop = startLiveJudges([judge], world);
    await settle();
    await stop();
    expect(fake.told).toHaveLength(3);
    expect(fake.failures).toEqual([]);
    // Two at a time: three were answered and two hung.
    expect([...fake.settings.values()]).toMatchObject([{ calls: 5 }]);
  });

  it("without judges nothing is asked", async () => {
    const { fake, world } = fakeWorld();
    await startLiveJudges([], world)();
    expect(fake.asked).toEqual([]);
    expect(fake.timers).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { judgeVersion } from "../../src/measure/judge/judge-prompt.ts";
import type { Json } from "../../src/model/json.ts";
import { day, hour, minute } from "../../src/model/time.ts";
import { judgeHistories } from "../../src/pipeline/judge-histories.ts";
import type { LiveJudge } from "../../src/pipeline/live-judge.ts";
import type { Store } from "../../src/store/store.ts";

const now = 1_000 * day + 12 * hour;
const judge: LiveJudge = {
  model: "support",
  judge: "big",
  endpoint: "https://judge.example/v1/chat/completions",
  question: "Is it right?",
  everyMinutes: 60,
  calls: 10,
  callsPerDay: 25,
  charactersMax: 1_000,
  people: "thumb",
};
const prompt = judgeVersion({ ...judge, answerColumn: "answer" });

function storeOf(
  points: readonly (readonly [prompt: string, name: string, time: number, value: number])[],
  settings: { readonly [key: string]: Json } = {},
) {
  const asked: Parameters<Store["selectSeries"]>[1][] = [];
  const store: Pick<Store, "selectSeries" | "setting"> = {
    selectSeries: (_, request) => {
      asked.push(request);
      const series = Map.groupBy(points, ([of, name]) => `${of} ${name}`);
      return Promise.resolve(
        [...series.values()].map((own) => ({
          labels: {
            __name__: `aceso_judge_${own[0]?.[1]}`,
            judge: "big",
            model: "support",
            prompt: own[0]?.[0] ?? "",
          },
          times: Float64Array.from(own, ([, , time]) => time),
          values: Float64Array.from(own, ([, , , value]) => value),
        })),
      );
    },
    setting: (_, key) => Promise.resolve(settings[key]),
  };
  return { asked, store };
}

const about = {
  model: "support",
  window: { start: now - hour, end: now },
  judges: [judge, { ...judge, model: "another" }],
  now,
};

describe("what judges said", () => {
  it("is told by prompt, with runs, budget and agreement; of the prompt that is asked, its settings", async () => {
    const [first, second] = [now - 2 * hour, now - hour];
    const { asked, store } = storeOf(
      [
        [prompt, "yes_ratio", first, 0.8],
        [prompt, "yes_ratio_samples", first, 10],
        [prompt, "yes_ratio_stderr", first, 0.13],
        [prompt, "calls", first, 10],
        [prompt, "failures", first, 0],
        [prompt, "tokens", first, 500],
        [prompt, "calls", second, 10],
        [prompt, "failures", second, 10],
        [prompt, "agreement_ratio", first, 0.9],
        [prompt, "agreement_ratio_samples", first, 40],
        [prompt, "agreement_kappa", first, 0.6],
        ["old", "calls", first - day, 5],
        ["old", "yes_ratio", first - day, 0.2],
        ["old", "yes_ratio_samples", first - day, 5],
      ],
      { [`judge/support/${prompt}`]: { until: now, day: now / day - 0.5, calls: 20 } },
    );
    const found = await judgeHistories(store, "p", about);
    expect(found).toEqual([
      {
        judge: "big",
        prompt,
        asked: { question: "Is it right?", everyMinutes: 60, callsPerDay: 25, people: "thumb" },
        callsToday: 20,
        runs: [
          {
            time: first,
            yes: { value: 0.8, count: 10, standardError: 0.13 },
            calls: 10,
            failures: 0,
            tokens: 500,
          },
          { time: second, yes: null, calls: 10, failures: 10, tokens: 0 },
        ],
        agreement: { value: 0.9, count: 40, standardError: null },
        kappa: { value: 0.6, count: 0, standardError: null },
      },
      expect.objectContaining({ prompt: "old", asked: null, callsToday: 0 }),
    ]);
    // Judges run seldom: an hour's range shows a week.
    expect(asked[0]).toMatchObject({ start: now - 7 * day, end: now });
  });

  it("is there before its first run, and yesterday's calls are not today's", async () => {
    const yesterday = { until: now - day, day: Math.floor(now / day) - 1, calls: 25 };
    const { store } = storeOf([], { [`judge/support/${prompt}`]: yesterday });
    expect(await judgeHistories(store, "p", about)).toMatchObject([
      { prompt, callsToday: 0, runs: [], agreement: null, kappa: null },
    ]);
    expect(await judgeHistories(store, "p", { ...about, model: "other" })).toEqual([]);
  });

  it("leaves out what is no number, and runs that asked nothing", async () => {
    const { store } = storeOf([
      [prompt, "calls", now - hour, 0],
      [prompt, "calls", now - minute, 3],
      [prompt, "yes_ratio", now - minute, Number.NaN],
    ]);
    const [found] = await judgeHistories(store, "p", about);
    expect(found?.runs).toEqual([
      { time: now - minute, yes: null, calls: 3, failures: 0, tokens: 0 },
    ]);
  });
});

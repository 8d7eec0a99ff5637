import { judgeVersion } from "../measure/judge/judge-prompt.ts";
import { answerColumn } from "../measure/judge/judge-signals.ts";
import type { JudgeHistory, JudgeRun, JudgeScore } from "../model/judge-history.ts";
import type { SeriesSamples } from "../model/series.ts";
import { day, type TimeMs, type Window } from "../model/time.ts";
import type { Store } from "../store/store.ts";
import { callsOfDay, judgeKey, type LiveJudge } from "./live-judge.ts";

/** Judges run seldom: so much of their past is shown, however short the range. */
const pastMs = 7 * day;
const runsMax = 500;
const seriesMax = 400;
const prefix = "aceso_judge_";

/**
 * What judges said of a model's answers, by judge and prompt, those that are asked now first: runs of the window and of at
 * least seven days before its end, budget and agreement with people. Reads the series that the judges wrote.
 *
 * @param of.judges as configured; those of other models are left out
 */
export async function judgeHistories(
  store: Pick<Store, "selectSeries" | "setting">,
  project: string,
  of: {
    readonly model: string;
    readonly window: Window;
    readonly judges: readonly LiveJudge[];
    readonly now: TimeMs;
  },
): Promise<readonly JudgeHistory[]> {
  const { model, window, judges, now } = of;
  const series = await store.selectSeries(project, {
    matchers: [
      { name: "__name__", operator: "=~", value: `${prefix}.*` },
      { name: "model", operator: "=", value: model },
    ],
    start: Math.min(window.start, window.end - pastMs),
    end: window.end,
    limit: seriesMax,
  });
  const told = Map.groupBy(series, ({ labels }) => labels["prompt"] ?? "");
  const configured = new Map(
    judges
      .filter((judge) => judge.model === model)
      .map((judge) => [judgeVersion({ ...judge, answerColumn }), judge]),
  );
  const prompts = [...new Set([...configured.keys(), ...told.keys()])];
  return Promise.all(
    prompts.map(async (prompt): Promise<JudgeHistory> => {
      const own = told.get(prompt) ?? [];
      const asked = configured.get(prompt);
      const spent = asked && (await store.setting(project, judgeKey(model, prompt)));
      return {
        judge: asked?.judge ?? own[0]?.labels["judge"] ?? "",
        prompt,
        asked: asked ? settingsOf(asked) : null,
        callsToday: callsOfDay(spent, now),
        runs: runsOf(own),
        agreement: lastScore(own, "agreement_ratio"),
        kappa: lastScore(own, "agreement_kappa"),
      };
    }),
  );
}

function settingsOf({ question, everyMinutes, callsPerDay, people }: LiveJudge) {
  return { question, everyMinutes, callsPerDay, people };
}

function runsOf(own: readonly SeriesSamples[]): readonly JudgeRun[] {
  const [calls, failures, tokens] = ["calls", "failures", "tokens"].map((name) =>
    valuesOf(own, name),
  );
  const scores = scoresOf(own, "yes_ratio");
  // A run without calls had nothing to draw, or no budget.
  return [...(calls ?? [])]
    .filter(([, made]) => made > 0)
    .toSorted(([a], [b]) => a - b)
    .slice(-runsMax)
    .map(([time, made]) => ({
      time,
      yes: scores.get(time) ?? null,
      calls: made,
      failures: failures?.get(time) ?? 0,
      tokens: tokens?.get(time) ?? 0,
    }));
}

function lastScore(own: readonly SeriesSamples[], name: string): JudgeScore | null {
  const scores = scoresOf(own, name);
  const newest = Math.max(...scores.keys());
  return scores.get(newest) ?? null;
}

/** Time → value, with its siblings. */
function scoresOf(own: readonly SeriesSamples[], name: string): ReadonlyMap<TimeMs, JudgeScore> {
  const counts = valuesOf(own, `${name}_samples`);
  const errors = valuesOf(own, `${name}_stderr`);
  return new Map(
    [...valuesOf(own, name)].map(([time, value]) => [
      time,
      { value, count: counts.get(time) ?? 0, standardError: errors.get(time) ?? null },
    ]),
  );
}

/** Time → value of one metric of a judge; what is no number is left out. */
function valuesOf(own: readonly SeriesSamples[], name: string): ReadonlyMap<TimeMs, number> {
  const values = new Map<TimeMs, number>();
  for (const { labels, times, values: told } of own) {
    if (labels["__name__"] !== `${prefix}${name}`) continue;
    times.forEach((time, place) => {
      const value = told[place] ?? Number.NaN;
      if (Number.isFinite(value)) values.set(Number(time), value);
    });
  }
  return values;
}

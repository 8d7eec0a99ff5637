import type { JudgeHistory } from "../../src/model/judge-history.ts";
import { hour } from "../../src/model/time.ts";
import { fixtureNow } from "./fixture-series.ts";

/** Two prompts of a judge of the fixture's language model: one that is asked, one that was. */
export function fixtureJudges(model: string): readonly JudgeHistory[] {
  if (model !== "writer") return [];
  const runs = (first: number, count: number, share: number) =>
    Array.from({ length: count }, (_, index) => {
      const value = share + 0.08 * Math.sin(index);
      return {
        time: fixtureNow - first + index * hour,
        yes: { value, count: 20, standardError: Math.sqrt((value * (1 - value)) / 20) },
        calls: 20,
        failures: index === 3 ? 1 : 0,
        tokens: 7_400,
      };
    });
  return [
    {
      judge: "large-judge",
      prompt: "5b0c77aa",
      asked: {
        question: "回答是否解决了客户的问题？",
        everyMinutes: 60,
        callsPerDay: 200,
        people: "thumb",
      },
      callsToday: 140,
      runs: runs(36 * hour, 36, 0.8),
      agreement: { value: 0.86, count: 64, standardError: 0.043 },
      kappa: { value: 0.61, count: 64, standardError: 0.11 },
    },
    {
      judge: "large-judge",
      prompt: "0d3391fe",
      asked: null,
      callsToday: 0,
      runs: runs(90 * hour, 50, 0.7),
      agreement: null,
      kappa: null,
    },
  ];
}

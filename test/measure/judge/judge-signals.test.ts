import { describe, expect, it } from "vitest";
import {
  judgedRow,
  judgePoints,
  verdictFeedback,
} from "../../../src/measure/judge/judge-signals.ts";
import { peopleAgreement } from "../../../src/measure/judge/people-agreement.ts";

const call = { id: "t/s", version: "", time: 0, input: "why?", output: "because" };

describe("judgedRow", () => {
  it("shows prompt and answer, of long ones the beginning and the end", () => {
    expect(judgedRow(call, 100)).toMatchObject({
      id: "t/s",
      features: { prompt: "why?" },
      cells: { answer: "because" },
    });
    const long = judgedRow({ ...call, output: "abcdefghijkl" }, 6);
    expect(long.cells).toEqual({ answer: "abcd […] kl" });
  });
});

describe("verdictFeedback", () => {
  it("names a version only where the call has one", () => {
    const about = { model: "m", prompt: "0a", time: 5 };
    const told = verdictFeedback(
      [
        { call, isYes: true },
        { call: { ...call, version: "2" }, isYes: false },
      ],
      about,
    );
    const common = { model: "m", id: "t/s", name: "judge-0a", time: 5 };
    expect(told).toEqual([
      { ...common, value: true },
      { ...common, value: false, version: "2" },
    ]);
  });
});

describe("judgePoints", () => {
  it("of nothing only what was spent, and no value that is undefined", () => {
    const labels = { model: "m", judge: "j", prompt: "p" };
    const none = { verdicts: [], calls: 3, tokens: 0, agreement: peopleAgreement([]) };
    expect(judgePoints(labels, none).map(({ metric, value }) => [metric, value])).toEqual([
      ["aceso_judge_calls", 3],
      ["aceso_judge_failures", 3],
    ]);
    // All alike: what agreement beyond chance is cannot be said.
    const agreement = peopleAgreement([{ judge: true, person: true }]);
    const metrics = judgePoints(labels, { ...none, agreement }).map(({ metric }) => metric);
    expect(metrics).toContain("aceso_judge_agreement_ratio");
    expect(metrics).not.toContain("aceso_judge_agreement_kappa");
  });
});

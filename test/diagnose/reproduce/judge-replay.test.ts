import { describe, expect, it } from "vitest";
import { judgeReplay, originOf, type Reply } from "../../../src/diagnose/reproduce/judge-replay.ts";
import type { CapturedInput } from "../../../src/model/captured-input.ts";

const onset = 1_000_000;

/** Twenty inputs before the onset, all right, and twenty since, of which the given share was wrong. */
function captured(wrong: number, label = "yes"): readonly CapturedInput[] {
  return Array.from({ length: 40 }, (_, index) => {
    const isSince = index >= 20;
    const failed = isSince && index - 20 < 20 * wrong;
    return {
      id: String(index),
      time: onset + (index - 20) * 1_000,
      version: "2",
      side: isSince ? "since" : "before",
      features: { amount: index },
      prompt: "",
      output: failed ? "no" : "yes",
      label,
      failed,
    };
  });
}

const replies = (inputs: readonly CapturedInput[], answer: (input: CapturedInput) => string) =>
  inputs.map((input): Reply => ({ output: answer(input) }));

describe("a replay", () => {
  it("that fails on the inputs since the onset has happened again, from where it began", () => {
    const inputs = captured(1);
    const found = judgeReplay(
      inputs,
      replies(inputs, ({ output }) => output),
      "",
    );
    expect(found).toMatchObject({ verdict: "again", failedSince: 1, failedBefore: 0 });
    expect(found).toMatchObject({ begins: onset, sameShare: 1, errorShare: 0 });
  });

  it("that answers right has not", () => {
    const inputs = captured(0.8);
    const found = judgeReplay(
      inputs,
      replies(inputs, () => "yes"),
      "",
    );
    expect(found).toMatchObject({ verdict: "not-again", failedSince: 0, begins: null });
  });

  it("takes errors for failures, and outputs without the format", () => {
    const inputs = captured(0, "");
    const broken = inputs.map((input): Reply =>
      input.side === "since" ? { error: "HTTP 500" } : { output: "{}" },
    );
    expect(judgeReplay(inputs, broken, "json")).toMatchObject({
      verdict: "again",
      errorShare: 0.5,
    });
    const chatty = replies(inputs, ({ side }) => (side === "since" ? "Sure! {}" : "{}"));
    expect(judgeReplay(inputs, chatty, "json").verdict).toBe("again");
  });

  it("says nothing of too few inputs, nor where nothing is known to be right", () => {
    const few = captured(1).slice(15, 25);
    expect(
      judgeReplay(
        few,
        replies(few, ({ output }) => output),
        "",
      ).verdict,
    ).toBe("not-enough-data");
    const unknown = captured(0, "").map((input) => ({ ...input, failed: null }));
    const found = judgeReplay(
      unknown,
      replies(unknown, () => "yes"),
      "",
    );
    expect(found).toMatchObject({ verdict: "not-enough-data", judgedSince: 0 });
    expect(judgeReplay([], [], "")).toMatchObject({ verdict: "not-enough-data", begins: null });
  });
});

describe("a failure begins", () => {
  it.each([
    ["again", ["not-again"], "version"],
    ["again", ["again"], "inputs"],
    ["again", [], "unknown"],
    ["not-again", ["not-again"], "surroundings"],
    ["not-enough-data", ["again"], "unknown"],
  ] as const)("%s on the version at work, %j on others: in the %s", (current, others, origin) => {
    expect(originOf(current, others)).toBe(origin);
  });
});

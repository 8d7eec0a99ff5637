import { describe, expect, it } from "vitest";
import { healthy, type ModelState } from "../../src/lab/conditions.ts";
import { labSettings } from "../../src/lab/lab-settings.ts";
import { drawSystem } from "../../src/lab/lab-system.ts";
import { converse } from "../../src/lab/language-call.ts";
import { isRefusal } from "../../src/measure/text/refusal.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";

const settings = resolveSettings(labSettings, { tasks: "generation" }).values;
const [model] = drawSystem(seededRandom("system"), settings).models;

/** 400 requests to the model in this state, and means over their last calls. */
function talk(state: Partial<ModelState>) {
  const conditions = { ...healthy, models: { [model!.name]: state } };
  const random = seededRandom("requests");
  const all = Array.from({ length: 400 }, () => converse(model!, { conditions, own: 100 }, random));
  const last = all.map(({ calls }) => calls.at(-1)!);
  const mean = (valueOf: (call: (typeof last)[number]) => number) =>
    last.reduce((sum, call) => sum + valueOf(call), 0) / last.length;
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  return {
    calls: all.reduce((sum, { calls }) => sum + calls.length, 0) / all.length,
    refusals: mean(({ answer }) => (isRefusal(answer) ? 1 : 0)),
    valid: mean(({ answer }) => (isJson(answer) ? 1 : 0)),
    cut: mean(({ finishReason }) => (finishReason === "length" ? 1 : 0)),
    inputTokens: mean(({ inputTokens }) => inputTokens),
    outputTokens: mean(({ outputTokens }) => outputTokens),
    ms: mean(({ ms }) => ms),
    served: new Set(last.map(({ served }) => served)),
    toolErrors: all.flatMap(({ tools }) => tools).filter(({ error }) => error !== ""),
  };
}

const usual = talk({});

describe("a request to a language model", () => {
  it("is answered at once, as declared, where all is well", () => {
    expect(usual).toMatchObject({ calls: expect.closeTo(1, 1), cut: 0 });
    expect(usual.refusals).toBeLessThan(0.03);
    expect(usual.valid).toBeGreaterThan(0.95);
    expect(usual.served).toEqual(new Set([`${model!.name}-2026-03`]));
  });

  it("is declined, or answered by another model, as its state says", () => {
    const { refusals, served } = talk({ refusals: 0.5, served: "other" });
    expect(refusals).toBeCloseTo(0.5, 1);
    expect(served).toEqual(new Set(["other"]));
  });

  it("is cut short by a limit, and then no JSON", () => {
    const { cut, valid, outputTokens } = talk({ answerTokensMax: 64 });
    expect(cut).toBeGreaterThan(0.7);
    expect(valid).toBeLessThan(1 - cut + 0.02);
    expect(outputTokens).toBeLessThanOrEqual(64);
  });

  it("takes longer with more tokens, and more calls in a loop", () => {
    const long = talk({ promptLength: 3, answerLength: 2 });
    expect(long.inputTokens).toBeGreaterThan(2.5 * usual.inputTokens);
    expect(long.ms).toBeGreaterThan(1.8 * usual.ms);
    expect(talk({ callsPerRequest: 4 }).calls).toBeCloseTo(4, 0);
  });

  it("loses its instructions where its prompt no longer fits", () => {
    const { inputTokens, valid } = talk({ promptLength: 6 });
    expect(inputTokens).toBeLessThanOrEqual(model!.contextTokens);
    expect(valid).toBeLessThan(0.7);
  });

  it("suffers from a tool that fails, and asks once more", () => {
    const [failingTool = ""] = model!.tools;
    const state = { failingTool, toolErrors: 1, toolMessage: "503 Service Unavailable" };
    const { toolErrors, refusals, calls } = talk(state);
    expect(new Set(toolErrors.map(({ name }) => name))).toContain(failingTool);
    expect(toolErrors[0]?.error).toBe("503 Service Unavailable");
    expect(refusals).toBeGreaterThan(0.1);
    expect(calls).toBeGreaterThan(1.2);
  });
});

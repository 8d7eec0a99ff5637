import { describe, expect, it } from "vitest";
import { servedSwitches, settingSwitches } from "../../../src/diagnose/traces/llm-switches.ts";
import { tallyLlmSpans, type LlmSpan } from "../../../src/diagnose/traces/llm-tally.ts";
import { usual as usualCall } from "./usual-call.ts";

const usual: LlmSpan = {
  ...usualCall,
  served: "gpt-2026-03",
  settings: { "gen_ai.request.max_tokens": "1024", "gen_ai.request.temperature": "0.2" },
};

/** The tally of this many calls, of which every `of`-th differs. */
const tally = (over: Partial<LlmSpan> = {}, of = 1, count = 60) =>
  tallyLlmSpans(
    Array.from({ length: count }, (_, index) => ({ ...usual, ...(index % of === 0 ? over : {}) })),
  );

describe("switches in the calls of a language model", () => {
  it("are none where all is as before, or little is known", () => {
    expect(servedSwitches(tally(), tally())).toEqual([]);
    expect(settingSwitches(tally(), tally())).toEqual([]);
    expect(servedSwitches(tally(), tally({ served: "other" }, 1, 19))).toEqual([]);
    expect(servedSwitches(tally({}, 1, 0), tally())).toEqual([]);
    expect(servedSwitches(tally({ served: "" }), tally({ served: "other" }))).toEqual([]);
  });

  it("are another model behind the same name, for all or for a share", () => {
    const served = "gpt-2026-09";
    expect(servedSwitches(tally(), tally({ served }))).toEqual([
      { name: "served", from: "gpt-2026-03", to: served, shareBefore: 0, shareDuring: 1 },
    ]);
    expect(servedSwitches(tally(), tally({ served }, 3))).toMatchObject([
      { to: served, shareDuring: 1 / 3 },
    ]);
    expect(servedSwitches(tally(), tally({ served }, 10))).toEqual([]);
  });

  it("are settings that calls did not ask with before, by name", () => {
    const settings = { ...usual.settings, "gen_ai.request.max_tokens": "64" };
    expect(settingSwitches(tally(), tally({ settings }))).toEqual([
      { name: "gen_ai.request.max_tokens", from: "1024", to: "64", shareBefore: 0, shareDuring: 1 },
    ]);
  });

  it("are no settings that differ from call to call", () => {
    const varied = (seed: number) =>
      tallyLlmSpans(
        Array.from({ length: 60 }, (_, index) => ({
          ...usual,
          settings: { "gen_ai.request.timeout": String(seed + index) },
        })),
      );
    expect(settingSwitches(varied(0), varied(1_000))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { busierModels, culpritOfAnswers, longerInputs } from "../../src/diagnose/llm-culprit.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import { tallyLlmSpans, type LlmSpan } from "../../src/diagnose/traces/llm-tally.ts";
import { makeCase } from "./case.ts";
import { usual } from "./traces/usual-call.ts";

const base = Array.from({ length: 30 }, (_, seed) => makeCase("nothing", seed).file).find(
  ({ incident }) => incident.models[0] === "writer",
)!;
const quiet: CaseFile = {
  ...base,
  changes: [],
  measurementsBefore: [],
  measurementsDuring: [],
  measurementsOverTime: [],
  resources: [],
};

const spans = (over: Partial<LlmSpan> = {}): readonly LlmSpan[] =>
  Array.from({ length: 80 }, (_, index) => ({ ...usual, traceId: `t${index}`, ...over }));

/** The quiet case with these calls since the onset instead of the usual ones. */
function called(during: readonly LlmSpan[], before = spans()): CaseFile {
  const tallies = { before: tallyLlmSpans(before), during: tallyLlmSpans(during) };
  return { ...quiet, llmCalls: [{ model: "writer", ...tallies, bad: 0, differences: [] }] };
}

const declining = { isRefusal: true };
const tool = (isError: boolean) => spans({ part: "tool", name: "book", isError });

describe("what is to blame for the answers of a language model", () => {
  it("is what makes them where nothing else is seen", () => {
    expect(culpritOfAnswers(called(spans(declining)), "writer")).toEqual({
      kind: "bug",
      component: { kind: "deployment", name: "writer" },
      version: "",
    });
  });

  it("is the model that the provider put behind the name, though nobody told", () => {
    const file = called(spans({ ...declining, served: "writer-2026-09" }));
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "bad-version",
      component: { kind: "artifact", name: "writer" },
      version: "writer-2026-09",
    });
  });

  it("is no switch that leaves the answers as they were", () => {
    const settings = { "gen_ai.request.max_tokens": "2048" };
    const file = called(spans({ served: "writer-2026-09", settings }));
    expect(diagnose(file).causes[0]).toMatchObject({ kind: "unknown" });
  });

  it("is a setting of the calls, though nobody told", () => {
    const settings = { "gen_ai.request.max_tokens": "64" };
    const file = called(spans({ finishReason: "length", settings }));
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "configuration",
      component: { kind: "deployment", name: "writer" },
    });
  });

  it("is the tool that fails, before the model that declines without it", () => {
    const during = [...spans(declining), ...tool(true)];
    const file = called(during, [...spans(), ...tool(false)]);
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "dependency",
      component: { kind: "dependency", name: "book" },
    });
  });

  it("is inputs that became longer, unless a switch explains them", () => {
    const long = { inputTokens: 1_600 };
    const file = called(spans({ ...declining, ...long }));
    expect(longerInputs(file)).toEqual(["writer"]);
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "data-drift",
      component: { kind: "data", name: "writer" },
    });
    const switched = called(spans({ ...long, served: "writer-2026-09" }));
    expect(longerInputs(switched)).toEqual([]);
    expect(busierModels(switched)).toEqual(["writer"]);
  });
});

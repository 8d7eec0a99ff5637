import { describe, expect, it } from "vitest";
import { llmSigns, retrievalLoss } from "../../../src/diagnose/traces/llm-signs.ts";
import { tallyLlmSpans, type LlmSpan } from "../../../src/diagnose/traces/llm-tally.ts";
import { usual } from "./usual-call.ts";

/** 100 spans; every `of`-th differs. Prompts of 380 to 420 tokens. */
const spans = (over: Partial<LlmSpan> = {}, of = 1): readonly LlmSpan[] =>
  Array.from({ length: 100 }, (_, index) => ({
    ...usual,
    inputTokens: 380 + ((index * 7) % 41),
    traceId: `t${index}`,
    ...(index % of === 0 ? over : {}),
  }));

const signs = (before: readonly LlmSpan[], during: readonly LlmSpan[]) => {
  const later = tallyLlmSpans(during);
  return llmSigns(tallyLlmSpans(before, later.longestPrompt), later);
};

describe("signs in the calls of a language model", () => {
  it("are none where calls are as before, or few", () => {
    expect(signs(spans(), spans())).toEqual([]);
    expect(signs([], [])).toEqual([]);
    expect(signs(spans(), spans({ isRefusal: true }).slice(0, 19))).toEqual([]);
  });

  it("are refusals that rise, not those that were always there", () => {
    const declining = spans({ isRefusal: true }, 4);
    expect(signs(spans(), declining)).toMatchObject([
      { kind: "refusals", before: 0, after: 0.25, rows: 100 },
    ]);
    expect(signs(declining, declining)).toEqual([]);
  });

  it.each(["length", "max_tokens", "MAX_TOKENS"])("are answers cut short (%s)", (finishReason) => {
    expect(signs(spans(), spans({ finishReason }, 3))).toMatchObject([{ kind: "cut-short" }]);
  });

  it("are prompts that end at one length, though they do not double", () => {
    const full = spans({ inputTokens: 600 }, 2);
    expect(signs(spans(), full)).toMatchObject([{ kind: "context-full", tokens: 600, after: 0.5 }]);
    // All of one length: that is how long they are.
    expect(signs(spans(), spans({ inputTokens: 600 }))).toEqual([]);
  });

  it("are tools that fail, each by its name", () => {
    const tool = (name: string, isError: boolean) => ({ part: "tool", name, isError }) as const;
    const before = [...spans(tool("search", false)), ...spans(tool("book", false))];
    const during = [
      ...spans({ ...tool("search", true), message: "no such index" }, 1),
      ...spans(tool("book", false)),
    ];
    expect(signs(before, during)).toMatchObject([
      { kind: "tool-errors", tool: "search", sample: "no such index", before: 0, after: 1 },
    ]);
  });

  it("are token counts and calls per request that double", () => {
    const long = spans({ outputTokens: 120 });
    expect(signs(spans(), long)).toMatchObject([{ kind: "answer-tokens", before: 50, after: 120 }]);
    const tried = spans({ isError: true }, 2).map((span, index) => ({
      ...span,
      traceId: `t${Math.floor(index / 2)}`,
    }));
    expect(signs(spans(), tried)).toEqual([]);
    const looping = spans().map((span, index) => ({ ...span, traceId: `t${index % 25}` }));
    expect(signs(spans(), looping)).toMatchObject([{ kind: "loops", before: 1, after: 4 }]);
  });
});

describe("what is retrieved", () => {
  const retrieved = (score: number) =>
    tallyLlmSpans(
      spans({ part: "retrieval" }).map((span, index) => ({
        ...span,
        score: score + (index % 5) / 100,
      })),
    );

  it("fits worse when a tenth of the usual fit is lost", () => {
    expect(retrievalLoss(retrieved(0.8), retrieved(0.5))).toMatchObject({
      before: expect.closeTo(0.82, 6),
      after: expect.closeTo(0.52, 6),
    });
    expect(retrievalLoss(retrieved(0.8), retrieved(0.78))).toBeUndefined();
    expect(retrievalLoss(retrieved(0.5), retrieved(0.8))).toBeUndefined();
  });
});

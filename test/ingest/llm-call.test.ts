import { describe, expect, it } from "vitest";
import { AttributeList } from "../../src/ingest/attribute-bag.ts";
import { LeafUsage } from "../../src/ingest/leaf-usage.ts";
import { llmCallOf, takeBodies } from "../../src/ingest/llm-call.ts";
import type { LlmCall, SpanRow } from "../../src/model/signals.ts";
import { SpanColumns } from "../../src/model/span-columns.ts";

const startNs = 1_790_000_000_000_000_000n;
const prices = {
  "gpt-x": { input: 2, output: 10 },
  "gpt*": { input: 1, output: 1 },
  "gpt-x-l*": { input: 4, output: 20 },
  cached: { input: 10, output: 0, cacheRead: 1, cacheWrite: 20 },
};
const callOf = (
  attributes: Record<string, string>,
  events: { name: string; timeNs: bigint }[] = [],
) => llmCallOf({ read: (name) => attributes[name], startNs, events, prices });

// Attribute sets as the named SDKs write them (research notes, section 2.2).
const cases: readonly [string, Record<string, string>, Partial<LlmCall>][] = [
  [
    "GenAI of 2024 (gen_ai.system, prompt_tokens)",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.system": "gemini",
      "gen_ai.request.model": "g",
      "gen_ai.usage.prompt_tokens": "10",
      "gen_ai.usage.completion_tokens": "4",
    },
    { provider: "gcp.gemini", requestModel: "g", inputTokens: 10, outputTokens: 4 },
  ],
  [
    "GenAI of 2026 with caches and reasoning",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.usage.input_tokens": "100",
      "gen_ai.usage.cache_read.input_tokens": "60",
      "gen_ai.usage.cache_write.input_tokens": "10",
      "gen_ai.usage.reasoning.output_tokens": "5",
      "gen_ai.response.finish_reasons": '["length","stop"]',
      "gen_ai.client.operation.time_to_first_chunk": "0.5",
    },
    {
      inputTokens: 100,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
      outputTokens: null,
      finishReason: "length",
      timeToFirstTokenMs: 500,
    },
  ],
  [
    "a provider that counts only uncached input",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": "5",
      "gen_ai.usage.cache_read.input_tokens": "60",
      "gen_ai.usage.cache_creation.input_tokens": "10",
    },
    { inputTokens: 75 },
  ],
  [
    "OpenInference",
    {
      "openinference.span.kind": "LLM",
      "llm.provider": "openai",
      "llm.model_name": "gpt-x",
      "llm.token_count.prompt": "7",
      "llm.token_count.completion": "3",
      "llm.cost.total": "0.25",
      "session.id": "s",
      "user.id": "u",
    },
    {
      requestModel: "gpt-x",
      responseModel: "gpt-x",
      inputTokens: 7,
      costUsd: 0.25,
      session: "s",
      user: "u",
    },
  ],
  [
    "Traceloop",
    {
      "llm.request.type": "completion",
      "gen_ai.system": "openai",
      "gen_ai.request.model": "m",
      "traceloop.prompt.key": "p",
      "traceloop.prompt.version": "4",
    },
    { operation: "completion", promptName: "p", promptVersion: "4" },
  ],
  [
    "Vercel AI SDK, milliseconds",
    {
      "ai.operationId": "ai.streamText.doStream",
      "ai.model.provider": "openai.chat",
      "ai.model.id": "m",
      "ai.usage.inputTokens": "9",
      "ai.response.msToFirstChunk": "120",
      "ai.response.finishReason": "stop",
    },
    { provider: "openai", requestModel: "m", inputTokens: 9, timeToFirstTokenMs: 120 },
  ],
  [
    "Langfuse with JSON details and a quoted moment",
    {
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "m",
      "langfuse.observation.usage_details": '{"input":11,"output":2}',
      "langfuse.observation.cost_details": '{"total":0.5}',
      "langfuse.observation.completion_start_time": '"2026-09-21T14:13:20.250Z"',
    },
    { inputTokens: 11, outputTokens: 2, costUsd: 0.5, timeToFirstTokenMs: 250 },
  ],
  [
    "a model with a price: 3 tokens at 2 and 1 at 10 USD a million",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-x",
      "gen_ai.usage.input_tokens": "3",
      "gen_ai.usage.output_tokens": "1",
    },
    { costUsd: 16e-6 },
  ],
  [
    "cost from the longest pattern of the price table",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-x-large",
      "gen_ai.usage.input_tokens": "3",
      "gen_ai.usage.output_tokens": "1",
    },
    { costUsd: 32e-6 },
  ],
  [
    "tokens of a cache at their own prices: 5 plain at 10, 3 read at 1, 2 written at 20",
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "cached",
      "gen_ai.usage.input_tokens": "10",
      "gen_ai.usage.cache_read.input_tokens": "3",
      "gen_ai.usage.cache_creation.input_tokens": "2",
    },
    { costUsd: 93e-6 },
  ],
  [
    "a stream without usage: unknown, not zero",
    { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-x" },
    { inputTokens: null, outputTokens: null, costUsd: null },
  ],
];

describe("LLM record", () => {
  it.each(cases)("%s", (_, attributes, expected) => {
    expect(callOf(attributes)).toMatchObject(expected);
  });

  it.each([
    ["an agent", { "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m" }],
    ["a chain", { "openinference.span.kind": "CHAIN", "llm.token_count.prompt": "5" }],
    ["the outer span of the AI SDK", { "ai.operationId": "ai.streamText", "ai.model.id": "m" }],
    ["a database call", { "db.system": "postgresql" }],
  ])("%s is no inference", (_, attributes) => expect(callOf(attributes)).toBeNull());

  it("the first token may be an event", () => {
    const event = { name: "ai.stream.firstChunk", timeNs: startNs + 40_000_000n };
    expect(callOf({ "gen_ai.operation.name": "chat" }, [event])?.timeToFirstTokenMs).toBe(40);
  });

  it("numbered messages become one text and leave the attributes", () => {
    const texts = new AttributeList<string>();
    texts.set("gen_ai.prompt.0.role", "user");
    texts.set("gen_ai.prompt.0.content", "hi");
    texts.set("gen_ai.prompt.name", "p");
    texts.set("llm.output_messages.0.message.content", "ho");
    expect(takeBodies(texts)).toEqual({
      input: '[{"role":"user","content":"hi"}]',
      output: '[{"content":"ho"}]',
    });
    expect(texts.keys()).toEqual(["gen_ai.prompt.name"]);
  });
});

describe("leaf usage", () => {
  const idOf = (name: string) => Buffer.from(name.padEnd(8)).toString("hex");
  const span = (spanId: string, parentSpanId: string, isCall: boolean): SpanRow => ({
    traceId: "a".repeat(32),
    spanId: idOf(spanId),
    parentSpanId: parentSpanId === "" ? "" : idOf(parentSpanId),
    name: spanId,
    kind: "internal",
    startNs,
    durationNs: 1n,
    status: "unset",
    statusMessage: "",
    errorType: "",
    service: "",
    environment: "",
    peer: "",
    model: "",
    version: "",
    attributesText: new Map(),
    attributesNumber: new Map(),
    llm: isCall ? callOf({ "gen_ai.operation.name": "chat" }) : null,
    input: "",
    output: "",
  });
  const calls = (usage: LeafUsage, rows: readonly SpanRow[]) => {
    const spans = SpanColumns.of(rows);
    usage.keepLeaves(spans);
    return [...spans.calls.keys()].map((place) => spans.names[place]);
  };

  it("keeps the innermost call of a branch, in any order of spans", () => {
    const spans = [
      span("outer", "", true),
      span("tool", "outer", false),
      span("inner", "tool", true),
    ];
    expect(calls(new LeafUsage(), spans)).toEqual(["inner"]);
    expect(calls(new LeafUsage(), [...spans].reverse())).toEqual(["inner"]);
  });

  it("remembers calls of earlier batches, over spans between", () => {
    const usage = new LeafUsage();
    expect(calls(usage, [span("inner", "tool", true)])).toEqual(["inner"]);
    expect(calls(usage, [span("tool", "outer", false)])).toEqual([]);
    expect(calls(usage, [span("outer", "", true)])).toEqual([]);
  });

  it("the same batch sent again gives the same rows", () => {
    const usage = new LeafUsage();
    const spans = [span("inner", "outer", true), span("outer", "", true), span("other", "", true)];
    expect(calls(usage, spans)).toEqual(calls(usage, spans));
  });
});

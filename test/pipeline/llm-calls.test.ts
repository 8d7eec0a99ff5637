import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { Measurement } from "../../src/model/measurement.ts";
import { answerValidAttribute, type LlmCall } from "../../src/model/signals.ts";
import type { Window } from "../../src/model/time.ts";
import { llmCalls } from "../../src/pipeline/llm-calls.ts";
import type { StoredSpan } from "../../src/store/store.ts";
import { makeCase } from "../diagnose/case.ts";

const called = (file: CaseFile): Measurement => ({
  measure: "llm-rate",
  subject: { kind: "model", model: "writer" },
  slice: {},
  window: file.during,
  value: 3,
  count: 300,
  standardError: 0.2,
  labelCoverage: 1,
  settled: true,
});

/** A case about the writer of which nothing is known but that it was called. */
const base = Array.from({ length: 30 }, (_, seed) => makeCase("nothing", seed).file).find(
  ({ incident }) => incident.models[0] === "writer",
)!;
const quiet: CaseFile = {
  ...base,
  changes: [],
  measurementsBefore: [],
  measurementsDuring: [called(base)],
  measurementsOverTime: [],
  resources: [],
};

const call: LlmCall = {
  operation: "chat",
  provider: "demo",
  requestModel: "writer",
  responseModel: "writer",
  inputTokens: 400,
  outputTokens: 40,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  costUsd: null,
  timeToFirstTokenMs: null,
  finishReason: "stop",
  promptName: "",
  promptVersion: "p1",
  session: "",
  user: "",
};

function span(over: Partial<StoredSpan>): StoredSpan {
  return {
    traceId: "",
    spanId: "s",
    parentSpanId: "",
    name: "chat writer",
    kind: "client",
    startNs: 0n,
    durationNs: 1_000_000n,
    status: "ok",
    statusMessage: "",
    errorType: "",
    service: "writer-api",
    environment: "",
    peer: "",
    model: "writer",
    version: "",
    attributes: {},
    llm: call,
    input: "",
    output: JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: "Here is the note." }] },
    ]),
    ...over,
  };
}

const rows = (over: (index: number) => Partial<StoredSpan>): readonly StoredSpan[] =>
  Array.from({ length: 120 }, (_, index) => span({ traceId: `t${index}`, ...over(index) }));

async function look(file: CaseFile, during: readonly StoredSpan[], before = rows(() => ({}))) {
  let asked = 0;
  const store = {
    spans(_project: string, { window, earlier }: { window: Window; earlier: Window }) {
      asked += 1;
      const at = (spans: readonly StoredSpan[], { end }: Window) =>
        spans.map((each) => ({ ...each, startNs: BigInt(Math.floor(end - 1)) * 1_000_000n }));
      return Promise.resolve([...at(before, earlier), ...at(during, window)]);
    },
  };
  // The other methods of a store are not called.
  const found = await llmCalls({ store: store as never }, "default", file);
  return { asked, found, file: { ...file, llmCalls: found } };
}

const sentences = (file: CaseFile) =>
  diagnose(file).causes.flatMap(({ evidenceFor }) =>
    evidenceFor.map(({ statement }) => statement.code),
  );

describe("calls of a language model", () => {
  it("that decline and are cut short are told", async () => {
    const declining = { role: "assistant", content: "I'm sorry, but I can't help with that." };
    const { file } = await look(
      quiet,
      rows((index) => ({
        ...(index % 3 === 0 && { output: JSON.stringify([declining]) }),
        ...(index % 3 === 1 && { llm: { ...call, finishReason: "length" } }),
      })),
    );
    expect(sentences(file)).toEqual(
      expect.arrayContaining(["diagnose/llm-refusals", "diagnose/llm-cut-short"]),
    );
  });

  it("whose tool fails blame the tool", async () => {
    const tool = (status: "ok" | "error") =>
      rows(() => ({
        name: "execute_tool book",
        llm: null,
        status,
        statusMessage: status === "ok" ? "" : "calendar is read-only",
        attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "book" },
        output: "",
      }));
    const { file } = await look(quiet, tool("error"), tool("ok"));
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "dependency",
      component: { name: "book" },
    });
  });

  it("that ask with other settings, or are answered by another model, are told", async () => {
    const asked = (max: number, responseModel: string) =>
      rows((index) => ({
        llm: { ...call, responseModel },
        attributes: { "gen_ai.request.max_tokens": max, "gen_ai.request.seed": index },
      }));
    const { file } = await look(quiet, asked(64, "writer-09"), asked(1_024, "writer-03"));
    expect(sentences(file)).toEqual(
      expect.arrayContaining(["diagnose/llm-served-switched", "diagnose/llm-setting-changed"]),
    );
  });

  it("whose passages score lower blame retrieval", async () => {
    const retrieved = (score: number) =>
      rows((index) => ({
        name: "retrieve",
        llm: null,
        attributes: {
          "openinference.span.kind": "RETRIEVER",
          "retrieval.documents.0.document.score": score + (index % 7) / 100,
        },
        output: "",
      }));
    const { file } = await look(quiet, retrieved(0.4), retrieved(0.8));
    expect(diagnose(file).causes[0]).toMatchObject({
      kind: "retrieval",
      component: { name: "retriever" },
    });
  });

  it("that are bad are told by what they have in common, not by being bad", async () => {
    const { found } = await look(
      quiet,
      rows((index) => ({
        attributes: {
          region: index % 4 === 0 ? "eu" : "us",
          [answerValidAttribute]: index % 4 === 0 ? 0 : 1,
        },
      })),
    );
    expect(found[0]).toMatchObject({ bad: 30 });
    expect(found[0]?.differences[0]?.predicates).toEqual([{ column: "region", value: "eu" }]);
  });

  it("add to what a prompt's change is blamed for, and take nothing from it", async () => {
    const broken = makeCase("prompt-format", 2).file;
    const file = { ...broken, measurementsDuring: [...broken.measurementsDuring, called(broken)] };
    const before = diagnose(file);
    const looked = await look(
      file,
      rows(() => ({ llm: { ...call, finishReason: "length", outputTokens: 160 } })),
    );
    const after = diagnose(looked.file);
    expect(after.causes[0]?.id).toBe(before.causes[0]?.id);
    expect(after.causes[0]?.confidence).toBeGreaterThanOrEqual(before.causes[0]?.confidence ?? 1);
  });

  it("are read only where the incident's model was called", async () => {
    expect(await look({ ...quiet, measurementsDuring: [] }, [])).toMatchObject({
      asked: 0,
      found: [],
    });
    const usual = await look(
      quiet,
      rows(() => ({})),
    );
    expect(usual.asked).toBe(1);
    expect(diagnose(usual.file).ruledOut.map(({ code }) => code)).toContain("diagnose/llm-usual");
  });
});

import { expect, it } from "vitest";
import { likelihoodTag } from "../../src/model/answer-likelihood.ts";
import { answerSurpriseAttribute, answerTokensAttribute } from "../../src/model/signals.ts";
import { SpanColumns } from "../../src/model/span-columns.ts";
import type { Store } from "../../src/store/store.ts";
import { label, llmCall, prediction, span } from "./signals.ts";

const size = 600_000;

/** How answers in words are read with their labels, on every back end. */
export function testLabelledTexts(storeOf: () => Store): void {
  const start = Math.floor(Date.now() / size) * size - 3 * size;
  const window = { start, end: start + size };
  const whole = { start: start - size, end: start + 2 * size };

  it("answers of predictions meet their labels by id, by version, as a sample that is the same each time", async () => {
    const store = storeOf();
    const project = "worded";
    const model = "asker";
    const predictions = Array.from({ length: 12 }, (_, index) =>
      prediction({
        id: `q${index}`,
        model,
        version: index < 8 ? "1" : "2",
        time: start + index,
        outputText: index === 11 ? '{"kind":"ranking","items":["a"]}' : `answer ${index}`,
      }),
    );
    const labels = [0, 1, 2, 9, 10, 11].map((index) =>
      label({
        id: `q${index}`,
        model,
        labelText: index === 10 ? "" : `truth ${index}`,
        time: start,
      }),
    );
    const last = labels.at(-2);
    if (last) labels[4] = { ...last, labelNumber: 3 };
    await store.append({ project, receivedAt: start, predictions, labels });
    await store.flush();
    await store.resolveLabels(project);
    const asked = { models: [model, "other"], window: whole, sizeMs: size };
    expect(await store.labelledTextWindows(project, asked)).toEqual([
      { model, start, labelled: 4 },
    ]);
    const read = await store.labelledTexts(project, { model, window, limit: 200 });
    expect(read.versions).toEqual([
      { version: "1", predictions: 8, labelled: 3 },
      { version: "2", predictions: 4, labelled: 1 },
    ]);
    expect(read.rows).toHaveLength(4);
    expect(read.rows).toContainEqual({
      version: "2",
      output: "answer 9",
      label: "truth 9",
      call: null,
    });
    const few = await store.labelledTexts(project, { model, window, limit: 2 });
    expect(few.rows.filter(({ version }) => version === "1")).toEqual(
      read.rows.filter(({ version }) => version === "1").slice(0, 2),
    );
  });

  it("calls of language models meet labels that name their trace and span, or their span", async () => {
    const store = storeOf();
    const project = "worded-calls";
    const idOf = (index: number) => index.toString(16).padStart(16, "0");
    const spans = Array.from({ length: 6 }, (_, index) =>
      span({
        traceId: idOf(index).padStart(32, "a"),
        spanId: idOf(index + 1),
        startNs: BigInt(start + index) * 1_000_000n,
        kind: "client",
        status: index === 5 ? "error" : "unset",
        llm: llmCall({ requestModel: "writer", promptVersion: index < 4 ? "p1" : "p2" }),
        input: "question",
        output: `said ${index}`,
      }),
    );
    const of = (index: number) => spans[index] ?? span();
    const callOf = (index: number) => ({
      id: `${of(index).traceId}/${of(index).spanId}`,
      time: start + index,
    });
    const labels = [
      label({ id: `${of(0).traceId}/${of(0).spanId}`, model: "writer", labelText: "told 0" }),
      label({ id: of(1).spanId, model: "writer", labelText: "told 1" }),
      label({ id: of(4).spanId, model: "writer", labelText: "told 4" }),
      // Of another model, of a call that failed, of a number, of a trace.
      label({ id: of(2).spanId, model: "other", labelText: "told 2" }),
      label({ id: of(5).spanId, model: "writer", labelText: "told 5" }),
      label({ id: of(3).spanId, model: "writer", labelNumber: 1 }),
      label({ id: of(2).traceId, model: "writer", labelText: "told 2" }),
    ].map((row) => ({ ...row, time: start + 60_000 }));
    await store.append({ project, receivedAt: start, spans: SpanColumns.of(spans), labels });
    await store.flush();
    const asked = { models: ["writer"], window: whole, sizeMs: size };
    expect(await store.labelledTextWindows(project, asked)).toEqual([
      { model: "writer", start, labelled: 3 },
    ]);
    const read = await store.labelledTexts(project, { model: "writer", window, limit: 200 });
    expect(read.versions).toEqual([
      { version: "p1", predictions: 4, labelled: 2 },
      { version: "p2", predictions: 1, labelled: 1 },
    ]);
    expect(read.rows.toSorted((a, b) => (a.label < b.label ? -1 : 1))).toEqual([
      { version: "p1", output: "said 0", label: "told 0", call: callOf(0) },
      { version: "p1", output: "said 1", label: "told 1", call: callOf(1) },
      { version: "p2", output: "said 4", label: "told 4", call: callOf(4) },
    ]);
  });

  it("searches of traces tell what they found, however it is named, oldest first", async () => {
    const store = storeOf();
    const project = "searches";
    const traceId = "ab".repeat(16);
    const search = (index: number, facts: Partial<ReturnType<typeof span>>) =>
      span({
        traceId,
        spanId: (index + 1).toString(16).padStart(16, "0"),
        startNs: BigInt(start + index) * 1_000_000n,
        ...facts,
      });
    const documents = JSON.stringify([{ id: "d1", score: 0.9, content: "x".repeat(3_000) }]);
    const spans = [
      search(2, { attributesText: new Map([["gen_ai.retrieval.documents", documents]]) }),
      search(1, {
        attributesText: new Map([
          ["retrieval.documents.0.document.content", "y".repeat(3_000)],
          ["retrieval.documents.20.document.content", "the twenty-first"],
          ["other", "z"],
        ]),
        attributesNumber: new Map([
          ["retrieval.documents.0.document.id", 7],
          ["retrieval.documents.0.document.score", 0.4],
        ]),
      }),
      search(3, { attributesText: new Map([["other", "z"]]) }),
      search(4, {
        traceId: "cd".repeat(16),
        attributesText: new Map([["gen_ai.retrieval.documents", documents]]),
      }),
    ];
    await store.append({ project, receivedAt: start, spans: SpanColumns.of(spans) });
    await store.flush();
    const asked = { traceIds: [traceId], window };
    expect(await store.retrievals(project, asked)).toEqual([
      {
        traceId,
        time: start + 1,
        attributes: {
          "retrieval.documents.0.document.content": "y".repeat(2_000),
          "retrieval.documents.0.document.id": 7,
        },
      },
      { traceId, time: start + 2, attributes: { "gen_ai.retrieval.documents": documents } },
    ]);
    expect(await store.retrievals(project, { traceIds: [], window })).toEqual([]);
  });

  it("likelihoods of answers are read of predictions and calls that tell sound ones, by version", async () => {
    const store = storeOf();
    const project = "likelihoods";
    const model = "writer";
    const told = (text: string) => new Map([[likelihoodTag, text]]);
    const predictions = ["2.5 4", "x 4", "-1 4", "1 0", ""].map((text, index) =>
      prediction({ id: `l${index}`, model, time: start + index, tags: told(text) }),
    );
    const spans = [3, 0, Number.NaN].map((tokens, index) =>
      span({
        spanId: (index + 1).toString(16).padStart(16, "0"),
        startNs: BigInt(start + index) * 1_000_000n,
        llm: llmCall({ requestModel: model, promptVersion: "p1" }),
        attributesNumber: new Map([
          [answerSurpriseAttribute, 1.5],
          [answerTokensAttribute, tokens],
        ]),
      }),
    );
    await store.append({ project, receivedAt: start, predictions, spans: SpanColumns.of(spans) });
    await store.flush();
    expect(await store.answerLikelihoods(project, { model, window, limit: 200 })).toEqual([
      { version: "1", surprise: 2.5, tokens: 4 },
      { version: "p1", surprise: 1.5, tokens: 3 },
    ]);
  });
}

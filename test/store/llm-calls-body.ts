import { expect, it } from "vitest";
import { SpanColumns } from "../../src/model/span-columns.ts";
import type { Store } from "../../src/store/store.ts";
import { llmCall, span } from "./signals.ts";

const minute = 60_000;

/** How calls of language models are drawn, on every back end. */
export function testLlmCalls(storeOf: () => Store): void {
  it("answered calls of a model are drawn by id, whatever came first, with prompt and answer", async () => {
    const store = storeOf();
    /** A whole minute half an hour ago: within every retention. */
    const start = Math.floor(Date.now() / minute) * minute - 30 * minute;
    const window = { start, end: start + 10 * minute };
    const call = (index: number, facts: Partial<ReturnType<typeof span>> = {}) =>
      span({
        traceId: String(index).padStart(32, "0"),
        startNs: BigInt(start + index) * 1_000_000n,
        model: "m",
        version: "2",
        llm: llmCall(),
        input: `p${index}`,
        output: `a${index}`,
        ...facts,
      });
    // From 1: an id of zeros is none.
    const good = Array.from({ length: 12 }, (_, index) =>
      call(index + 1, index === 11 ? { llm: llmCall({ promptVersion: "p1" }) } : {}),
    );
    const other = [
      call(20, { model: "n" }),
      call(21, { llm: null }),
      call(22, { status: "error" }),
      call(23, { output: "" }),
      call(24, { startNs: BigInt(window.end) * 1_000_000n }),
    ];
    const spans = SpanColumns.of([...good, ...other]);
    await store.append({ project: "calls", receivedAt: start, spans });
    await store.flush();
    const all = await store.llmCalls("calls", { model: "m", window, limit: 100 });
    expect(all.map(({ input }) => input).toSorted()).toEqual(
      good.map(({ input }) => input).toSorted(),
    );
    const facts = { id: `${good[0]!.traceId}/${good[0]!.spanId}`, version: "2", time: start + 1 };
    expect(all).toContainEqual({ ...facts, input: "p1", output: "a1" });
    // The prompt's version, where the span names one, as everywhere.
    expect(all.find(({ input }) => input === "p12")?.version).toBe("p1");
    // A smaller sample is the beginning of a larger one.
    const few = await store.llmCalls("calls", { model: "m", window, limit: 3 });
    expect(few).toEqual(all.slice(0, 3));
  });
}

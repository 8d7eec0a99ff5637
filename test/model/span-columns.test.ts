import { expect, it } from "vitest";
import { SpanColumns, writeHex } from "../../src/model/span-columns.ts";
import { llmCall, span } from "../store/signals.ts";

const rows = Array.from({ length: 200 }, (_, index) =>
  span({
    traceId: index.toString(16).padStart(32, "a"),
    spanId: index.toString(16).padStart(16, "b"),
    parentSpanId: index % 3 === 0 ? "" : index.toString(16).padStart(16, "c"),
    name: `work ${index}`,
    kind: index % 2 === 0 ? "client" : "internal",
    status: index % 5 === 0 ? "error" : "ok",
    startNs: 1_790_000_000_123_456_789n + BigInt(index),
    durationNs: BigInt(index) * 5_000_000_000n,
    attributesText: new Map(index % 2 === 0 ? [["route", `/${index}`]] : []),
    attributesNumber: new Map([["n", index / 8]]),
    llm: index % 7 === 0 ? llmCall({ inputTokens: index }) : null,
    input: index % 11 === 0 ? "question" : "",
  }),
);

it("rows put into columns come back as they were, to the nanosecond", () => {
  const columns = SpanColumns.of(rows);
  expect(columns.length).toBe(200);
  expect(columns.rows()).toEqual(rows);
});

it("tells the start in milliseconds", () => {
  expect(SpanColumns.of(rows).startMs(0)).toBeCloseTo(1_790_000_000_123.457, 3);
});

it("takes hexadecimal digits of the right length only", () => {
  const ids = new Uint8Array(8);
  expect(writeHex("00ff", ids, 0, 2)).toBe(true);
  expect([...ids.subarray(0, 2)]).toEqual([0, 255]);
  for (const text of ["00f", "00fg", "00FF", "00ff00"]) {
    expect(writeHex(text, ids, 4, 2)).toBe(false);
  }
  expect(ids[4]).toBe(0);
});

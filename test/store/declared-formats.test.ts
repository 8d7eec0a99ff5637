import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpanColumns } from "../../src/model/span-columns.ts";
import { answerValidAttribute } from "../../src/model/signals.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { llmCall, prediction, span } from "./signals.ts";

const start = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
const grid = { firstStart: start, sizeMs: 60_000, stepMs: 60_000, count: 1 };
const json = new Map([["output_format", "json"]]);

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-formats-"));
  store = await openStore({ dataDir, now: Date.now, log: () => {} });
  const row = (id: string, facts: object) => prediction({ model: "m", id, time: start, ...facts });
  const call = (index: number, numbers: readonly (readonly [string, number])[]) =>
    span({
      spanId: `000000000000000${index}`,
      startNs: BigInt(start) * 1_000_000n,
      attributesNumber: new Map(numbers),
      llm: llmCall(),
    });
  await store.append({
    project: "p",
    receivedAt: start,
    predictions: [
      row("1", { outputText: '{"a": 1}', tags: json }),
      row("2", { outputText: "sorry", tags: json }),
      row("3", { outputText: "anything" }),
      row("4", { outputNumber: 0.5, tags: json }),
    ],
    spans: SpanColumns.of([
      call(1, [[answerValidAttribute, 1]]),
      call(2, [[answerValidAttribute, 0]]),
      call(3, []),
    ]),
  });
  await store.flush();
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function checked(formats?: { readonly [model: string]: string }) {
  const request = { kind: "predictions", grid, ...(formats ? { formats } : {}) } as const;
  const rows = await store.summarise<"predictions">("p", request);
  const all = rows.find((row) => row.version === "");
  return [all?.formatChecked, all?.formatValid];
}

describe("formats declared by senders", () => {
  it("outputs tagged as JSON are checked for it, others are not", async () => {
    expect(await checked()).toEqual([3, 2]);
  });

  it("what a person declares for the model goes before the tag, numbers count as JSON numbers", async () => {
    expect(await checked({ m: '{"type": "number", "maximum": 1}' })).toEqual([4, 1]);
    expect(await checked({ m: "^anything$" })).toEqual([4, 1]);
  });

  it("calls that declared JSON and told their answer are counted", async () => {
    const [all] = await store.summarise<"llm-calls">("p", { kind: "llm-calls", grid });
    expect(all).toMatchObject({ version: "", count: 3, formatChecked: 2, formatValid: 1 });
  });
});

import { expect, it } from "vitest";
import { embeddingTag, packEmbedding } from "../../src/model/packed-embedding.ts";
import type { Store } from "../../src/store/store.ts";
import { prediction } from "./signals.ts";

const minute = 60_000;

/** How texts of predictions are drawn, on every back end. */
export function testDrawnTexts(storeOf: () => Store): void {
  it("texts and embeddings are drawn by id, cut to what is read, and what is missing is left out", async () => {
    const store = storeOf();
    const start = Math.floor(Date.now() / minute) * minute - 30 * minute;
    const window = { start, end: start + minute };
    const packed = packEmbedding([0.6, 0.8]);
    const row = (index: number, facts = {}) =>
      prediction({
        id: `p${index}`,
        model: "worded",
        time: start + index,
        outputText: `answer ${index}`,
        featuresText: new Map([
          ["comment", `words ${index}`],
          ["empty", null],
        ]),
        tags: new Map([
          ["site", "a"],
          [`${embeddingTag}image`, packed],
        ]),
        ...facts,
      });
    const predictions = [
      ...Array.from({ length: 9 }, (_, index) => row(index)),
      row(20, { model: "other" }),
      row(21, { time: window.end }),
    ];
    await store.append({ project: "texts", receivedAt: start, predictions });
    await store.flush();
    const ask = (limit: number, charactersMax: number) =>
      store.drawnTexts("texts", { model: "worded", window, limit, charactersMax });
    const all = await ask(100, 7);
    expect(all).toHaveLength(9);
    expect(all).toContainEqual({
      texts: new Map([
        ["comment", "words 3"],
        ["answer", "answer "],
      ]),
      embeddings: new Map([["image", packed]]),
    });
    expect(await ask(4, 7)).toEqual(all.slice(0, 4));
    const facts = await store.models("texts", window);
    expect(facts.find(({ model }) => model === "worded")?.hasEmbeddings).toBe(true);
  });
}

import { expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { label, prediction } from "./signals.ts";

const minute = 60_000;

/** How rows of predictions and labels are drawn, on every back end. */
export function testDrawnRows(storeOf: () => Store): void {
  it("predictions and labels are drawn by id, of one model and within the window", async () => {
    const store = storeOf();
    const start = Math.floor(Date.now() / minute) * minute - 30 * minute;
    const window = { start, end: start + minute };
    const row = (index: number, facts = {}) =>
      prediction({
        id: `d${index}`,
        model: "drawn",
        time: start + index,
        outputText: index % 2 === 0 ? "good" : "bad",
        featuresNumber: new Map([["age", Math.min(index, 7)]]),
        scores: new Map([["bad", index / 10]]),
        tags: new Map([["site", "a"]]),
        ...facts,
      });
    const predictions = [
      ...Array.from({ length: 9 }, (_, index) => row(index)),
      row(20, { model: "other" }),
      row(21, { time: window.end }),
    ];
    const labels = [0, 1, 2].map((index) =>
      label({ id: `d${index}`, model: "drawn", labelText: "good", time: start + minute }),
    );
    await store.append({ project: "rows", receivedAt: start, predictions, labels });
    await store.flush();
    await store.resolveLabels("rows");
    const ask = (limit: number) => store.drawnRows("rows", { model: "drawn", window, limit });
    const all = await ask(100);
    expect(all).toMatchObject({ total: 9, newest: start + 8 });
    expect(all.rows.map(({ id }) => id).toSorted()).toEqual(
      Array.from({ length: 9 }, (_, index) => `d${index}`),
    );
    expect(all.rows).toContainEqual({ ...row(3), tags: new Map() });
    expect(await ask(4)).toEqual({ ...all, rows: all.rows.slice(0, 4) });
    const drawn = await store.drawnLabels("rows", { model: "drawn", window, limit: 2 });
    expect(drawn).toEqual([
      { text: "good", number: null },
      { text: "good", number: null },
    ]);
    expect(await store.drawnRows("rows", { model: "none", window, limit: 4 })).toEqual({
      total: 0,
      newest: null,
      rows: [],
    });
    const counted = (model: string) => store.inputCounts("rows", { model, window });
    expect(await counted("drawn")).toEqual({ predictions: 9, inputs: 8 });
    expect(await counted("none")).toEqual({ predictions: 0, inputs: 0 });
  });
}

import { expect, it } from "vitest";
import { structuredText, type StructuredOutput } from "../../src/model/structured-value.ts";
import type { Store } from "../../src/store/store.ts";
import { prediction } from "./signals.ts";

const minute = 60_000;
const size = 10 * minute;

/** How rankings and their kin are read with their labels, on every back end. */
export function testJudgedOutputs(storeOf: () => Store): void {
  it("rankings meet their labels by id, in windows, by version, as a sample that is the same each time", async () => {
    const store = storeOf();
    const start = Math.floor(Date.now() / size) * size - 3 * size;
    const project = "structured";
    const output = (index: number): StructuredOutput => ({
      kind: "ranking",
      items: [`item ${index}`],
    });
    const predictions = Array.from({ length: 12 }, (_, index) =>
      prediction({
        id: `r${index}`,
        model: "shop",
        version: index < 8 ? "1" : "2",
        time: start + index,
        outputText: index === 11 ? "plain" : structuredText(output(index)),
        outputNumber: null,
        scores: new Map(),
      }),
    );
    const label = { model: "shop", labelNumber: null, time: start + minute };
    const labels = [0, 1, 2, 3, 9, 10, 11].map((index) => ({
      ...label,
      id: `r${index}`,
      labelText:
        index === 10
          ? '{"kind":"forecast","values":[1]}'
          : structuredText({ kind: "ranking", relevant: { [`item ${index}`]: 2 } }),
    }));
    await store.append({ project, receivedAt: start, predictions, labels });
    await store.flush();
    await store.resolveLabels(project);
    const window = { start, end: start + size };
    const whole = { start: start - size, end: start + 2 * size };
    // Of seven labels one is of an output in words.
    expect(
      await store.labelledWindows(project, {
        models: ["shop", "other"],
        window: whole,
        sizeMs: size,
      }),
    ).toEqual([{ model: "shop", start, labelled: 6 }]);
    const read = await store.judgedOutputs(project, { model: "shop", window, limit: 200 });
    expect(read.versions).toEqual([
      { version: "1", predictions: 8, labelled: 4 },
      { version: "2", predictions: 4, labelled: 2 },
    ]);
    // A forecast is no label of a ranking.
    expect(read.rows).toHaveLength(5);
    expect(read.rows).toContainEqual({
      version: "2",
      output: output(9),
      label: { kind: "ranking", relevant: { "item 9": 2 } },
    });
    const few = await store.judgedOutputs(project, { model: "shop", window, limit: 2 });
    expect(few.rows.filter(({ version }) => version === "1")).toEqual(
      read.rows.filter(({ version }) => version === "1").slice(0, 2),
    );
    const [facts] = await store.models(project, whole);
    expect(facts).toMatchObject({ model: "shop", task: "ranking", classes: [], hasLabels: true });
    // They are no classes.
    const grid = { firstStart: start, sizeMs: size, stepMs: size, count: 1 };
    const [outcomes] = await store.summarise<"outcomes">(project, { kind: "outcomes", grid });
    expect(outcomes?.confusion.size).toBe(1);
  });
}

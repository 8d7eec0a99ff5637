import { expect, it } from "vitest";
import type { RecordedRetrieval } from "../../src/model/retrieved-document.ts";
import { day, minute } from "../../src/model/time.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureJudgedOutputs } from "../../src/pipeline/measure-judged-outputs.ts";
import type { JudgedOutputs } from "../../src/store/answer-store.ts";
import { loopSettings } from "./loop-settings.ts";

const size = 10 * minute;
const end = 1_000 * day + 4 * minute;

function row(version: string, items: readonly string[]): JudgedOutputs["rows"][number] {
  const output = { kind: "ranking" as const, items };
  return { version, output, label: { kind: "ranking", relevant: { a: 1 } } };
}

function setUp(task = "ranking") {
  const fake = {
    now: end,
    windows: [{ model: "shop", start: end - 4 * minute - size, labelled: 3 }],
    versions: [
      { version: "1", predictions: 4, labelled: 2 },
      { version: "2", predictions: 2, labelled: 1 },
    ],
    asked: [] as number[],
    label: undefined as string | undefined,
    calls: [] as { id: string; time: number }[],
    retrievals: [] as RecordedRetrieval[],
    looked: 0,
  };
  // Only what this measuring needs of a loop and a project.
  const loop = {
    settings: loopSettings,
    now: () => fake.now,
    store: {
      labelledWindows: () => {
        fake.looked += 1;
        return Promise.resolve(fake.windows);
      },
      labelledTextWindows: () => {
        fake.looked += 1;
        return Promise.resolve(fake.windows);
      },
      labelledTexts: () => {
        const messages = JSON.stringify([{ role: "assistant", content: "Paris" }]);
        const rows = [
          { version: "1", output: messages, label: "paris." },
          { version: "2", output: "Rome", label: messages },
          { version: "1", output: "", label: "Oslo" },
          { version: "2", output: "Oslo", label: "Oslo" },
        ];
        return Promise.resolve({
          versions: fake.versions,
          rows: rows.map((row, place) => ({
            ...row,
            label: fake.label ?? row.label,
            call: fake.calls[place] ?? null,
          })),
        });
      },
      retrievals: () => Promise.resolve(fake.retrievals),
      judgedOutputs: (_: string, { window }: { window: { start: number } }) => {
        fake.asked.push(window.start);
        const rows = [row("1", ["a"]), row("2", ["b", "a"]), row("1", ["b"])];
        return Promise.resolve({ versions: fake.versions, rows });
      },
    },
  } as unknown as Loop;
  const models = [
    { model: "shop", task, hasLabels: true, versions: [], features: [], classes: [] },
  ];
  const project = {
    name: "p",
    known: { models, references: new Map() },
    judged: { byModel: new Map(), told: new Map(), at: 0 },
  } as unknown as ProjectState;
  return { fake, loop, project };
}

it("measures all versions and each, unsettled until enough labels have come or their horizon has passed", async () => {
  const { fake, loop, project } = setUp();
  const found = await measureJudgedOutputs(loop, project, end);
  const ranks = found.filter(({ measure }) => measure === "reciprocal-rank");
  expect(ranks.map(({ slice, value, count, settled }) => [slice, value, count, settled])).toEqual([
    [{}, 0.5, 3, false],
    [{ version: "1" }, 0.5, 2, false],
    [{ version: "2" }, 0.5, 1, false],
  ]);
  expect(ranks[0]).toMatchObject({
    window: { start: end - 4 * minute - size, end: end - 4 * minute },
    labelCoverage: 0.5,
    standardError: expect.closeTo(0.5 / Math.sqrt(3), 12),
  });
  expect(project.judged.byModel.get("shop")).toMatchObject({
    predictions: 6,
    labelled: 3,
    rows: 3,
    scores: expect.arrayContaining([
      expect.objectContaining({
        measure: "reciprocal-rank",
        version: "2",
        value: 0.5,
        unit: "ratio",
      }),
    ]),
  });

  // Nothing new: not read again. The horizon, ten minutes after its end: once more.
  fake.now += 4 * minute;
  expect(await measureJudgedOutputs(loop, project, end + 4 * minute)).toEqual([]);
  fake.now = end + 8 * minute;
  const late = await measureJudgedOutputs(loop, project, end + 8 * minute);
  expect(late.every(({ settled }) => settled)).toBe(true);
  fake.now = end + 12 * minute;
  expect(await measureJudgedOutputs(loop, project, end + 12 * minute)).toEqual([]);
  expect(fake.asked).toHaveLength(2);
  // Another label: measured anew.
  fake.windows = fake.windows.map((one) => ({ ...one, labelled: 5 }));
  fake.now = end + 16 * minute;
  await measureJudgedOutputs(loop, project, end + 16 * minute);
  expect(fake.asked).toHaveLength(3);
});

it("reads the newest of many windows first, oldest first among them, and the others later", async () => {
  const { fake, loop, project } = setUp();
  const newest = end - 4 * minute - size;
  fake.windows = Array.from({ length: 20 }, (_, index) => ({
    model: "shop",
    start: newest - index * size,
    labelled: 1,
  }));
  await measureJudgedOutputs(loop, project, end);
  expect(fake.asked).toHaveLength(12);
  expect(fake.asked).toEqual(fake.asked.toSorted((a, b) => a - b));
  expect(fake.asked.at(-1)).toBe(newest);
});

it("measures answers in words the same way, by the words of chat messages too", async () => {
  const { fake, loop, project } = setUp("generation");
  const found = await measureJudgedOutputs(loop, project, end);
  const shared = found.filter(({ measure }) => measure === "token-f1");
  expect(shared.map(({ slice, value, count, settled }) => [slice, value, count, settled])).toEqual([
    [{}, 0.5, 4, false],
    [{ version: "1" }, 0.5, 2, false],
    [{ version: "2" }, 0.5, 2, false],
  ]);
  expect(project.judged.byModel.get("shop")).toMatchObject({ predictions: 6, rows: 4 });
  expect(found.every(({ measure }) => measure !== "ndcg")).toBe(true);
  expect(fake.looked).toBe(1);
});

it("measures what was found for calls, by the ids or the text of their labels", async () => {
  const { fake, loop, project } = setUp("generation");
  const time = end - 10 * minute;
  const search = (traceId: string, at: number, contents: readonly string[]) => ({
    traceId,
    time: at,
    attributes: Object.fromEntries(
      contents.flatMap((content, place) => [
        [`retrieval.documents.${place}.document.content`, content],
        [`retrieval.documents.${place}.document.id`, `${traceId}-${place}`],
      ]),
    ),
  });
  fake.calls = ["a", "b", "c", "d"].map((traceId) => ({ id: `${traceId}/1`, time }));
  fake.retrievals = [
    search("a", time - 2, ["It is Paris."]),
    // The last search before the call counts.
    search("a", time - 1, ["Rome", "The capital is Paris, of course"]),
    search("a", time + 1, ["Paris"]),
    search("b", time - 1, ["Roman roads"]),
    search("c", time - 1, ["Oslofjord"]),
  ];
  const found = await measureJudgedOutputs(loop, project, end);
  const of = (name: string) =>
    found
      .filter(({ measure, slice }) => measure === name && slice.version === undefined)
      .map(({ value, count }) => [value, count]);
  expect(of("retrieval-hit")).toEqual([[1 / 3, 3]]);
  expect(of("retrieval-reciprocal-rank")).toEqual([[1 / 6, 3]]);
  // What should have been found, by its id: no text to compare an answer with.
  fake.label = JSON.stringify({ kind: "ranking", relevant: { "a-1": 1, "b-0": 1, z: 0 } });
  fake.windows = fake.windows.map((one) => ({ ...one, labelled: 4 }));
  const named = await measureJudgedOutputs(loop, project, end + 4 * minute);
  const hits = named.filter(({ measure }) => measure === "retrieval-hit");
  expect(hits[0]).toMatchObject({ value: 2 / 3, count: 3 });
  expect(named.some(({ measure }) => measure === "token-f1")).toBe(false);
});

it("asks nothing where no model answers so, and no more than every four minutes", async () => {
  const classes = setUp("binary");
  expect(await measureJudgedOutputs(classes.loop, classes.project, end)).toEqual([]);
  expect(classes.fake.looked).toBe(0);
  const { fake, loop, project } = setUp();
  await measureJudgedOutputs(loop, project, end);
  await measureJudgedOutputs(loop, project, end + minute);
  expect(fake.looked).toBe(1);
});

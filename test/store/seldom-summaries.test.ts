import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PredictionRow } from "../../src/model/signals.ts";
import type { SliceSummary, SummaryRequest } from "../../src/model/summary.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { planOf } from "../../src/store/summaries/summarise.ts";
import { label, prediction } from "./signals.ts";

const start = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;
let store: Store;
let dataDir: string;

const classes: readonly PredictionRow[] = Array.from({ length: 240 }, (_, index) =>
  prediction({
    model: "digits",
    id: `d${index}`,
    time: start + index,
    outputText: String(index % 4),
    featuresNumber: new Map([
      ["x", index % 7 === 0 ? null : index / 8],
      ["odd", index % 2 ? Number.NaN : 1],
    ]),
    featuresText: new Map([
      ["color", index % 5 === 0 ? null : ["red", "blue", "gr'een"][index % 3]!],
    ]),
  }),
);
const truthOf = (index: number) => String(index % 5);

const numbers: readonly PredictionRow[] = Array.from({ length: 60 }, (_, index) =>
  prediction({
    model: "prices",
    id: `p${index}`,
    time: start + index,
    outputNumber: index,
    featuresNumber: new Map([["x", index]]),
    featuresText: new Map(),
  }),
);

// Every other one came ten minutes before.
const scored: readonly PredictionRow[] = Array.from({ length: 60 }, (_, index) =>
  prediction({
    model: "spam",
    id: `s${index}`,
    version: "1",
    time: index % 2 === 0 ? start : start - 600_000,
    outputText: index % 3 === 2 ? "no" : "yes",
    scores: new Map([["yes", [0.9, 1, 0.7][index % 3]!]]),
  }),
);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-slices-"));
  store = await openStore({ dataDir, now: Date.now, log: () => {} });
  await store.append({
    project: "p",
    receivedAt: start,
    predictions: [...classes, ...numbers, ...scored],
    labels: [
      ...classes.map(({ id }, index) =>
        label({ model: "digits", id, labelText: truthOf(index), time: start + 1_000 }),
      ),
      ...scored
        .filter((_, index) => index < 50)
        .map(({ id }, index) =>
          label({ model: "spam", id, labelText: index % 4 === 0 ? "no" : "yes", time: start }),
        ),
      ...numbers.map(({ id }, index) =>
        label({ model: "prices", id, labelNumber: index - (index % 3), time: start + 1_000 }),
      ),
    ],
  });
  await store.flush();
  await store.resolveLabels("p");
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function slices(rowsMax: number): Promise<readonly SliceSummary[]> {
  return store.summarise<"slices">("p", {
    kind: "slices",
    grid: { firstStart: start, sizeMs: 60_000, stepMs: 60_000, count: 1 },
    models: ["digits", "prices"],
    bins: {
      digits: {
        x: { type: "number", edges: [5, 10, 20] },
        odd: { type: "number", edges: [1] },
        color: { type: "text", categories: ["red", "gr'een"] },
      },
      prices: { x: { type: "number", edges: [30] } },
    },
    rowsMax,
  });
}

it("slices: losses by bin, the missing apart, equal a count by hand", async () => {
  const rows = await slices(10_000);
  const count = (chosen: (row: PredictionRow) => boolean) => {
    const mine = classes.flatMap((row, index) => (chosen(row) ? [{ row, index }] : []));
    const wrong = mine.filter(({ row, index }) => row.outputText !== truthOf(index)).length;
    return { count: mine.length, lossSum: wrong, lossSquareSum: wrong, isClass: true };
  };
  const x = (row: PredictionRow) => row.featuresNumber.get("x") ?? null;
  const color = (row: PredictionRow) => row.featuresText.get("color") ?? null;
  const within = (low: number, high: number) => (row: PredictionRow) => {
    const value = x(row);
    return value !== null && value > low && value <= high;
  };
  const expected: Record<string, object> = {
    "/0": count(() => true),
    "x/-1": count((row) => x(row) === null),
    "x/0": count(within(-1, 5)),
    "x/1": count(within(5, 10)),
    "x/2": count(within(10, 20)),
    "x/3": count(within(20, 99)),
    "odd/-1": count((row) => Number.isNaN(row.featuresNumber.get("odd"))),
    "odd/0": count((row) => row.featuresNumber.get("odd") === 1),
    "color/-1": count((row) => color(row) === null),
    "color/0": count((row) => color(row) === "red"),
    "color/1": count((row) => color(row) === "gr'een"),
    "color/2": count((row) => color(row) === "blue"),
  };
  const mine = rows.filter(({ model }) => model === "digits");
  expect(mine.map(({ feature, bin }) => `${feature}/${bin}`).toSorted()).toEqual(
    Object.keys(expected).toSorted(),
  );
  for (const row of mine) expect(row).toMatchObject(expected[`${row.feature}/${row.bin}`]!);
});

it("slices: of numbers the size of the error counts", async () => {
  const rows = (await slices(10_000)).filter(({ model }) => model === "prices");
  // Errors 0, 1, 2 in turn: x ≤ 30 holds the first 31 rows.
  expect(
    rows.map(({ feature, bin, count, lossSum, lossSquareSum }) => [
      feature,
      bin,
      count,
      lossSum,
      lossSquareSum,
    ]),
  ).toEqual([
    ["", 0, 60, 60, 100],
    ["x", 0, 31, 30, 50],
    ["x", 1, 29, 30, 50],
  ]);
});

it("slices: of more rows than are looked at a sample of each model", async () => {
  const wholes = (await slices(25)).filter(({ feature }) => feature === "");
  expect(wholes.map(({ model, count }) => [model, count])).toEqual([
    ["digits", 25],
    ["prices", 25],
  ]);
});

it("confidence: by version, output and step, with the right ones of those that have a label", async () => {
  const rows = await store.summarise<"confidence">("p", {
    kind: "confidence",
    grid: { firstStart: start, sizeMs: 60_000, stepMs: 60_000, count: 1 },
    models: ["spam"],
    referenceStart: start - 3_600_000,
    recentStart: start + 1,
  });
  // All of the window came at its start.
  expect(rows.map(({ recent }) => recent)).toEqual(rows.map(() => 0));
  const cells = (part: string) =>
    rows
      .filter((row) => row.part === part)
      .map(({ output, step, count, hits }) => [output, step, count, hits])
      .toSorted();
  const count = (isNow: boolean, labelled: boolean, kind: number) => {
    const mine = scored.flatMap((_, index) => {
      const isMine = index % 3 === kind && (index % 2 === 0) === isNow && (!labelled || index < 50);
      return isMine ? [index] : [];
    });
    const right = mine.filter(
      (index) => (index % 4 === 0 ? "no" : "yes") === (kind === 2 ? "no" : "yes"),
    );
    return [mine.length, labelled ? right.length : 0] as const;
  };
  // 0.9 · 50, the last step for 1, and 1 - 0.7 where the output has no score of its own.
  const expected = (isNow: boolean, labelled: boolean) =>
    [
      ["yes", 45, ...count(isNow, labelled, 0)],
      ["yes", 65, ...count(isNow, labelled, 1)],
      ["no", 15, ...count(isNow, labelled, 2)],
    ].toSorted();
  expect(cells("current")).toEqual(expected(true, false));
  expect(cells("labelled")).toEqual(expected(true, true));
  expect(cells("reference")).toEqual(expected(false, true));
});

it("their SQL is the reviewed one", async () => {
  const grid = { firstStart: start, sizeMs: 60_000, stepMs: 60_000, count: 1 };
  const requests: readonly SummaryRequest[] = [
    { kind: "slices", grid, models: ["m"], bins: {}, rowsMax: 9 },
    { kind: "confidence", grid, models: ["m"] },
  ];
  const texts = requests.map((request) => {
    const { sql, parameters } = planOf("p", request).statement;
    return `-- ${request.kind}: ${Object.keys(parameters).join(", ")}\n${sql};\n`;
  });
  await expect(texts.join("\n")).toMatchFileSnapshot("seldom-summaries.sql");
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpanColumns } from "../../src/model/span-columns.ts";
import { balancedAccuracy } from "../../src/measure/agreement.ts";
import { aucRoc } from "../../src/measure/auc-roc.ts";
import { accuracy } from "../../src/measure/classification.ts";
import type { Measure } from "../../src/measure/measure.ts";
import { accuracyScore, balancedAccuracyScore } from "../../src/measure/quality/class-agreement.ts";
import { confusionOf } from "../../src/measure/quality/confusion-counts.ts";
import { aucRocScore, averagePrecisionScore } from "../../src/measure/quality/ranking-curves.ts";
import * as regression from "../../src/measure/quality/regression-scores.ts";
import { logLossScore, scoreGroupsOf } from "../../src/measure/quality/score-groups.ts";
import { mape, quantileLoss, r2, rmse, smape } from "../../src/measure/regression.ts";
import { aucPr, logLoss } from "../../src/measure/scores.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { PredictionRow } from "../../src/model/signals.ts";
import type { SummaryRequest } from "../../src/model/summary.ts";
import { windowAt } from "../../src/model/time.ts";
import type { WindowGrid } from "../../src/model/time.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { planOf } from "../../src/store/summaries/summarise.ts";
import { plainContext } from "../measure/summary-rows.ts";
import { label, llmCall, prediction, span } from "./signals.ts";

const start = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
// Windows of 60 s every 10 s: each row is in up to six of them.
const overlapping: WindowGrid = { firstStart: start, sizeMs: 60_000, stepMs: 10_000, count: 8 };
// Windows of 60 s every 90 s: rows in the gaps are in none.
const sparse: WindowGrid = { firstStart: start - 5_000, sizeMs: 60_000, stepMs: 90_000, count: 2 };
const one: WindowGrid = { firstStart: start, sizeMs: 300_000, stepMs: 300_000, count: 1 };

let store: Store;
let dataDir: string;

// 240 predictions, one a second.
const digits: readonly PredictionRow[] = Array.from({ length: 240 }, (_, index) =>
  prediction({
    model: "digits",
    id: String(index),
    version: index % 3 === 0 ? "2" : "1",
    time: start + index * 1_000,
    outputText: String(index % 4),
    featuresNumber: new Map([
      ["x", index % 7 === 0 ? null : index / 8],
      ["odd", index % 2 ? NaN : 1],
    ]),
    featuresText: new Map([
      ["color", index % 5 === 0 ? null : ["red", "blue", "green"][index % 3]!],
    ]),
  }),
);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aceso-summaries-"));
  store = await openStore({ dataDir, now: Date.now, log: () => {} });
  const at = (index: number) => BigInt(start + index * 1_000) * 1_000_000n;
  const id = (index: number) => index.toString(16).padStart(16, "0");
  await store.append({
    project: "p",
    receivedAt: start,
    predictions: [...digits, ...binary(), ...prices()],
    labels: [
      ...digits.map(({ id: own }, index) =>
        label({ model: "digits", id: own, labelText: String(index % 5), time: start + 400_000 }),
      ),
      ...binary().map((row, index) =>
        label({
          model: "spam",
          id: row.id,
          labelText: index % 2 ? "yes" : "no",
          time: start + 400_000,
        }),
      ),
      ...prices().map((row, index) =>
        label({
          model: "prices",
          id: row.id,
          labelNumber: index * 10 + (index % 2),
          time: start + 9e5,
        }),
      ),
    ],
    spans: SpanColumns.of(
      Array.from({ length: 200 }, (_, index) =>
        span({
          startNs: at(index),
          spanId: id(index),
          durationNs: BigInt(index + 1) * 1_000_000n,
          ...(index % 2
            ? { kind: "client" as const, peer: "retriever", parentSpanId: id(index - 1) }
            : { kind: "server" as const }),
          status: index % 10 === 0 ? "error" : "unset",
          version: "1",
          llm:
            index % 4 === 1
              ? llmCall({
                  inputTokens: index,
                  costUsd: null,
                  timeToFirstTokenMs: 5,
                  promptVersion: "p1",
                })
              : null,
        }),
      ),
    ),
  });
  await store.flush();
  await store.resolveLabels("p");
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

function binary(): readonly PredictionRow[] {
  return Array.from({ length: 12_000 }, (_, index) => {
    const score = (index * 7_919) / 12_000 / 7_919;
    const scores = new Map([
      ["yes", score],
      ["no", 1 - score],
    ]);
    return prediction({
      model: "spam",
      id: `s${index}`,
      time: start + index,
      outputText: "no",
      scores,
    });
  });
}

function prices(): readonly PredictionRow[] {
  return Array.from({ length: 50 }, (_, index) =>
    prediction({ model: "prices", id: `r${index}`, time: start + index, outputNumber: index * 10 }),
  );
}

function inWindow(rows: readonly PredictionRow[], grid: WindowGrid, index: number) {
  const window = windowAt(grid, index);
  return rows.filter((row) => row.time >= window.start && row.time < window.end);
}

describe("summaries equal a count by hand", () => {
  for (const [name, grid] of Object.entries({ overlapping, sparse })) {
    it(`predictions per window and version, windows ${name}`, async () => {
      const rows = await store.summarise("p", {
        kind: "predictions",
        grid,
        models: ["digits"],
        formats: { digits: "^[01]$" },
      });
      const expected = Array.from({ length: grid.count }, (_, window) =>
        ["", "1", "2"].map((version) => {
          const mine = inWindow(digits, grid, window).filter(
            (row) => version === "" || row.version === version,
          );
          const valid = mine.filter((row) => Number(row.outputText) < 2).length;
          return { window, version, count: mine.length, valid };
        }),
      ).flat();
      expect(
        rows.map(({ window, version, count, formatValid: valid }) => ({
          window,
          version,
          count,
          valid,
        })),
      ).toEqual(expected.filter((row) => row.count > 0));
      for (const row of rows) {
        expect([...row.outputs.values()].reduce((sum, each) => sum + each, 0)).toBe(row.count);
      }
    });
  }

  it("features: nulls, moments of finite values, bins (edge, next] and known categories", async () => {
    const rows = await store.summarise("p", {
      kind: "features",
      grid: one,
      models: ["digits"],
      bins: {
        digits: {
          x: { type: "number", edges: [5, 10, 20] },
          color: { type: "text", categories: ["red", "blue"] },
        },
      },
    });
    const all = new Map(rows.filter((row) => row.version === "").map((row) => [row.feature, row]));
    const x = digits.map((row) => row.featuresNumber.get("x")!).filter((value) => value !== null);
    expect(all.get("x")).toMatchObject({
      count: 240,
      nulls: 35,
      moments: {
        count: 205,
        sum: sum(x),
        squareSum: sum(x.map((v) => v * v)),
        min: x[0],
        max: x.at(-1),
      },
      histogram: [
        x.filter((value) => value <= 5).length,
        x.filter((value) => value > 5 && value <= 10).length,
        x.filter((value) => value > 10 && value <= 20).length,
        x.filter((value) => value > 20).length,
      ],
    });
    expect(all.get("odd")).toMatchObject({
      count: 240,
      nulls: 0,
      moments: { count: 120, sum: 120 },
    });
    expect(all.get("odd")!.histogram).toEqual([]);
    const colors = digits
      .map((row) => row.featuresText.get("color")!)
      .filter((each) => each !== null);
    const share = (color: string) => colors.filter((each) => each === color).length;
    expect(all.get("color")!.histogram).toEqual([share("red"), share("blue"), share("green")]);
    expect(all.get("color")!.nulls).toBe(48);
  });

  it("feature profiles: quantiles linear between order statistics, commonest texts first", async () => {
    const rows = await store.summarise("p", {
      kind: "feature-profiles",
      grid: one,
      models: ["digits"],
      probabilities: [0, 0.5, 1],
      categoriesMax: 2,
    });
    expect(rows.map((row) => [row.feature, row.type])).toEqual([
      ["color", "text"],
      ["odd", "number"],
      ["x", "number"],
    ]);
    expect(rows[0]!.categories).toHaveLength(2);
    const x = digits.map((row) => row.featuresNumber.get("x")!).filter((value) => value !== null);
    // 205 values: the median is the 103rd.
    expect(rows[2]!.quantiles).toEqual([x[0], x[102], x.at(-1)]);
    expect(rows[1]!.quantiles).toEqual([1, 1, 1]);
  });

  it("outcomes: coverage, confusion, delay", async () => {
    const rows = await store.summarise("p", {
      kind: "outcomes",
      grid: overlapping,
      models: ["digits"],
    });
    const first = rows.find((row) => row.window === 2 && row.version === "");
    const mine = inWindow(digits, overlapping, 2);
    expect(first).toMatchObject({
      predictions: mine.length,
      labelled: mine.length,
      regression: null,
    });
    for (const truth of ["0", "4"]) {
      for (const answer of ["0", "3"]) {
        const count = mine.filter(
          (row) => String(Number(row.id) % 5) === truth && row.outputText === answer,
        ).length;
        expect(first!.confusion.get(truth)?.get(answer) ?? 0).toBe(count);
      }
    }
    // Times 20 s to 79 s after the start, labels at 400 s.
    expect(first!.labelDelayMsP50).toBe(400_000 - 49_500);
  });

  it("outcomes: more than 10,000 distinct scores are rounded to 4 digits, fewer are exact", async () => {
    const request = { kind: "outcomes", grid: one, models: ["spam"] } as const;
    const [all] = await store.summarise("p", request);
    expect(all!.scores).toHaveLength(10_000);
    expect(all!.scores[1]!.score).toBe(0.0001);
    expect(sum(all!.scores.map((each) => each.positive))).toBe(6_000);
    const short = { ...one, sizeMs: 100, stepMs: 100 };
    const [few] = await store.summarise("p", { ...request, grid: short });
    expect(few!.scores).toHaveLength(100);
    expect(few!.scores[7]).toEqual({
      score: binary()[7]!.scores.get("yes"),
      positive: 1,
      negative: 0,
    });
    const positiveClasses = { spam: "no" };
    const [turned] = await store.summarise("p", { ...request, grid: short, positiveClasses });
    expect(turned!.scores.at(-1)).toEqual({ score: 1, positive: 1, negative: 0 });
  });

  it("outcomes: errors of a regression", async () => {
    const [all] = await store.summarise("p", { kind: "outcomes", grid: one, models: ["prices"] });
    // Labels are 10 i and, for odd i, one more: 25 errors of -1.
    expect(all!.confusion.size).toBe(0);
    expect(all!.regression).toMatchObject({
      count: 50,
      errorSum: -25,
      errorSquareSum: 25,
      errorFourthSum: 25,
      absoluteErrorSum: 25,
      labelSum: 12_275,
    });
  });

  it("outcomes: measures of the store's rows equal the scores of the same rows in memory", async () => {
    const context = { ...plainContext, grid: one, now: start + 1e9 };
    const valueOf = async (model: string, grid: WindowGrid, measure: Measure) => {
      const rows = await store.summarise("p", { kind: "outcomes", grid, models: [model] });
      const { values } = resolveSettings(measure.settings);
      return measure.measure([rows.find((row) => row.version === "")!], values, context)[0]!;
    };
    const truths = digits.map((_, index) => String(index % 5));
    const counts = confusionOf({ truths, outputs: digits.map((row) => row.outputText) });
    const short = { ...one, sizeMs: 5_000, stepMs: 5_000 };
    const mine = binary().slice(0, 5_000);
    const groups = scoreGroupsOf({
      positives: mine.map((_, index) => index % 2),
      scores: mine.map((row) => row.scores.get("yes")!),
    });
    const sums = regression.regressionSumsOf({
      truths: prices().map((_, index) => index * 10 + (index % 2)),
      outputs: prices().map((row) => row.outputNumber!),
    });
    const cases = [
      ["digits", one, accuracy, accuracyScore(counts)],
      ["digits", one, balancedAccuracy, balancedAccuracyScore(counts)],
      ["spam", short, aucRoc, aucRocScore(groups)],
      ["spam", short, aucPr, averagePrecisionScore(groups)],
      ["spam", short, logLoss, logLossScore(groups)],
      ["prices", one, rmse, regression.rmseScore(sums)],
      ["prices", one, r2, regression.r2Score(sums)],
      ["prices", one, mape, regression.mapeScore(sums)],
      ["prices", one, smape, regression.smapeScore(sums)],
      ["prices", one, quantileLoss, regression.quantileLossScore(sums, 0.5)],
    ] as const;
    for (const [model, grid, measure, score] of cases) {
      const found = await valueOf(model, grid, measure);
      expect(found.count, measure.name).toBe(score.count);
      expect(found.value, measure.name).toBeCloseTo(score.value, 12);
      expect(found.standardError, measure.name).toBeCloseTo(score.standardError, 12);
    }
  });

  it("spans: the service's own and its calls apart, quantiles and their limits", async () => {
    const rows = await store.summarise("p", { kind: "spans", grid: one });
    const all = rows.filter((row) => row.version === "");
    expect(all.map((row) => [row.service, row.peer, row.count, row.errors])).toEqual([
      ["service", "", 100, 20],
      ["service", "retriever", 100, 0],
    ]);
    // Durations 1, 3, …, 199 ms. Ranks of p95: 95 ± 1.96·sqrt(4.75) = 90.7 and 99.3, so 90 and 101.
    expect(all[0]!.durationMs).toMatchObject({
      count: 100,
      p50: 100,
      mean: 100,
      p95Low: 179,
      p95High: null,
    });
    expect(all[0]!.durationMs.p95).toBeCloseTo(189.1, 9);
  });

  it("LLM calls: by model and prompt version, absent numbers are not counted", async () => {
    const rows = await store.summarise("p", { kind: "llm-calls", grid: one, models: ["writer"] });
    expect(rows.map((row) => [row.model, row.version, row.count])).toEqual([
      ["writer", "", 50],
      ["writer", "p1", 50],
    ]);
    expect(rows[0]!.costUsd).toEqual({ count: 0, sum: 0, squareSum: 0, min: null, max: null });
    expect(rows[0]!.inputTokens).toMatchObject({ count: 50, min: 1, max: 197 });
    expect(rows[0]!.timeToFirstTokenMs).toMatchObject({ count: 50, p50: 5 });
  });

  it("no rows give no summaries, and a broken format is said to be one", async () => {
    const grid = { ...one, firstStart: start - 86_400_000 };
    const kinds = ["predictions", "outcomes", "spans", "llm-calls"] as const;
    for (const kind of kinds) expect(await store.summarise("p", { kind, grid })).toEqual([]);
    const formats = { digits: "(" };
    await expect(
      store.summarise("p", { kind: "predictions", grid: one, formats }),
    ).rejects.toMatchObject({ code: "bad-expression" });
  });
});

it("the SQL of every summary is the reviewed one", async () => {
  const grid = overlapping;
  const requests: readonly SummaryRequest[] = [
    { kind: "predictions", grid, models: ["m"], formats: { m: "^a$", n: "json" } },
    { kind: "features", grid, models: ["m"], bins: {} },
    { kind: "feature-profiles", grid, models: ["m"], probabilities: [0.5], categoriesMax: 5 },
    { kind: "outcomes", grid, models: ["m"], positiveClasses: { m: "yes" } },
    { kind: "spans", grid, services: ["s"] },
    { kind: "llm-calls", grid, models: ["m"] },
  ];
  const texts = requests.map((request) => {
    const { sql, parameters } = planOf("p", request).statement;
    return `-- ${request.kind}: ${Object.keys(parameters).join(", ")}\n${sql};\n`;
  });
  await expect(texts.join("\n")).toMatchFileSnapshot("summaries.sql");
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

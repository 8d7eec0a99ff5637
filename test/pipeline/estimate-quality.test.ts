import { expect, it } from "vitest";
import type { ModelFacts } from "../../src/model/measurement.ts";
import type { ConfidenceSummary, SummaryRequest } from "../../src/model/summary.ts";
import { day, hour, minute } from "../../src/model/time.ts";
import { estimateQuality } from "../../src/pipeline/estimate-quality.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureSeldom } from "../../src/pipeline/measure-seldom.ts";
import { loopSettings } from "./loop-settings.ts";

const end = 100 * hour;

const row = (part: ConfidenceSummary["part"], count: number, hits: number): ConfidenceSummary => ({
  window: 0,
  part,
  model: "fraud",
  version: "1",
  output: "1",
  step: 40,
  count,
  hits,
  recent: 0,
});

const facts = (model: string, more: Partial<ModelFacts> = {}) =>
  ({
    model,
    task: "binary",
    classes: ["0", "1"],
    hasLabels: true,
    hasScores: true,
    ...more,
  }) as ModelFacts;

function setUp(newestPredictionAt = end) {
  const asked: Extract<SummaryRequest, { kind: "confidence" }>[] = [];
  // Only what estimates need of a loop and a project.
  const loop = {
    settings: loopSettings,
    now: () => end,
    arrivals: { look: () => ({ newestPredictionAt }) },
    store: {
      summarise: (_: string, request: Extract<SummaryRequest, { kind: "confidence" }>) => {
        asked.push(request);
        const start = request.grid.firstStart;
        const isPastAsked = (request.referenceStart ?? start) < start;
        return Promise.resolve([
          ...(isPastAsked ? [row("reference", 1_000, 900)] : []),
          row("current", 100, 0),
          row("labelled", 50, 30),
        ]);
      },
    },
  } as unknown as Loop;
  const models = [
    facts("fraud"),
    facts("writer", { task: "generation" }),
    facts("bare", { hasScores: false }),
    facts("new", { hasLabels: false }),
  ];
  const project = {
    name: "p",
    known: { models, references: new Map() },
    estimates: {
      byModel: new Map(),
      reference: [],
      referenceAt: 0,
      at: 0,
      losses: new Map(),
      awaited: new Set(),
    },
    drift: { byModel: new Map(), recent: new Map(), past: new Map(), pastAt: 0, at: 0 },
    distributions: { until: null, begun: [], at: 0 },
    answers: { byModel: new Map(), at: end, lookedAt: new Map() },
    judged: { byModel: new Map(), told: new Map(), at: end },
    rows: { byModel: new Map(), at: end },
    texts: { byModel: new Map(), wordlessAt: new Map(), at: end },
  } as unknown as ProjectState;
  return { asked, loop, project };
}

it("is asked in one statement every four minutes, the reference once an hour", async () => {
  const { asked, loop, project } = setUp();
  const found = await estimateQuality(loop, project, end);
  expect(found.map(({ measure, value }) => [measure, value])).toEqual([
    ["estimated-accuracy", 0.9],
    ["estimated-f1", expect.closeTo(180 / 190, 12)],
    ["estimated-auc", 0.5],
    // Half of the predictions have their label: it tells more.
    ["expected-loss", 0],
  ]);
  expect(project.estimates.byModel.get("fraud")).toMatchObject({
    accuracy: { value: 0.9 },
    truth: { accuracy: 0.6, rows: 50 },
  });
  await estimateQuality(loop, project, end + minute);
  await estimateQuality(loop, project, end + 4 * minute);
  await estimateQuality(loop, project, end + hour);
  expect(asked.map(({ referenceStart, models }) => [referenceStart, models])).toEqual([
    [end - hour - day, ["fraud"]],
    [end + 4 * minute - hour, ["fraud"]],
    [end - day, ["fraud"]],
  ]);
});

it("asks nothing where no predictions come", async () => {
  const { asked, loop, project } = setUp(end - 2 * hour);
  expect(await estimateQuality(loop, project, end)).toEqual([]);
  expect(asked).toEqual([]);
});

it("its failure is told and stops nothing else", async () => {
  const { loop, project } = setUp();
  const failures: string[] = [];
  const broken = {
    ...loop,
    arrivals: { look: () => ({ newestPredictionAt: end, matchableAt: end }) },
    store: { summarise: () => Promise.reject(new Error("no memory")) },
    failed: (what: string) => failures.push(what),
  } as unknown as Loop;
  expect(await measureSeldom(broken, { ...project, slicesAt: 0 }, end)).toEqual([]);
  expect(failures).toEqual(["estimated quality"]);
});

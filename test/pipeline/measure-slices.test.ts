import { describe, expect, it } from "vitest";
import type { ModelFacts } from "../../src/model/measurement.ts";
import type { SliceSummary, SummaryRequest } from "../../src/model/summary.ts";
import { minute } from "../../src/model/time.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureSlices } from "../../src/pipeline/measure-slices.ts";
import { loopSettings } from "./loop-settings.ts";

const facts = (model: string, more: Partial<ModelFacts> = {}) =>
  ({ model, task: "binary", classes: ["0", "1"], hasLabels: true, ...more }) as ModelFacts;

const reference = {
  model: "fraud",
  feature: "channel",
  bins: { type: "text", categories: ["app"] } as const,
  histogram: [],
  count: 0,
  nulls: 0,
  importance: null,
};

const row = (feature: string, count: number, wrong: number): SliceSummary => ({
  window: 0,
  model: "fraud",
  version: "",
  feature,
  bin: 0,
  isClass: true,
  count,
  lossSum: wrong,
  lossSquareSum: wrong,
});

function setUp() {
  const asked: SummaryRequest[] = [];
  let matchableAt = 100 * minute;
  const references = new Map([
    ["fraud", new Map([["channel", reference]])],
    ["writer", new Map([["channel", reference]])],
  ]);
  // Only what slices need of a loop and a project.
  const loop = {
    settings: loopSettings,
    now: () => 100 * minute,
    arrivals: { look: () => ({ matchableAt }) },
    store: {
      summarise: (_: string, request: SummaryRequest) => {
        asked.push(request);
        return Promise.resolve([row("", 1_000, 120), row("channel", 200, 80)]);
      },
    },
  } as unknown as Loop;
  const models = [
    facts("fraud"),
    facts("spam"),
    facts("writer", { task: "generation" }),
    facts("new", { hasLabels: false }),
  ];
  const project = {
    name: "p",
    known: { models, references },
    slices: new Map(),
    slicesAt: 0,
  } as unknown as ProjectState;
  return { asked, loop, project, labelsAt: (at: number) => (matchableAt = at) };
}

describe("worst slices", () => {
  it("are sought in one statement for the labelled models with a reference, and kept for the pages", async () => {
    const { asked, loop, project } = setUp();
    const found = await measureSlices(loop, project, 100 * minute);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ kind: "slices", models: ["fraud"] });
    expect(project.slices.get("fraud")).toMatchObject({ slices: [{ feature: "channel" }] });
    expect(found.map(({ measure, value }) => [measure, value])).toEqual([
      ["worst-slice-accuracy", 0.6],
      ["slice-accuracy", 0.6],
    ]);
  });

  it("are sought every four minutes, and only while labels come", async () => {
    const { asked, loop, project, labelsAt } = setUp();
    await measureSlices(loop, project, 100 * minute);
    labelsAt(101 * minute);
    await measureSlices(loop, project, 103 * minute);
    expect(asked).toHaveLength(1);
    await measureSlices(loop, project, 104 * minute);
    expect(asked).toHaveLength(2);
    await measureSlices(loop, project, 110 * minute);
    expect(asked).toHaveLength(2);
  });
});

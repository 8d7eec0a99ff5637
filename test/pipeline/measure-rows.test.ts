import { describe, expect, it } from "vitest";
import { driftDefaults, type DriftOptions } from "../../src/model/drift-report.ts";
import type { DrawnLabel } from "../../src/model/drawn-rows.ts";
import type { Json } from "../../src/model/json.ts";
import type { PredictionRow } from "../../src/model/signals.ts";
import { day, hour, minute, type Window } from "../../src/model/time.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureRows } from "../../src/pipeline/measure-rows.ts";
import { outlyingWithin } from "../../src/pipeline/outlying-rows.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { prediction } from "../store/signals.ts";
import { loopSettings } from "./loop-settings.ts";

const start = 1_000 * day + 12 * hour;

interface Request {
  readonly model: string;
  readonly window: Window;
  readonly limit: number;
}

function setUp(options: Partial<DriftOptions> = {}) {
  const fake = {
    /** Added to the outputs of a window. */
    shift: (() => 0) as (window: Window) => number,
    labelsOf: (() => []) as (window: Window) => readonly DrawnLabel[],
    rows: 400,
    /** Features of the row of this number. */
    features: (() => new Map()) as (index: number, window: Window) => Map<string, number>,
    inputs: 400,
    counted: [] as Window[],
    total: 800,
    /** How long before the window's end the row of this number was made. */
    ago: (() => minute) as (index: number) => number,
    failures: [] as string[],
    asked: [] as Request[],
    askedLabels: [] as Request[],
    settings: new Map<string, Json>(),
  };
  const drawn = ({ window, limit }: Request): readonly PredictionRow[] => {
    const random = seededRandom(String(window.start));
    return Array.from({ length: Math.min(limit, fake.rows) }, (_, index) =>
      prediction({
        id: `p${index}`,
        time: window.end - fake.ago(index),
        outputNumber: random.uniform() + fake.shift(window),
        featuresNumber: fake.features(index, window),
        featuresText: new Map([["mail", "ann.lee@example.com"]]),
      }),
    );
  };
  // Only what drawn rows need of a loop and a project.
  const loop = {
    settings: { ...loopSettings, drift: { ...driftDefaults, ...options } },
    now: () => start + day,
    failed: (what: string) => fake.failures.push(what),
    store: {
      drawnRows: (_: string, request: Request) => {
        fake.asked.push(request);
        return Promise.resolve({
          total: fake.total,
          newest: request.window.end - 700,
          rows: drawn(request),
        });
      },
      drawnLabels: (_: string, request: Request) => {
        fake.askedLabels.push(request);
        return Promise.resolve(fake.labelsOf(request.window));
      },
      inputCounts: (_: string, { window }: Pick<Request, "window">) => {
        fake.counted.push(window);
        return Promise.resolve({ predictions: 400, inputs: fake.inputs });
      },
      setting: (_: string, key: string) => Promise.resolve(fake.settings.get(key)),
      putSetting: (_: string, key: string, value: Json) => {
        fake.settings.set(key, value);
        return Promise.resolve();
      },
    },
  } as unknown as Loop;
  const facts = {
    model: "m",
    task: "regression",
    versions: [{ version: "1", firstSeen: 0, lastSeen: start, predictions: 800 }],
    features: [],
    classes: [],
    hasLabels: true,
    hasScores: false,
    services: [],
  };
  const project = {
    name: "p",
    known: { models: [facts], references: new Map() },
    rows: {
      byModel: new Map(),
      past: new Map(),
      soughtAt: new Map(),
      labelLag: new Map(),
      lookedAt: new Map(),
      outlying: new Map(),
      at: 0,
    },
  } as unknown as ProjectState;
  return { fake, loop, project };
}

const valuesOf = (found: Awaited<ReturnType<typeof measureRows>>) =>
  found
    .filter(({ measure }) => measure === "drifted-outputs" || measure === "output-distance")
    .map(({ measure, slice, value }) => [measure, slice.value ?? "", value]);

describe("drawn rows", () => {
  it("freeze what came out, and see when other things do", async () => {
    const { fake, loop, project } = setUp();
    const calm = await measureRows(loop, project, start);
    expect(valuesOf(calm)).toEqual([
      ["drifted-outputs", "", 0],
      ["output-distance", "output", expect.closeTo(0, 0)],
    ]);
    expect(JSON.stringify(fake.settings.get("row-reference/m"))).toContain('"part":"output"');
    fake.shift = () => 0.4;
    const moved = await measureRows(loop, project, start + 4 * minute);
    expect(valuesOf(moved)[0]).toEqual(["drifted-outputs", "", 1]);
    expect(moved[0]).toMatchObject({
      window: { start: start + 4 * minute - 30 * minute, end: start + 4 * minute },
      settled: true,
      count: 400,
    });
    expect(project.rows.byModel.get("m")).toMatchObject({
      predictions: 800,
      rows: 400,
      reference: { kind: "fixed", window: null },
      outputs: [{ part: "output", verdict: "drift" }],
    });
    // One look of 14 days to freeze, then the last hour alone.
    expect(fake.asked).toHaveLength(3);
  });

  it("look every four minutes, and not at models that nobody asks", async () => {
    const { fake, loop, project } = setUp();
    await measureRows(loop, project, start);
    expect(await measureRows(loop, project, start + minute)).toEqual([]);
    await measureRows(loop, project, start + 3 * hour);
    expect(fake.asked).toHaveLength(2);
  });

  it("take labels of the newest hour that has enough, and seek it once an hour", async () => {
    const { fake, loop, project } = setUp();
    const late = start - 5 * hour;
    fake.labelsOf = (window) =>
      window.end > late && window.end - window.start <= hour
        ? []
        : Array.from({ length: 300 }, (_, index) => ({ text: "", number: index % 7 }));
    const found = await measureRows(loop, project, start);
    expect(
      valuesOf(found)
        .map(([, part]) => part)
        .toSorted(),
    ).toEqual(["", "label", "output"]);
    const ends = fake.askedLabels.map(({ window }) => (start - window.end) / hour);
    expect(ends).toEqual([0, 1, 6, 0]);
    await measureRows(loop, project, start + 4 * minute);
    expect(fake.askedLabels).toHaveLength(5);
  });

  it("compare with a sliding past, drawn anew each hour, of equal shares", async () => {
    const { fake, loop, project } = setUp({ reference: "sliding" });
    fake.shift = ({ end }) => (end > start - hour ? 0.4 : 0);
    await measureRows(loop, project, start);
    expect(project.rows.byModel.get("m")).toMatchObject({
      reference: { kind: "sliding", asked: "sliding" },
      outputs: [{ verdict: "drift", referenceRows: 24 * 21 }],
    });
    expect(fake.asked).toHaveLength(1 + 24);
    expect(fake.settings.size).toBe(0);
    await measureRows(loop, project, start + 8 * minute);
    expect(fake.asked).toHaveLength(1 + 24 + 1);
  });

  it("tell repeats, outlying inputs and features that no longer go together, beside numbers kept for it", async () => {
    const { fake, loop, project } = setUp();
    Object.assign(project.known.models[0] ?? {}, { features: [{ name: "a", type: "number" }] });
    fake.features = (index, { end }) => {
      const a = Math.sin(index);
      const isOdd = end > start && index < 40;
      return new Map([
        ["a", isOdd ? 1 : a],
        ["b", isOdd ? -1 : a + 0.1 * Math.cos(7 * index)],
      ]);
    };
    const valueOf = (found: Awaited<ReturnType<typeof measureRows>>, name: string) =>
      found.find(({ measure }) => measure === name)?.value;
    const calm = await measureRows(loop, project, start);
    expect(valueOf(calm, "correlation-change")).toBe(0);
    expect(valueOf(calm, "outlying-inputs")).toBeLessThan(0.03);
    expect(valueOf(calm, "repeated-inputs")).toBe(0);
    fake.inputs = 300;
    const moved = await measureRows(loop, project, start + 4 * minute);
    expect(valueOf(moved, "correlation-change")).toBeGreaterThan(0.1);
    expect(valueOf(moved, "outlying-inputs")).toBeGreaterThan(0.05);
    expect(valueOf(moved, "repeated-inputs")).toBe(0.25);
    expect(valueOf(moved, "prediction-age")).toBe(700);
    // The reference came back from where it was kept: what is compared is what was drawn at first.
    expect(fake.asked).toHaveLength(3);
    const window = { start, end: start + hour };
    const [first, ...others] = outlyingWithin(project, "m", window);
    expect(others).toHaveLength(7);
    expect(first?.features).toEqual({ a: 1, b: -1, mail: "•••" });
    expect(first?.reasons.map(({ feature }) => feature)).toContain("b");
    expect(outlyingWithin(project, "m", { start: 0, end: start - hour })).toEqual([]);
  });

  it("count repeats over as much of the end as holds about 5,000 predictions, however they came", async () => {
    const { fake, loop, project } = setUp();
    Object.assign(project.known.models[0] ?? {}, { features: [{ name: "a", type: "number" }] });
    fake.total = 50_000;
    fake.ago = (index) => 1_000 * (index + 1);
    await measureRows(loop, project, start);
    // A tenth of the 400 rows drawn is as new as the 41st.
    expect(fake.counted).toEqual([{ start: start - 41_000, end: start }]);
    fake.total = 800;
    await measureRows(loop, project, start + 4 * minute);
    expect(fake.counted[1]).toEqual({
      start: start + 4 * minute - hour,
      end: start + 4 * minute,
    });
  });

  it("tell all else where outlying rows cannot be found", async () => {
    const { fake, loop, project } = setUp();
    fake.features = (index) => new Map([["a", index % 9]]);
    const outliers = {
      judge: () => Promise.reject(new Error("gone")),
      stop: () => Promise.resolve(),
    };
    const found = await measureRows({ ...loop, outliers }, project, start);
    expect(fake.failures).toEqual(["outlying rows of m"]);
    const names = found.map(({ measure }) => measure);
    expect(names).toContain("output-distance");
    expect(names).not.toContain("outlying-inputs");
  });
});

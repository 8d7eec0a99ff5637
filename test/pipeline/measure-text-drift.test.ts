import { describe, expect, it } from "vitest";
import { driftDefaults, type DriftOptions } from "../../src/model/drift-report.ts";
import type { DrawnTexts } from "../../src/model/drawn-texts.ts";
import type { Json } from "../../src/model/json.ts";
import { day, hour, minute, type Window } from "../../src/model/time.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import { measureTextDrift } from "../../src/pipeline/measure-text-drift.ts";
import { pastWindows } from "../../src/pipeline/past-windows.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { loopSettings } from "./loop-settings.ts";

const start = 1_000 * day + 12 * hour;
const words = {
  money: ["refund", "invoice", "card", "charge", "payment", "receipt"],
  travel: ["flight", "hotel", "seat", "airport", "luggage", "ticket"],
};

function texts(about: keyof typeof words, count: number, seed: string): readonly DrawnTexts[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const text = Array.from({ length: 6 }, () => words[about][random.integer(6)]).join(" ");
    return { texts: new Map([["comment", `${text} ${index}`]]), embeddings: new Map() };
  });
}

function setUp(options: Partial<DriftOptions> = {}) {
  const fake = {
    about: (window: Window): keyof typeof words => (window.end > 0 ? "money" : "travel"),
    rows: 300,
    isCategory: false,
    asked: [] as { readonly window: Window; readonly limit: number }[],
    settings: new Map<string, Json>(),
  };
  // Only what drift of texts needs of a loop and a project.
  const loop = {
    settings: { ...loopSettings, drift: { ...driftDefaults, ...options } },
    now: () => start + day,
    store: {
      drawnTexts: (_: string, request: { readonly window: Window; readonly limit: number }) => {
        fake.asked.push(request);
        const { window, limit } = request;
        const seed = `${window.start}`;
        const drawn = texts(fake.about(window), Math.min(limit, fake.rows), seed);
        const plan = { texts: new Map([["comment", "gold"]]), embeddings: new Map() };
        return Promise.resolve(fake.isCategory ? drawn.map(() => plan) : drawn);
      },
      setting: (_: string, key: string) => Promise.resolve(fake.settings.get(key)),
      putSetting: (_: string, key: string, value: Json) => {
        fake.settings.set(key, value);
        return Promise.resolve();
      },
    },
  } as unknown as Loop;
  const features = [{ name: "comment", type: "text" }];
  const project = {
    name: "p",
    known: {
      models: [{ model: "m", task: "regression", versions: [], features }],
      references: new Map(),
    },
    texts: {
      byModel: new Map(),
      past: new Map(),
      soughtAt: new Map(),
      wordlessAt: new Map(),
      at: 0,
    },
  } as unknown as ProjectState;
  return { fake, loop, project };
}

describe("live drift of texts", () => {
  it("freezes what was said as embeddings, and sees when it is about something else", async () => {
    const { fake, loop, project } = setUp();
    const calm = await measureTextDrift(loop, project, start);
    expect(calm.map(({ measure, value, count }) => [measure, value, count])).toEqual([
      ["drifted-texts", 0, 300],
      ["text-drift", expect.closeTo(0, 0), 300],
    ]);
    const kept = JSON.stringify(fake.settings.get("text-reference/m"));
    expect(kept).toContain('"name":"comment"');
    for (const word of words.money) expect(kept).not.toContain(word);

    fake.about = () => "travel";
    const moved = await measureTextDrift(loop, project, start + 4 * minute);
    expect(moved.map(({ measure, value }) => [measure, value])).toEqual([
      ["drifted-texts", 1],
      ["text-drift", expect.closeTo(1, 1)],
    ]);
    expect(moved[1]).toMatchObject({
      slice: { feature: "comment" },
      window: { start: start + 4 * minute - 30 * minute, end: start + 4 * minute },
      settled: true,
    });
    expect(project.texts.byModel.get("m")).toMatchObject({
      reference: { kind: "fixed", window: null },
      columns: [{ column: "comment", verdict: "drift", referenceRows: 300 }],
    });
    // One look of 14 days to freeze, then the last hour alone.
    expect(fake.asked).toHaveLength(3);
  });

  it("looks every four minutes, and once an hour where all texts are categories", async () => {
    const { fake, loop, project } = setUp();
    await measureTextDrift(loop, project, start);
    expect(await measureTextDrift(loop, project, start + minute)).toEqual([]);
    const plain = setUp();
    plain.fake.isCategory = true;
    expect(await measureTextDrift(plain.loop, plain.project, start)).toEqual([]);
    await measureTextDrift(plain.loop, plain.project, start + 8 * minute);
    expect(plain.fake.asked).toHaveLength(1);
    await measureTextDrift(plain.loop, plain.project, start + hour);
    expect(plain.fake.asked).toHaveLength(2);
    expect(fake.asked).toHaveLength(2);
  });

  it("compares with a sliding past, drawn anew each hour, of equal shares", async () => {
    const { fake, loop, project } = setUp({ reference: "sliding" });
    fake.about = (window) => (window.end > start - hour ? "travel" : "money");
    await measureTextDrift(loop, project, start);
    expect(project.texts.byModel.get("m")).toMatchObject({
      reference: { kind: "sliding", asked: "sliding" },
      columns: [{ verdict: "drift", referenceRows: 24 * 17 }],
    });
    expect(fake.asked).toHaveLength(1 + 24);
    expect(fake.settings.size).toBe(0);
    await measureTextDrift(loop, project, start + 8 * minute);
    expect(fake.asked).toHaveLength(1 + 24 + 1);
  });
});

describe("the past of a reference", () => {
  const window = { start: start - hour, end: start };

  it("slides over hours that fall on all times of a day, none of them in the window", () => {
    const hours = pastWindows(window, { slidingDays: 7, season: "day" }, "sliding");
    expect(hours).toHaveLength(24);
    expect(new Set(hours.map((one) => new Date(one.start).getUTCHours())).size).toBe(24);
    expect(Math.max(...hours.map(({ end }) => end))).toBeLessThanOrEqual(window.start);
    expect(Math.min(...hours.map((one) => one.start))).toBeGreaterThanOrEqual(start - 7 * day);
    expect(pastWindows(window, { slidingDays: 1, season: "day" }, "sliding")).toHaveLength(24);
  });

  it("has seasons: the same hour of seven days, or of the same day of eight weeks", () => {
    const days = pastWindows(window, { slidingDays: 7, season: "day" }, "seasonal");
    expect(days.map(({ end }) => (start - end) / day)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const weeks = pastWindows(window, { slidingDays: 7, season: "week" }, "seasonal");
    expect(weeks.map(({ end }) => (start - end) / day)).toEqual([7, 14, 21, 28, 35, 42, 49, 56]);
  });
});

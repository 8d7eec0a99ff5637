import { describe, expect, it } from "vitest";
import { numberColumn, textColumn } from "../../src/measure/public.ts";
import type { Json } from "../../src/model/json.ts";
import { minute } from "../../src/model/time.ts";
import { type GoldenSet, startGoldenSets } from "../../src/pipeline/golden-sets.ts";

const set: GoldenSet = {
  model: "churn",
  version: "3",
  file: "golden.csv",
  endpoint: "http://model/predict",
  request: { features: "$features" },
  keyEnv: "MODEL_KEY",
  everyMinutes: 5,
  rows: 10,
};
const table = {
  rowCount: 3,
  columns: [numberColumn("visits", [1, 2, 3]), textColumn("label", ["yes", "no", null])],
};

function world(answer: (body: string) => Promise<Response>) {
  const taken: (readonly [string, readonly Json[]])[] = [];
  const told: string[] = [];
  const timers: (readonly [number, () => void])[] = [];
  return {
    taken,
    told,
    timers,
    readTable: () => Promise.resolve(table),
    fetch: (_: unknown, init?: RequestInit) => {
      expect(new Headers(init?.headers).get("authorization")).toBe("Bearer of-MODEL_KEY");
      return Promise.race([
        answer(String(init?.body)),
        new Promise<Response>((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        }),
      ]);
    },
    secretOf: (name: string) => `of-${name}`,
    take: (kind: string, rows: readonly Json[]) => {
      taken.push([kind, rows]);
      return Promise.resolve();
    },
    now: () => 1_800_000_000_000,
    every: (ms: number, callback: () => void) => {
      timers.push([ms, callback]);
      return () => undefined;
    },
    failed: (what: string) => told.push(what),
  };
}

/** Lets every promise that can settle do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("startGoldenSets", () => {
  it("asks at start and at the interval; answers and labels become signals of MODEL:golden", async () => {
    const fake = world((body) =>
      Promise.resolve(Response.json({ output: body.includes("1") ? "yes" : "no" })),
    );
    const stop = startGoldenSets([set], fake);
    await settle();
    expect(fake.timers.map(([ms]) => ms)).toEqual([5 * minute]);
    const about = { id: "1800000000000-0", model: "churn:golden", time: 1_800_000_000_000 };
    expect(fake.taken.map(([kind]) => kind)).toEqual(["predictions", "labels"]);
    expect(fake.taken[0]?.[1]).toContainEqual({
      ...about,
      version: "3",
      features: { visits: 1 },
      output: "yes",
    });
    expect(fake.taken[1]?.[1]).toContainEqual({ ...about, label: "yes" });
    fake.timers[0]?.[1]();
    await settle();
    expect(fake.taken).toHaveLength(4);
    await stop();
    expect(fake.told).toEqual([]);
  });

  it("a model that does not answer is told, and nothing is written", async () => {
    const fake = world(() => Promise.resolve(new Response("busy", { status: 503 })));
    const stop = startGoldenSets([set], fake);
    await settle();
    expect(fake.told).toEqual(["golden set of churn"]);
    expect(fake.taken).toEqual([]);
    await stop();
  });

  it("stopping breaks off calls that hang", async () => {
    const fake = world(() => new Promise(() => undefined));
    const stop = startGoldenSets([set], fake);
    await settle();
    await stop();
    expect(fake.taken).toEqual([]);
    expect(fake.told).toEqual([]);
  });
});

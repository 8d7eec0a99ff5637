import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advanceHold, noHold } from "../../src/incident/hold.ts";
import { shortCode, stableId } from "../../src/incident/hash.ts";
import { dateOnset, type OnsetPoint } from "../../src/incident/onset.ts";
import { subjectOf } from "../../src/incident/subject.ts";
import { minute, second } from "../../src/model/time.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { now } from "./fixtures.ts";

const states = ["normal", "anomalous", "learning", "no-data"] as const;

function play(list: readonly (typeof states)[number][], holdWindows: number) {
  let state = noHold;
  return list.map((verdict, index) => {
    const window = { start: now + index * minute, end: now + (index + 1) * minute };
    const next = advanceHold(state, { state: verdict, window }, holdWindows);
    state = next.state;
    return next;
  });
}

describe("advanceHold", () => {
  it("fires after its hold, and is over after as many normal windows", () => {
    const changes = play(
      ["anomalous", "normal", "anomalous", "anomalous", "normal", "anomalous", "normal", "normal"],
      2,
    );
    expect(changes.map(({ change }) => change)).toEqual([
      null,
      null,
      null,
      "fired",
      null,
      null,
      null,
      "recovered",
    ]);
    expect(changes[5]?.state.startedAt).toBe(now + 2 * minute);
  });

  it("silence changes nothing", () => {
    const last = play(["anomalous", "anomalous", "no-data", "learning", "no-data", "normal"], 2).at(
      -1,
    );
    expect(last?.state).toMatchObject({ firing: true, normalCount: 1 });
  });

  it("fires and recovers in turns, and a repeated window counts once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (list, hold) => {
          const steps = play(list, hold);
          const changes = steps.map(({ change }) => change).filter((change) => change !== null);
          expect(changes).toEqual(
            changes.map((_, index) => (index % 2 === 0 ? "fired" : "recovered")),
          );
          const last = steps.at(-1)?.state ?? noHold;
          const again = {
            state: "anomalous" as const,
            window: { start: now, end: last.lastWindowEnd ?? 0 },
          };
          if (last.lastWindowEnd !== null) expect(advanceHold(last, again, hold).state).toBe(last);
        },
      ),
    );
  });
});

describe("dateOnset", () => {
  /** Values of 60 s windows every 10 s of a signal that steps from 0 to `size` at `onset`. */
  const windowed = (
    onset: number,
    until: number,
    options: { size: number; noise: number; seed: number; off?: number },
  ): OnsetPoint[] => {
    const random = seededRandom(options.seed);
    const points: OnsetPoint[] = [];
    for (let end = now - 10 * minute; end <= until; end += 10 * second) {
      const share =
        Math.max(0, Math.min(end, options.off ?? end) - Math.max(onset, end - minute)) / minute;
      const value = 10 + options.size * share + options.noise * random.normal();
      const state =
        Math.abs(value - 10) > 5 * Math.max(options.noise, 0.1) ? "anomalous" : "normal";
      points.push({ windowStart: end - minute, windowEnd: end, value, expected: 10, state });
    }
    return points;
  };

  it("finds a clean step to its grid of 5 s", () => {
    for (const shift of [0, 5, 15, 25, 55]) {
      const onset = now + shift * second;
      const points = windowed(onset, onset + 40 * second, { size: 8, noise: 0, seed: 1 });
      expect(dateOnset(points)).toBe(onset);
    }
  });

  it("is within 10 s for four noisy steps of five, from 30 s of fault", () => {
    const errors = Array.from({ length: 50 }, (_, seed) => {
      const onset = now + seed * 700;
      const points = windowed(onset, onset + 30 * second, { size: 10, noise: 0.5, seed });
      return Math.abs((dateOnset(points) ?? 0) - onset);
    });
    expect(errors.filter((error) => error <= 10 * second).length).toBeGreaterThanOrEqual(40);
  });

  it("is not drawn to an earlier fault that was over", () => {
    const early = windowed(now - 8 * minute, now, {
      size: 10,
      noise: 0.1,
      seed: 3,
      off: now - 5 * minute,
    });
    const onset = now + 4 * minute;
    const late = windowed(onset, onset + 40 * second, { size: 10, noise: 0.1, seed: 4 });
    const points = [...early, ...late.filter(({ windowEnd }) => windowEnd > now)];
    expect(Math.abs((dateOnset(points) ?? 0) - onset)).toBeLessThanOrEqual(10 * second);
  });

  it("is null where nothing is anomalous or has values", () => {
    expect(dateOnset([])).toBeNull();
    expect(
      dateOnset([
        { windowStart: 0, windowEnd: minute, value: null, expected: 1, state: "anomalous" },
      ]),
    ).toBeNull();
    expect(
      dateOnset([{ windowStart: 0, windowEnd: minute, value: 2, expected: 1, state: "normal" }]),
    ).toBeNull();
  });
});

describe("ids", () => {
  it("keep parts apart and are stable", () => {
    expect(stableId("ab", "c")).not.toBe(stableId("a", "bc"));
    expect(stableId("incident", "default", 7)).toBe(stableId("incident", "default", 7));
    expect(stableId("")).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(Array.from({ length: 10_000 }, (_, index) => stableId(index))).size).toBe(
      10_000,
    );
    expect(shortCode("x")).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
  });
});

describe("subjectOf", () => {
  const known = {
    models: [{ model: "writer", services: ["writer-api"] }],
    services: [{ service: "writer-api", models: [] }],
  };

  it("joins models with the services that serve them, either way", () => {
    const model = subjectOf(
      { kind: "measure", measure: "f1", subject: { kind: "model", model: "writer" }, slice: {} },
      known,
    );
    expect(model.components).toContainEqual({ kind: "serving", name: "writer-api" });
    const service = subjectOf(
      {
        kind: "measure",
        measure: "latency-p95",
        subject: { kind: "service", service: "writer-api" },
        slice: { peer: "retriever" },
      },
      known,
    );
    expect(service).toEqual({
      models: ["writer"],
      components: [
        { kind: "serving", name: "writer-api" },
        { kind: "dependency", name: "retriever" },
      ],
    });
  });
});

import { describe, expect, it } from "vitest";
import { monitorSchema } from "../../src/api/schemas.ts";
import type { Monitor } from "../../src/model/monitor.ts";
import { checkMonitor, startDetector } from "../../src/pipeline/detector-at-work.ts";
import { step, workOn } from "../../src/pipeline/judge.ts";
import { windowEnding } from "../../src/pipeline/watched-values.ts";
import { seededRandom } from "../../src/stats/random.ts";

const start = 1_750_000_000_000;
const tick = 10_000;
const subject = { kind: "service", service: "shop" } as const;

/** A monitor as the API takes it. */
function declared(given: object): Monitor {
  return monitorSchema.parse({
    id: "orders",
    watch: { kind: "series", expression: "sum(rate(orders_total[1m]))", subject },
    ...given,
  });
}

describe("a monitor that names no detector", () => {
  const series = [
    { name: "a", expression: "a" },
    { name: "b", expression: "b" },
  ];

  it.each([
    ["an objective expression", {}, "lasting-ensemble"],
    ["an expression that only explains", { class: "evidence" }, "running-band"],
    ["a measure", { watch: { kind: "measure", measure: "error-rate", subject } }, "robust-season"],
    ["a group", { watch: { kind: "group", series, subject } }, "group-ensemble"],
    ["one that names another", { detector: "cusum" }, "cusum"],
  ])("%s gets the one its values fit", (_, given, detector) => {
    const monitor = declared(given);
    expect(monitor.detector).toBe(detector);
    expect(() => checkMonitor(monitor)).not.toThrow();
    expect(startDetector(monitor)).toBeDefined();
  });
});

describe("a monitor that cannot work is refused", () => {
  it.each([
    ["an unknown detector", { detector: "ensembel" }, /detector of monitor orders .*ensembel/],
    ["a detector of another kind", { detector: "group-ensemble" }, /detector of monitor orders/],
    ["an unknown setting", { settings: { treshold: 3 } }, /setting treshold of monitor orders/],
    [
      "an expression that is none",
      { watch: { kind: "series", expression: "sum(rate(orders[1m])", subject } },
      /expression/,
    ],
    ["a setting out of range", { settings: { threshold: 0 } }, /0.5 to 200 nats, got 0/],
  ])("%s", (_, given, message) => {
    expect(() => checkMonitor(declared(given))).toThrow(message);
  });
});

describe("an objective expression without a named detector", () => {
  /** Orders a second, a third fewer for half an hour; windows of a minute that close every ten seconds. */
  function run(seed: number, hours: number, faultAt: number) {
    const random = seededRandom(seed);
    const work = workOn(declared({ direction: "down" }))!;
    const changes: { readonly index: number; readonly firing: boolean }[] = [];
    let level = 0;
    let before = false;
    for (let index = 0; index < hours * 360; index++) {
      const isFault = index >= faultAt && index < faultAt + 180;
      // A window shares five sixths with the one before it.
      level += (random.normal() - level) / 6;
      const value = (isFault ? 20 : 30) + 2 * level;
      const window = windowEnding(start + index * tick, 60_000);
      const watched = { window, value, count: 1, standardError: null, settled: true };
      const { firing } = step(work, watched);
      if (firing !== before) changes.push({ index, firing });
      before = firing;
    }
    return changes;
  }

  it("fires within four minutes of a fault, once, as long as it lasts, and at nothing else for 20 hours", () => {
    for (const seed of [1, 2]) {
      const changes = run(seed, 20, 5_000);
      expect(changes.map(({ firing }) => firing)).toEqual([true, false]);
      expect(changes[0]!.index - 5_000).toBeLessThanOrEqual(24);
      expect(changes[0]!.index).toBeGreaterThanOrEqual(5_000);
      expect(changes[1]!.index).toBeGreaterThanOrEqual(5_180);
      expect(changes[1]!.index - 5_180).toBeLessThan(30);
    }
  });

  it("windows longer than a minute are looked at once each", () => {
    const state = startDetector(declared({ windowMs: 600_000 }))!;
    const watched = (index: number) => ({
      window: windowEnding(start + index * tick, 600_000),
      value: index,
      count: 1,
      standardError: null,
      settled: true,
    });
    const learnt = Array.from(
      { length: 120 },
      (_, index) => state.step(watched(index)).verdict.progress,
    );
    // 120 ticks are 20 minutes: looks at 0, 9.5 and 19 of them, with the slack of one in twenty.
    expect(new Set(learnt).size).toBe(3);
  });
});

import { describe, expect, it } from "vitest";
import { lastingEnsemble } from "../../../src/detect/stream/lasting-ensemble.ts";
import type { BadDirection } from "../../../src/model/monitor.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const minute = 60_000;

/** Verdicts on values a minute apart (or `stepMs`), and the indices of the anomalous ones. */
function judge(
  values: readonly number[],
  given: {
    readonly settings?: { readonly [name: string]: number };
    readonly direction?: BadDirection;
    readonly stepMs?: number;
  } = {},
): { readonly verdicts: readonly Verdict[]; readonly anomalous: readonly number[] } {
  const { settings = {}, direction = "both", stepMs = minute } = given;
  const resolved = resolveSettings(lastingEnsemble.settings, settings).values;
  const state = lastingEnsemble.start(resolved, direction);
  const verdicts = values.map((value, index) =>
    state.step({ time: minute + index * stepMs, value }),
  );
  return {
    verdicts,
    anomalous: verdicts.flatMap(({ state: own }, index) => (own === "anomalous" ? [index] : [])),
  };
}

/** Noise of deviation 1 around 50, `size` higher in [from, to). */
function shifted(
  seed: number,
  { count, from, to, size }: { count: number; from: number; to: number; size: number },
): number[] {
  const random = seededRandom(seed);
  return Array.from(
    { length: count },
    (_, index) => 50 + random.normal() + (index >= from && index < to ? size : 0),
  );
}

const fault = { count: 1_300, from: 1_000, to: 1_200, size: 8 };

describe("lasting ensemble", () => {
  it("an alarm begins within three values of a shift, lasts throughout, and ends within six of its end", () => {
    for (const seed of [1, 2, 3, 4]) {
      const { anomalous } = judge(shifted(seed, fault));
      expect(anomalous[0]).toBeGreaterThanOrEqual(1_000);
      expect(anomalous[0]).toBeLessThan(1_003);
      expect(anomalous.at(-1)).toBeLessThan(1_206);
      // No gap: a monitor would recover and fire again.
      expect(anomalous.length).toBe(anomalous.at(-1)! - anomalous[0]! + 1);
    }
  });

  it("windows that overlap are looked at once an independent one, so a minute's run length holds at steps of 10 s", () => {
    const values = shifted(1, fault);
    const slow = judge(values);
    const fast = judge(
      values.flatMap((value) => [value, 0, 0, 0, 0, 0]),
      { stepMs: minute / 6 },
    );
    expect(fast.verdicts.filter((_, index) => index % 6 === 0)).toEqual(slow.verdicts);
    fast.verdicts.forEach((verdict, index) => {
      expect(verdict).toEqual(slow.verdicts[Math.floor(index / 6)]);
    });
  });

  it("one far value is over after three usual ones", () => {
    const { anomalous } = judge(shifted(5, { count: 1_100, from: 1_000, to: 1_001, size: 25 }));
    expect(anomalous).toEqual([1_000, 1_001, 1_002]);
  });

  it("what lasts six hours is the new normal", () => {
    const { anomalous } = judge(shifted(3, { count: 1_700, from: 1_000, to: 1_700, size: 10 }));
    expect(anomalous.length).toBe(360);
    expect(anomalous.at(-1)).toBeLessThan(1_363);
  });

  it("a distance that matters to nobody opens no alarm, and neither does the harmless side", () => {
    const values = shifted(2, fault);
    expect(judge(values, { settings: { changeMin: 20 } }).anomalous).toEqual([]);
    expect(judge(values, { settings: { changeMinRatio: 0.5 } }).anomalous).toEqual([]);
    expect(judge(values, { direction: "down" }).anomalous.filter((index) => index < 1_200)).toEqual(
      [],
    );
    expect(judge(values, { direction: "up" }).anomalous.length).toBeGreaterThan(190);
  });

  it("says what was usual before, while the alarm lasts", () => {
    const { verdicts } = judge(shifted(4, fault));
    const late = verdicts[1_150]!;
    expect(late).toMatchObject({ state: "anomalous" });
    expect(late.expected).toBeCloseTo(50, 0);
    expect(late.high).toBeLessThan(55);
    expect(late.reason.params["value"]).toBeGreaterThan(54);
    expect(late.score).toBeGreaterThanOrEqual(0.5);
  });
});

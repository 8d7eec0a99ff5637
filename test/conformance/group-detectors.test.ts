import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupDetectorNamed, groupDetectors, streamDetectors } from "../../src/detect/catalog.ts";
import type { GroupRow } from "../../src/detect/group/detector.ts";
import type { Json } from "../../src/model/json.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { findWords } from "../../src/model/words/catalog.ts";
import { seededRandom } from "../../src/stats/random.ts";

const anyValue = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

/** Three series that move together, with a break of that, a shift, gaps and a constant one. */
function ordinaryRows(count: number): readonly GroupRow[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_, time) => {
    const common = Math.sin(time / 9);
    const shift = time > 700 ? 6 : 0;
    const values = [
      common + 0.1 * random.normal() + shift,
      2 * common + 0.1 * random.normal(),
      time % 83 === 0 ? Number.NaN : random.uniform(),
      5,
    ];
    return { time: time * 60_000, values };
  });
}

describe.each(groupDetectors)("$name", (detector) => {
  const { values } = resolveSettings(detector.settings, { warmupRows: 200 });

  it("is found by its name, which no stream detector has, and documented", () => {
    expect(groupDetectorNamed(detector.name)).toBe(detector);
    expect(streamDetectors.some(({ name }) => name === detector.name)).toBe(false);
    expect(detector.summary.length).toBeGreaterThan(20);
    expect(detector.when.length).toBeGreaterThan(20);
    expect(detector.source).toMatch(/\d{4}/);
    for (const setting of Object.values(detector.settings)) {
      expect(setting.meaning.length).toBeGreaterThan(15);
      if (setting.type !== "number") continue;
      expect(setting.unit).not.toBe("");
      expect(setting.min).toBeLessThanOrEqual(setting.default);
      expect(setting.max).toBeGreaterThanOrEqual(setting.default);
    }
  });

  it("never throws, keeps scores within 0 and 1, and speaks known words, on any rows", () => {
    const small = resolveSettings(detector.settings, { warmupRows: 20 }).values;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.array(anyValue, { maxLength: 3 }), { maxLength: 80 }),
        (channels, table) => {
          const state = detector.start(small, channels);
          table.forEach((row, time) => {
            const verdict = state.step({ time, values: row });
            expect(verdict.score).toBeGreaterThanOrEqual(0);
            expect(verdict.score).toBeLessThanOrEqual(1);
            expect(findWords(verdict.reason.code)).toBeDefined();
            if (!row.some(Number.isFinite)) expect(verdict.state).toBe("no-data");
          });
          expect(JSON.parse(JSON.stringify(state.snapshot()))).toEqual(state.snapshot());
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is deterministic, leaves rows alone and goes on from its JSON as before", () => {
    const rows = ordinaryRows(900);
    const whole = detector.start(values, 4);
    const expected = rows.map((row) =>
      whole.step(Object.freeze({ ...row, values: Object.freeze(Array.from(row.values)) })),
    );
    let resumed = detector.start(values, 4);
    rows.forEach((row, index) => {
      if (index % 67 === 0) {
        const json = JSON.parse(JSON.stringify(resumed.snapshot())) as Json;
        resumed = detector.restore(json, values, 4);
      }
      expect(resumed.step(row)).toEqual(expected[index]);
    });
  });

  it("a snapshot is not changed by later steps", () => {
    const state = detector.start(values, 4);
    const rows = ordinaryRows(500);
    for (const row of rows.slice(0, 300)) state.step(row);
    const snapshot = state.snapshot();
    const before = JSON.stringify(snapshot);
    for (const row of rows.slice(300)) state.step(row);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  it.each([1, 6])("its state of %i series stays within what it says", (channels) => {
    const random = seededRandom(3);
    const state = detector.start(resolveSettings(detector.settings).values, channels);
    let longest = 0;
    for (let time = 0; time < 3_000; time++) {
      const row = Array.from({ length: channels }, () => Math.exp(20 * random.normal()));
      state.step({ time, values: row });
      if (time % 250 === 249) longest = Math.max(longest, JSON.stringify(state.snapshot()).length);
    }
    const { group, channel } = detector.stateBytesMax;
    expect(longest).toBeLessThan(group + channels * channel);
  });

  it("constant series never alarm", () => {
    const state = detector.start(values, 3);
    for (let time = 0; time < 600; time++) {
      const verdict = state.step({ time, values: [0, 1e12, -3.5] });
      expect(verdict.state).toBe(time < 200 ? "learning" : "normal");
    }
  });

  it("one series alone and a table of nothing are judged", () => {
    const random = seededRandom(5);
    const series = Float64Array.from({ length: 1_000 }, (_, row) =>
      row >= 800 && row < 830 ? 12 : random.normal(),
    );
    const scores = detector.scoreTable([series], 400, values);
    expect(scores.slice(0, 400).every((score) => score === 0)).toBe(true);
    const inside = Math.max(...scores.subarray(800, 830));
    expect(inside).toBeGreaterThan(1.5 * Math.max(...scores.subarray(400, 650)));
    expect(detector.scoreTable([], 0, values)).toHaveLength(0);
    expect(detector.scoreTable([Float64Array.of(1)], 1, values)).toEqual(Float64Array.of(0));
    expect(detector.scoreTable([new Float64Array(50).fill(Number.NaN)], 25, values)).toEqual(
      new Float64Array(50),
    );
  });
});

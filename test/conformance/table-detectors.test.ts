import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableDetectorNamed, tableDetectors } from "../../src/detect/catalog.ts";
import type { Table } from "../../src/detect/table/detector.ts";
import type { Json } from "../../src/model/json.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { matrixOf } from "../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../src/stats/random.ts";

/** Rows around a line in four features, one of them in steps, and a constant one. */
function reference(count: number): Table {
  const random = seededRandom(11);
  const rows = Array.from({ length: count }, () => {
    const along = random.normal();
    const step = random.integer(4);
    return [along, 100 + 20 * along + random.normal(), step, 7, 1e6 * random.uniform()];
  });
  return { ...matrixOf(rows), names: ["along", "across", "step", "constant", "wide"] };
}

/** One row far out, one in the middle. */
const far = [9, -400, 40, 7, 9e6];
const middle = [0, 100, 1, 7, 5e5];

// Any cell a file could hold.
const anyCell = fc.oneof(
  fc.double(),
  fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const anyTable = fc
  .integer({ min: 0, max: 4 })
  .chain((width) =>
    fc.array(fc.array(anyCell, { minLength: width, maxLength: width }), { maxLength: 25 }),
  )
  .map((rows) => matrixOf(rows));

describe.each(tableDetectors)("$name", (detector) => {
  const values = resolveSettings(detector.settings).values;
  const table = reference(300);
  const model = detector.fit(table, values, 1);
  const judged = matrixOf([
    far,
    middle,
    ...Array.from({ length: 9 }, (_, row) => middle.with(0, row)),
  ]);

  it("is found by its name and documented", () => {
    expect(tableDetectorNamed(detector.name)).toBe(detector);
    expect(detector.summary.length).toBeGreaterThan(20);
    expect(detector.when.length).toBeGreaterThan(20);
    expect(detector.source).toMatch(/\d{4}/);
    expect(detector.settings).toHaveProperty("rowsMax");
    for (const setting of Object.values(detector.settings)) {
      expect(setting.meaning.length).toBeGreaterThan(15);
      if (setting.type !== "number") continue;
      expect(setting.min).toBeLessThanOrEqual(setting.default);
      expect(setting.max).toBeGreaterThanOrEqual(setting.default);
    }
  });

  it("a row far out scores above a row in the middle and 95 % of the reference", () => {
    const [farScore, middleScore] = model.score(judged);
    expect(farScore).toBeGreaterThan(middleScore!);
    const fitted = model.fittedScores().toSorted();
    expect(farScore).toBeGreaterThan(fitted[Math.floor(0.95 * fitted.length)]!);
  });

  it("equal seeds give equal scores, and the table is not written to", () => {
    const before = Float64Array.from(table.values);
    const again = detector.fit(table, values, 1);
    expect(again.score(judged)).toEqual(model.score(judged));
    expect(again.fittedScores()).toEqual(model.fittedScores());
    expect(table.values).toEqual(before);
  });

  it("a row's score does not depend on the rows judged with it", () => {
    const scores = model.score(judged);
    for (let row = 0; row < judged.rows; row++) {
      const values = judged.values.slice(row * judged.columns, (row + 1) * judged.columns);
      const alone = model.score({ values, rows: 1, columns: judged.columns });
      expect(alone[0]).toBeCloseTo(scores[row]!, 9);
    }
  });

  it("units do not matter: a rescaled feature gives the same order", () => {
    const times = (from: Table): Table => ({
      ...from,
      values: from.values.map((value, at) => (at % from.columns === 1 ? 1_024 * value : value)),
    });
    const scores = detector.fit(times(table), values, 1).score(times(judged));
    model.score(judged).forEach((score, row) => expect(scores[row]).toBeCloseTo(score, 5));
  });

  it("explains a row by its features, all of them, the odd one first", () => {
    const odd = middle.with(2, 60);
    const explained = model.explain(odd);
    expect(explained.map(({ feature }) => feature).toSorted()).toEqual(table.names!.toSorted());
    expect(explained[0]).toMatchObject({ feature: "step", value: 60 });
    expect(explained[0]!.deviations).toBeGreaterThan(10);
    expect(explained[0]!.contribution).toBeGreaterThan(0);
  });

  it("a model restored from its JSON scores as before; one without JSON says null", () => {
    const snapshot = model.snapshot();
    if (snapshot === null) {
      expect(detector.restore({})).toBeNull();
      return;
    }
    const json = JSON.parse(JSON.stringify(snapshot)) as Json;
    const restored = detector.restore(json)!;
    expect(restored.score(judged)).toEqual(model.score(judged));
    expect(restored.explain(far)).toEqual(model.explain(far));
  });

  it("more rows than rowsMax are thinned, and all of them get a score", () => {
    const few = resolveSettings(detector.settings, { rowsMax: 100 });
    expect(few.problems).toEqual([]);
    const thinned = detector.fit(table, few.values, 1);
    expect(thinned.fittedScores()).toHaveLength(300);
    const [farScore, middleScore] = thinned.score(judged);
    expect(farScore).toBeGreaterThan(middleScore!);
  });

  it("never throws and gives finite scores, whatever the reference and the rows", () => {
    fc.assert(
      fc.property(anyTable, (given) => {
        const fitted = detector.fit(given, values, 3);
        for (const score of fitted.fittedScores()) expect(Number.isFinite(score)).toBe(true);
        expect(fitted.fittedScores()).toHaveLength(given.rows);
        const odd = given.values.map((value) => (value > 0.5 ? Number.NaN : -value));
        for (const score of fitted.score({ ...given, values: odd })) {
          expect(Number.isFinite(score)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

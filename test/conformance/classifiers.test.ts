import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifiers } from "../../src/detect/catalog.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { matrixOf } from "../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../src/stats/random.ts";

/** Standardised rows; label 1 where the first feature is high. */
function judged(count: number) {
  const random = seededRandom(5);
  const labels = new Uint8Array(count);
  const rows = Array.from({ length: count }, (_, index) => {
    labels[index] = index % 5 === 0 ? 1 : 0;
    return [random.normal() + 3 * labels[index]!, random.normal(), 0];
  });
  return { table: matrixOf(rows), labels };
}

const anyRow = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
  minLength: 2,
  maxLength: 2,
});
const anyJudged = fc.array(fc.tuple(anyRow, fc.boolean()), { minLength: 1, maxLength: 20 });

describe.each(classifiers)("$name", (classifier) => {
  const settings = resolveSettings(classifier.settings).values;
  const { table, labels } = judged(200);
  const learn = () => classifier.learn(table, labels, { settings, random: seededRandom(3) });
  const model = learn();
  const queries = matrixOf([
    [4, 0, 0],
    [-1, 0, 0],
    [0, 2, 0],
  ]);

  it("is documented", () => {
    expect(classifier.summary.length).toBeGreaterThan(20);
    expect(classifier.when.length).toBeGreaterThan(20);
    expect(classifier.source).toMatch(/\d{4}/);
    expect(classifier.formula.length).toBeGreaterThan(10);
    expect(classifier.cost.length).toBeGreaterThan(3);
    for (const setting of Object.values(classifier.settings)) {
      expect(setting.meaning.length).toBeGreaterThan(15);
    }
  });

  it("ranks what people judged anomalous first", () => {
    const [anomalous, usual, other] = model.score(queries);
    expect(anomalous).toBeGreaterThan(usual!);
    expect(anomalous).toBeGreaterThan(other!);
  });

  it("equal streams give equal scores, whatever is judged beside, and nothing is written to", () => {
    const before = [Float64Array.from(table.values), Uint8Array.from(labels)];
    const scores = learn().score(queries);
    expect(scores).toEqual(model.score(queries));
    expect(model.score(matrixOf([[0, 2, 0]]))[0]).toBeCloseTo(scores[2]!, 12);
    expect([table.values, labels]).toEqual(before);
  });

  it("never throws and gives finite scores, with one class or one row too", () => {
    fc.assert(
      fc.property(anyJudged, (given) => {
        const rows = matrixOf(given.map(([row]) => row));
        const own = Uint8Array.from(given, ([, isOdd]) => (isOdd ? 1 : 0));
        const learned = classifier.learn(rows, own, { settings, random: seededRandom(1) });
        for (const score of learned.score(rows)) expect(Number.isFinite(score)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

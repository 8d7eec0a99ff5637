import { expect, it } from "vitest";
import { domainClassifierScore } from "../../../src/measure/drift/domain-classifier.ts";
import {
  fitReconstruction,
  reconstructionErrors,
} from "../../../src/measure/drift/reconstruction-error.ts";
import { surrogateImportance } from "../../../src/measure/drift/surrogate-importance.ts";
import {
  discrepancyTest,
  linearDiscrepancyTest,
} from "../../../src/stats/distance/maximum-mean-discrepancy.ts";
import type { Matrix } from "../../../src/stats/linear/matrix.ts";
import { seededRandom } from "../../../src/stats/random.ts";

// Two columns that move together by `link`, each standard normal on its own, and a third alone.
function linked(rows: number, link: number, seed: string): Matrix {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    values.set([a, link * a + Math.sqrt(1 - link * link) * b, c], row * 3);
  }
  return { values, rows, columns: 3 };
}
const reference = linked(1_000, 0.95, "reference");
const same = linked(1_000, 0.95, "same");
const broken = linked(1_000, 0, "broken");

it("a domain classifier sees columns that no longer move together, and nothing where they do", () => {
  const score = (current: Matrix) =>
    domainClassifierScore({ reference, current }, seededRandom("domain"));
  expect(Math.abs(score(same).value - 0.5)).toBeLessThan(0.05);
  expect(score(broken).value).toBeGreaterThan(0.75);
  const few: Matrix = { values: new Float64Array(3), rows: 1, columns: 3 };
  expect(score(few)).toMatchObject({ value: Number.NaN, count: 1_001 });
});

it("the reconstruction error rises where columns no longer move together", () => {
  const model = fitReconstruction(reference);
  const mean = (rows: Matrix) =>
    reconstructionErrors(model, rows).reduce((sum, error) => sum + error / rows.rows, 0);
  expect(mean(same) / mean(reference)).toBeCloseTo(1, 1);
  expect(mean(broken) / mean(reference)).toBeGreaterThan(1.5);
});

it("both discrepancy tests find a shift and keep quiet without one", () => {
  const moved: Matrix = { ...same, values: same.values.map((value) => value + 0.5) };
  const short = (rows: Matrix): Matrix => ({
    ...rows,
    values: rows.values.slice(0, 300),
    rows: 100,
  });
  const quadratic = (current: Matrix) =>
    discrepancyTest(short(reference), short(current), { random: seededRandom("mmd"), rounds: 99 });
  expect(quadratic(same).pValue).toBeGreaterThan(0.05);
  expect(quadratic(moved).pValue).toBe(0.01);
  expect(linearDiscrepancyTest(reference, same, 0.3).pValue).toBeGreaterThan(0.05);
  expect(linearDiscrepancyTest(reference, moved, 0.3).pValue).toBeLessThan(0.01);
});

it("the surrogate's importance is that of the columns the output depends on", () => {
  const outputs = Float64Array.from(
    { length: reference.rows },
    (_, row) => 3 * reference.values[row * 3]! + reference.values[row * 3 + 2]!,
  );
  const [a, b, c] = surrogateImportance({ rows: reference, outputs }, seededRandom("importance"));
  expect(a).toBe(1);
  expect(b).toBeLessThan(0.1);
  expect(c).toBeGreaterThan(0.05);
});

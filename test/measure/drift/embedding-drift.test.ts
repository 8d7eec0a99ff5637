import { describe, expect, it } from "vitest";
import { embeddingDrift } from "../../../src/measure/drift/embedding-drift.ts";
import { seededRandom } from "../../../src/stats/random.ts";

function normalRows(seed: number, shift: number, rows = 200) {
  const random = seededRandom(seed);
  const columns = 5;
  const values = Float64Array.from({ length: rows * columns }, (_, at) => {
    return random.normal() + (at % columns === 0 ? shift : 0);
  });
  return { values, rows, columns };
}

describe("embeddingDrift", () => {
  it("a mean shift of one deviation is told with the area that theory gives", () => {
    // Best area for a shift d of a normal: Φ(d / √2) = 0.760.
    const found = embeddingDrift({ reference: normalRows(1, 0), current: normalRows(2, 1) });
    expect(Math.abs(found.value - 0.76)).toBeLessThan(3 * found.standardError);
    expect(found.value).toBeGreaterThan(0.7);
  });

  it("without a change it stays within three standard errors of one half", () => {
    for (const seed of [1, 3, 5, 7, 9]) {
      const of = { reference: normalRows(seed, 0), current: normalRows(seed + 1, 0) };
      const { value, standardError } = embeddingDrift(of);
      expect(Math.abs(value - 0.5)).toBeLessThan(3 * standardError);
    }
  });

  it("fewer than 50 rows on a side are undefined", () => {
    const of = { reference: normalRows(1, 0, 49), current: normalRows(2, 0) };
    expect(embeddingDrift(of).value).toBeNaN();
  });
});

import { describe, expect, it } from "vitest";
import {
  fitRowModel,
  learnRow,
  newRowMoments,
  rowNovelty,
  rowParts,
} from "../../../src/detect/group/row-residual.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Two series that move together and one of its own. */
function fitted() {
  const random = seededRandom(2);
  const moments = newRowMoments(3);
  const rows = Array.from({ length: 500 }, () => {
    const common = random.normal();
    const row = Float64Array.of(
      10 + common + 0.05 * random.normal(),
      common + 0.05 * random.normal(),
      random.normal(),
    );
    learnRow(moments, row);
    return row;
  });
  const model = fitRowModel({
    moments,
    rows,
    spreadMin: new Float64Array(3).fill(1e-9),
    before: null,
  });
  return { moments, model, rows };
}

describe("how channels move together", () => {
  it("moments are the mean and the population covariance of the rows", () => {
    const { moments, rows } = fitted();
    const mean = rows.reduce((sum, row) => sum + row[1]!, 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row[1]! - mean) ** 2, 0) / rows.length;
    expect(moments.mean[1]).toBeCloseTo(mean, 12);
    // Order of products: 00, 01, 02, 11, …
    expect(moments.products[3]! / moments.count).toBeCloseTo(variance, 10);
  });

  it("two components carry three channels, and what breaks their relation is new", () => {
    const { model } = fitted();
    expect(model.components).toHaveLength(2);
    expect(rowNovelty(model, Float64Array.of(12, 2, 0))).toBeLessThan(1);
    const broken = Float64Array.of(12, -2, 0);
    expect(rowNovelty(model, broken)).toBeGreaterThan(1.5);
    const parts = rowParts(model, broken);
    expect(parts[0]! + parts[1]!).toBeGreaterThan(0.95);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });
});

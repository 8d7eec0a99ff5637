import { describe, expect, it } from "vitest";
import { projectEmbeddings } from "../../../src/measure/text/project-embeddings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("projected embeddings", () => {
  it("are short ones themselves, of length 1; what has no length is zeros", () => {
    const { values, rows, columns } = projectEmbeddings([
      [3, 4],
      [0, 0],
      [Number.NaN, 1],
    ]);
    expect([rows, columns]).toEqual([3, 2]);
    expect([...values]).toEqual([0.6, 0.8, 0, 0, 0, 0]);
  });

  it("keep the angles of long ones within about a tenth", () => {
    const random = seededRandom("angles");
    const unit = () => Array.from({ length: 1_536 }, () => random.normal());
    const [a, b] = [unit(), unit()];
    const mixed = a.map((value, place) => 0.8 * value + 0.6 * (b[place] ?? 0));
    const { values, columns } = projectEmbeddings([a, mixed, b]);
    expect(columns).toBe(64);
    const product = (i: number, j: number) =>
      Array.from({ length: 64 }, (_, k) => values[i * 64 + k]! * values[j * 64 + k]!).reduce(
        (sum, each) => sum + each,
        0,
      );
    expect(product(0, 0)).toBeCloseTo(1, 12);
    // Cosines 0.8 and 0; a standard error of at most 1/8.
    expect(Math.abs(product(0, 1) - 0.8)).toBeLessThan(0.2);
    expect(Math.abs(product(0, 2))).toBeLessThan(0.3);
  });

  it("of no texts are no rows", () => {
    expect(projectEmbeddings([])).toMatchObject({ rows: 0, columns: 0 });
  });
});

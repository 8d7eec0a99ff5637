import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countByEdges } from "../../src/stats/count-by-edges.ts";
import { seededRandom } from "../../src/stats/random.ts";

/** By definition: the edges below a value, one by one. */
function byHand(values: readonly number[], edges: readonly number[]): readonly number[] {
  const counts = edges.map(() => 0).concat(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = edges.filter((edge) => edge < value).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 1.7e308, -1.7e308, Infinity, -Infinity, Number.NaN),
);

describe("values counted by edges", () => {
  it("equal a count one by one, whatever the values and edges", () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber),
        fc.uniqueArray(anyNumber.filter(Number.isFinite), { maxLength: 14 }),
        (values, unsorted) => {
          const edges = unsorted.toSorted((a, b) => a - b);
          // Values at the edges and a bit beside them are the hard ones.
          const near = edges.flatMap((edge) => [
            edge,
            edge * (1 + 2 ** -52),
            edge * (1 - 2 ** -53),
          ]);
          const all = [...values, ...near];
          expect([...countByEdges(all, edges)]).toEqual(byHand(all, edges));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("equal a count one by one where edges crowd at one end", () => {
    const random = seededRandom("crowd");
    const values = Array.from({ length: 5_000 }, () => Math.exp(6 * random.normal()));
    const edges = Array.from({ length: 11 }, (_, index) => Math.exp(index - 5));
    expect([...countByEdges(values, edges)]).toEqual(byHand(values, edges));
  });

  it("equal a count one by one where all edges are equal, of either zero too", () => {
    for (const edges of [
      [0, -0],
      [-0, 0],
      [2, 2, 2],
    ]) {
      const values = [-5e-324, -0, 0, 5e-324, 2, 3, -1];
      expect([...countByEdges(values, edges)]).toEqual(byHand(values, edges));
    }
  });

  it("missing values do not count", () => {
    expect([...countByEdges([1, 2, 3], [1], [0, 1, 0])]).toEqual([1, 1]);
  });

  it("without edges all share one bin", () => {
    expect([...countByEdges([3, Number.NaN, 5], [])]).toEqual([2]);
  });
});

import { describe, expect, it } from "vitest";
import { selfJoin } from "../../src/detect/self-join.ts";
import { seededRandom } from "../../src/stats/random.ts";

function normal(own: readonly number[]): number[] {
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const deviation = Math.sqrt(
    own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length,
  );
  return own.map((value) => (value - mean) / deviation);
}

function euclidean(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0));
}

/** The definition, stretch by stretch. */
function naive(values: readonly number[], size: number): number[] {
  const stretches = values
    .slice(size - 1)
    .map((_, from) => normal(values.slice(from, from + size)));
  return stretches.map((own, row) =>
    Math.min(
      ...stretches.map((other, column) =>
        Math.abs(row - column) < Math.ceil(size / 4)
          ? Number.POSITIVE_INFINITY
          : euclidean(own, other),
      ),
    ),
  );
}

describe("the matrix profile of a whole series", () => {
  it.each([
    [3, 0],
    [16, 0],
    [25, 1e6],
  ])("equals its definition (stretches of %d, level %d)", (size, level) => {
    const random = seededRandom(size);
    const values = Array.from(
      { length: 300 },
      (_, index) => level + Math.sin(index / 5) + random.normal(),
    );
    const { distances } = selfJoin(values, size);
    naive(values, size).forEach((distance, index) => {
      expect(distances[index]).toBeCloseTo(distance, level === 0 ? 9 : 5);
    });
  });

  it("finds the one beat that is unlike the others, and where the alike ones are", () => {
    const values = Array.from({ length: 1_000 }, (_, index) =>
      index >= 500 && index < 510 ? 0 : Math.sin((2 * Math.PI * index) / 50),
    );
    const { distances, neighbours } = selfJoin(values, 50);
    const largest = distances.indexOf(Math.max(...distances));
    expect(largest).toBeGreaterThan(450);
    expect(largest).toBeLessThan(511);
    expect((neighbours[100]! - 100) % 50).toBe(0);
    expect(distances[100]).toBeLessThan(1e-5);
  });

  it("flat stretches are √size from others, and those with a gap are nobody's neighbour", () => {
    const random = seededRandom(3);
    const size = 8;
    const values = Array.from({ length: 120 }, (_, index) => {
      if (index === 80) return Number.NaN;
      return index >= 30 && index < 55 ? 4 : random.normal();
    });
    const { distances, neighbours } = selfJoin(values, size);
    // By definition, two flat stretches 0, one flat √size, one with a gap infinitely far.
    const stretches = values.slice(size - 1).map((_, from) => values.slice(from, from + size));
    const between = (a: readonly number[], b: readonly number[]): number => {
      if ([...a, ...b].some((value) => Number.isNaN(value))) return Number.POSITIVE_INFINITY;
      const flats = [a, b].filter((own) => own.every((value) => value === own[0])).length;
      if (flats > 0) return flats === 2 ? 0 : Math.sqrt(size);
      return euclidean(normal(a), normal(b));
    };
    stretches.forEach((own, row) => {
      const all = stretches.map((other, column) =>
        Math.abs(row - column) < size / 4 ? Number.POSITIVE_INFINITY : between(own, other),
      );
      const least = Math.min(...all);
      if (Number.isFinite(least)) expect(distances[row]).toBeCloseTo(least, 9);
      else expect([distances[row], neighbours[row]]).toEqual([Number.POSITIVE_INFINITY, -1]);
      if (neighbours[row]! >= 0) expect(all[neighbours[row]!]).toBeCloseTo(least, 9);
    });
  });

  it("has an answer for flat stretches, gaps, and too few values", () => {
    const flat = selfJoin(
      Array.from({ length: 40 }, () => 7),
      8,
    );
    expect(Math.max(...flat.distances)).toBe(0);
    const gap = selfJoin(
      Array.from({ length: 60 }, (_, index) => (index === 30 ? Number.NaN : Math.sin(index))),
      8,
    );
    expect(gap.distances[25]).toBe(Number.POSITIVE_INFINITY);
    expect(gap.distances[10]).toBeLessThan(2 * Math.sqrt(8));
    expect(selfJoin([1, 2], 3).distances.length).toBe(0);
    expect(selfJoin([1, 2, 3], 3).neighbours).toEqual(Int32Array.of(-1));
  });
});

import { describe, expect, it } from "vitest";
import { attributeSum } from "../../../src/diagnose/attribution/attribute-sum.ts";
import { elementName, type Leaves } from "../../../src/diagnose/attribution/leaves.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const sizes = { country: 8, device: 4, model: 6 };

/** A full grid with noise, and elements whose leaves moved to a share of what was expected. */
function question(
  seed: string,
  moved: readonly { readonly where: Readonly<Record<string, number>>; readonly factor: number }[],
) {
  const random = seededRandom(seed);
  const names = Object.keys(sizes);
  const dims = Object.values(sizes);
  const leafCount = dims.reduce((a, b) => a * b, 1);
  const codes = dims.map((size, place) => {
    const stride = dims.slice(place + 1).reduce((a, b) => a * b, 1);
    return Uint16Array.from({ length: leafCount }, (_, leaf) => Math.floor(leaf / stride) % size);
  });
  const leaves: Leaves = {
    attributes: names.map((name, place) => ({
      name,
      values: Array.from({ length: dims[place] ?? 0 }, (_, code) => String(code)),
    })),
    codes,
  };
  const expected = Float64Array.from({ length: leafCount }, () => random.exponential(100) + 1);
  const actual = expected.map((value, leaf) => {
    const cause = moved.find(({ where }) =>
      Object.entries(where).every(([name, code]) => codes[names.indexOf(name)]?.[leaf] === code),
    );
    return cause
      ? value * cause.factor * (1 + 0.03 * random.normal())
      : value * (1 + 0.05 * random.normal());
  });
  return { leaves, actual, expected };
}

const shown = (asked: ReturnType<typeof question>): readonly string[] =>
  attributeSum(asked)
    .map((cause) => elementName(asked.leaves, cause))
    .toSorted();

describe("the elements that explain why a sum moved", () => {
  it("a whole country that lost half is named by itself", () => {
    const asked = question("one", [{ where: { country: 3 }, factor: 0.5 }]);
    const [cause, ...others] = attributeSum(asked);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({ attributes: [0], codes: [3], leafCount: 24 });
    expect(cause?.move).toBeCloseTo(-0.5, 1);
    expect((cause?.actual ?? 0) / (cause?.expected ?? 1)).toBeCloseTo(0.5, 1);
  });

  it("causes of one, two and three attributes are told apart, gains and losses", () => {
    const moved = [
      { where: { model: 2 }, factor: 0.4 },
      { where: { country: 1, device: 3 }, factor: 2 },
      { where: { country: 5, device: 0, model: 4 }, factor: 0 },
    ];
    expect(shown(question("three", moved))).toEqual([
      "country=1&device=3",
      "country=5&device=0&model=4",
      "model=2",
    ]);
  });

  it("a part of a country is not the country", () => {
    const moved = [0, 1, 2].map((device) => ({ where: { country: 2, device }, factor: 0.3 }));
    expect(shown(question("part", moved))).toEqual([
      "country=2&device=0",
      "country=2&device=1",
      "country=2&device=2",
    ]);
  });

  it("noise alone has no cause, over fifty draws", () => {
    const found = Array.from({ length: 50 }, (_, draw) => shown(question(`noise-${draw}`, [])));
    expect(found.flat().length).toBeLessThanOrEqual(3);
  });

  it("input is untouched; nothing, zeros and constants have no cause", () => {
    const asked = question("edge", [{ where: { country: 3 }, factor: 0.5 }]);
    const copy = structuredClone(asked);
    attributeSum(asked);
    expect(asked).toEqual(copy);
    const zeros = new Float64Array(asked.actual.length);
    expect(attributeSum({ ...asked, actual: zeros, expected: zeros })).toEqual([]);
    expect(attributeSum({ ...asked, actual: asked.expected })).toEqual([]);
    const none = new Float64Array(0);
    const leaves = { attributes: [], codes: [] };
    expect(attributeSum({ leaves, actual: none, expected: none })).toEqual([]);
    const gaps = asked.actual.map((value, leaf) => (leaf % 7 === 0 ? Number.NaN : value));
    expect(() => attributeSum({ ...asked, actual: gaps })).not.toThrow();
  });
});

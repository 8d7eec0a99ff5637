import { describe, expect, it } from "vitest";
import { attributeRatio } from "../../../src/diagnose/attribution/attribute-ratio.ts";
import { elementName } from "../../../src/diagnose/attribution/leaves.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Requests of four countries on three devices through two gateways; 2 % fail, more where `factorOf` says so. */
function question(factorOf: (country: number, device: number, gateway: number) => number) {
  const random = seededRandom("ratio");
  const grid = Array.from({ length: 24 }, (_, leaf) => [
    Math.floor(leaf / 6),
    Math.floor(leaf / 2) % 3,
    leaf % 2,
  ]);
  const all = Float64Array.from(grid, () => 500 + random.integer(2_000));
  const column = (place: number) => Uint16Array.from(grid, (codes) => codes[place] ?? 0);
  return {
    leaves: {
      attributes: [
        { name: "country", values: ["NL", "DE", "FR", "PL"] },
        { name: "device", values: ["ios", "android", "web"] },
        { name: "gateway", values: ["a", "b"] },
      ],
      codes: [column(0), column(1), column(2)],
    },
    now: {
      bad: Float64Array.from(grid, ([country = 0, device = 0, gateway = 0], leaf) =>
        random.poisson(0.02 * factorOf(country, device, gateway) * (all[leaf] ?? 0)),
      ),
      all,
    },
    before: [{ bad: all.map((count) => random.poisson(0.02 * count)), all }],
  };
}

const first = (asked: ReturnType<typeof question>): string | undefined => {
  const [cause] = attributeRatio(asked);
  return cause && elementName(asked.leaves, cause);
};

describe("the elements that explain why a ratio rose", () => {
  it("a whole value is named before its parts", () => {
    expect(first(question((country) => (country === 1 ? 6 : 1)))).toBe("country=DE");
  });

  it("a combination is named where only it fails", () => {
    const asked = question((country, device) => (country === 0 && device === 2 ? 10 : 1));
    expect(first(asked)).toBe("country=NL&device=web");
    const [cause] = attributeRatio(asked);
    expect(cause?.share).toBeGreaterThan(0.8);
    expect((cause?.bad ?? 0) / (cause?.all ?? 1)).toBeCloseTo(0.2, 1);
  });

  it("an attribute with one value adds nothing to a name", () => {
    const asked = question((country) => (country === 2 ? 8 : 1));
    const { attributes, codes } = asked.leaves;
    const leaves = {
      attributes: [...attributes, { name: "zone", values: ["only"] }],
      codes: [...codes, new Uint16Array(24)],
    };
    expect(first({ ...asked, leaves })).toBe("country=FR");
    const named = attributeRatio({ ...asked, leaves }).map((cause) => elementName(leaves, cause));
    expect(named).not.toContain("country=FR&zone=only");
  });

  it("a second cause is named beside the first, not hidden by the parts of the first", () => {
    const asked = question((country) => (country === 1 ? 8 : country === 3 ? 3 : 1));
    const named = attributeRatio(asked).map((cause) => elementName(asked.leaves, cause));
    expect(named[0]).toBe("country=DE");
    expect(named).toHaveLength(3);
    expect(named).toContain("country=PL");
    expect(attributeRatio({ ...asked, causesMax: 2 })).toHaveLength(2);
  });

  it("two values of one attribute that hold the rise together are named first", () => {
    // Nearly all of DE and FR fail on one device of three, so that the device holds as much of the rise.
    const factorOf = (country: number, device: number) =>
      country === 1 || country === 2 ? (device === 0 ? 9 : 4) : 1;
    const asked = question(factorOf);
    const named = attributeRatio(asked).map((cause) => elementName(asked.leaves, cause));
    expect(named.slice(0, 2).toSorted()).toEqual(["country=DE", "country=FR"]);
  });

  it("an earlier outbreak does not hide what rose", () => {
    const asked = question((country) => (country === 1 ? 6 : 1));
    const outbreak = question((country) => (country === 1 ? 9 : 1)).now;
    const before = [...asked.before, ...asked.before, outbreak];
    const [cause] = attributeRatio({ ...asked, before });
    expect(cause && elementName(asked.leaves, cause)).toBe("country=DE");
    expect((cause?.badBefore ?? 0) / (cause?.allBefore ?? 1)).toBeCloseTo(0.02, 2);
  });

  it("without a rise, without rows and without attributes there is no cause", () => {
    const asked = question(() => 1);
    expect(attributeRatio({ ...asked, now: { ...asked.now, bad: new Float64Array(24) } })).toEqual(
      [],
    );
    const none = new Float64Array(0);
    const now = { bad: none, all: none };
    const leaves = { attributes: [], codes: [] };
    expect(attributeRatio({ leaves, now, before: [now] })).toEqual([]);
    expect(attributeRatio({ leaves, now, before: [] })).toEqual([]);
  });
});

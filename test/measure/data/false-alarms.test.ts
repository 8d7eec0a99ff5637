import { describe, expect, it } from "vitest";
import { countDuplicates } from "../../../src/measure/data/duplicates.ts";
import { type CellValue, compareTables, tableOf, textColumn } from "../../../src/measure/public.ts";
import { type Random, seededRandom } from "../../../src/stats/random.ts";

type Cells = { readonly [name: string]: readonly CellValue[] };

/** Status of one check, of a column or of the whole (""). */
function statusOf(before: Cells, now: Cells, check: string, column = ""): string | undefined {
  const reference = tableOf(before);
  return compareTables(reference, tableOf(now, reference), { now: 0 })
    .sections.flatMap(({ cards }) => cards)
    .filter(({ name }) => name === column)
    .flatMap(({ findings }) => findings)
    .find((finding) => finding.check === check)?.status;
}

describe("what always comes with few rows is no finding", () => {
  /** Orders of shops of which a few are common and most are rare. */
  function orders(random: Random, count: number, newShops = 0): Cells {
    const draw = <T>(make: () => T) => Array.from({ length: count }, make);
    return {
      price: draw(() => 20 + random.normal()),
      weight: draw(() => 5 + random.normal()),
      shop: draw(() =>
        random.uniform() < newShops ? "a new one" : `shop ${Math.floor(1 / random.uniform())}`,
      ),
    };
  }

  it("rare categories of the same population are covered, a new one that comes often is not", () => {
    const random = seededRandom("coverage");
    const before = orders(random, 1_500);
    expect(statusOf(before, orders(random, 1_500), "coverage")).toBe("pass");
    expect(statusOf(before, orders(random, 1_500, 0.3), "coverage")).toBe("fail");
  });

  it("thirty zeros of a number that is nearly always zero are chance, of one that is not they are not", () => {
    const mostly = (every: number) =>
      Array.from({ length: 1_000 }, (_, row) => (row % every === 0 ? 1 + row : 0));
    const zeros = { refunds: Array.from({ length: 30 }, () => 0) };
    expect(statusOf({ refunds: mostly(100) }, zeros, "constant", "refunds")).toBe("pass");
    expect(statusOf({ refunds: mostly(2) }, zeros, "constant", "refunds")).toBe("fail");
  });

  it("of 200,000 different texts none stands twice", () => {
    const random = seededRandom("texts");
    const size = 200_000;
    const texts = Array.from({ length: size }, (_, row) => `${random.integer(2 ** 31)}-${row}`);
    const table = { rowCount: size, columns: [textColumn("text", texts)] };
    // With one hash of 32 bits about five would: n² / 2³³.
    expect(countDuplicates(table, null)).toBe(0);
  });

  it("either zero is zero", () => {
    const { columns, rowCount } = tableOf({ a: [0, -0, 1] });
    expect(countDuplicates({ columns, rowCount }, null)).toBe(1);
  });
});

describe("scores without predictions", () => {
  it("are called positive from the decision threshold on", () => {
    const rows = Array.from({ length: 400 }, (_, row) => row / 400);
    const table = tableOf({
      score: rows,
      label: rows.map((score) => (score >= 0.2 ? 1 : 0)),
    });
    const accuracy = (threshold: number) =>
      compareTables(table, table, { now: 0, limits: { decisionThreshold: threshold } })
        .sections.flatMap(({ cards }) => cards.flatMap(({ rows: shown }) => shown))
        .find(({ name }) => name === "measure.accuracy")?.current;
    expect(accuracy(0.2)).toBe(1);
    expect(accuracy(0.5)).toBeCloseTo(0.7, 12);
  });
});

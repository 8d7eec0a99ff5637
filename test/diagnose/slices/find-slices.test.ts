import { describe, expect, it } from "vitest";
import { codeTexts, type CodedTable } from "../../../src/diagnose/slices/coded-table.ts";
import { findDifferences, findSlices } from "../../../src/diagnose/slices/find-slices.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Rows of four attributes; one in five is of an error rate of its own, equal in both windows. */
function rowsOf(seed: string, rowCount = 6_000): { table: CodedTable; base: Float64Array } {
  const random = seededRandom(seed);
  const draw = (values: readonly string[]) =>
    Array.from({ length: rowCount }, () => values[random.integer(values.length)] ?? "");
  const texts = {
    country: draw(["NL", "DE", "FR", "PL", "ES", "IT"]),
    device: draw(["ios", "android", "web"]),
    age: draw(["young", "middle", "old"]),
    plan: draw(["free", "paid"]),
  };
  const columns = Object.entries(texts).map(([name, column]) => codeTexts(name, column));
  const base = Float64Array.from(texts.age, (age) => (age === "old" ? 0.2 : 0.08));
  return { table: { rowCount, columns }, base };
}

function holds(table: CodedTable, row: number, slice: Readonly<Record<string, string>>): boolean {
  return Object.entries(slice).every(([name, value]) => {
    const column = table.columns.find((held) => held.name === name);
    return column?.values[column.codes[row] ?? 0] === value;
  });
}

function question(seed: string, planted: readonly Readonly<Record<string, string>>[]) {
  const { table, base } = rowsOf(seed);
  const random = seededRandom(`${seed}-errors`);
  const during = Uint8Array.from(base, (_, row) => row % 2);
  const marked = Uint8Array.from(base, (rate, row) => {
    const isWorse = during[row] === 1 && planted.some((slice) => holds(table, row, slice));
    return random.uniform() < rate + (isWorse ? 0.4 : 0) ? 1 : 0;
  });
  return { table, marked, during };
}

const shown = (slices: ReturnType<typeof findSlices>): readonly string[] =>
  slices
    .map(({ predicates }) => predicates.map(({ column, value }) => `${column}=${value}`).join("&"))
    .toSorted();

describe("slices that became worse", () => {
  it("one conjunction is found with exactly its predicates", () => {
    const [slice, ...others] = findSlices(question("one", [{ country: "NL", device: "ios" }]));
    expect(others).toEqual([]);
    expect(slice?.predicates).toEqual([
      { column: "country", value: "NL" },
      { column: "device", value: "ios" },
    ]);
    // Planted: 0.08 (young, middle) or 0.2 (old), a third each, then 0.4 more.
    expect(slice?.rateExpected).toBeCloseTo(0.12, 1);
    expect(slice?.rateDuring).toBeCloseTo(0.52, 1);
  });

  it("slices of one, two and three predicates are found side by side", () => {
    const planted = [
      { country: "PL" },
      { country: "ES", device: "web" },
      { age: "old", country: "DE", plan: "paid" },
    ];
    expect(shown(findSlices(question("three", planted)))).toEqual([
      "country=DE&age=old&plan=paid",
      "country=ES&device=web",
      "country=PL",
    ]);
  });

  it("no slice where nothing changed, over forty draws", () => {
    const found = Array.from({ length: 40 }, (_, draw) => findSlices(question(`null-${draw}`, [])));
    expect(found.filter((slices) => slices.length > 0)).toEqual([]);
  });

  it("a group that was always worse is no slice beside the one that became worse", () => {
    expect(shown(findSlices(question("always", [{ country: "IT" }])))).toEqual(["country=IT"]);
  });

  it("the order of rows does not matter", () => {
    const asked = question("order", [{ country: "FR", plan: "free" }]);
    const turned = (values: Uint8Array) => values.toReversed();
    const columns = asked.table.columns.map((column) => ({
      ...column,
      codes: turned(column.codes),
    }));
    expect(
      shown(
        findSlices({
          table: { ...asked.table, columns },
          marked: turned(asked.marked),
          during: turned(asked.during),
        }),
      ),
    ).toEqual(shown(findSlices(asked)));
  });

  it("input is untouched; empty tables, one window and one column give no error", () => {
    const asked = question("edge", [{ country: "NL" }]);
    const copy = structuredClone(asked);
    findSlices(asked);
    expect(asked).toEqual(copy);
    const none = new Uint8Array(0);
    expect(findSlices({ table: { rowCount: 0, columns: [] }, marked: none, during: none })).toEqual(
      [],
    );
    expect(findSlices({ ...asked, during: new Uint8Array(asked.during.length) })).toEqual([]);
    const columns = asked.table.columns.slice(0, 1);
    expect(shown(findSlices({ ...asked, table: { ...asked.table, columns } }))).toEqual([
      "country=NL",
    ]);
  });

  it("at most as many slices as asked for", () => {
    const planted = [{ country: "NL" }, { country: "DE" }, { country: "FR" }];
    expect(findSlices({ ...question("most", planted), slicesMax: 2 })).toHaveLength(2);
  });
});

describe("what sets chosen rows apart", () => {
  it("names the attributes the chosen rows share", () => {
    const { table } = rowsOf("chosen");
    const random = seededRandom("choice");
    const chosen = Uint8Array.from({ length: table.rowCount }, (_, row) =>
      random.uniform() < (holds(table, row, { device: "web", plan: "free" }) ? 0.6 : 0.02) ? 1 : 0,
    );
    const [slice] = findDifferences({ table, chosen });
    expect(slice?.predicates).toEqual([
      { column: "device", value: "web" },
      { column: "plan", value: "free" },
    ]);
    expect(slice?.rateDuring).toBeCloseTo(0.6, 1);
    expect(slice?.rateBefore).toBeNaN();
  });

  it("rows chosen at random, all or none share nothing", () => {
    const { table } = rowsOf("random");
    const random = seededRandom("random-choice");
    const chosen = Uint8Array.from({ length: table.rowCount }, () =>
      random.uniform() < 0.1 ? 1 : 0,
    );
    expect(findDifferences({ table, chosen })).toEqual([]);
    expect(findDifferences({ table, chosen: chosen.map(() => 1) })).toEqual([]);
    expect(findDifferences({ table, chosen: chosen.map(() => 0) })).toEqual([]);
  });
});

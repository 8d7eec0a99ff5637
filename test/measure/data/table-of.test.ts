import { describe, expect, it } from "vitest";
import { booleanColumn, tableOf, tableOfRows, timeColumn } from "../../../src/measure/public.ts";
import { cellOf } from "../../../src/model/column.ts";

const cells = (table: ReturnType<typeof tableOf>) =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      Array.from({ length: table.rowCount }, (_, row) => cellOf(column, row)),
    ]),
  );

describe("tableOf", () => {
  it("a column has the type of its values; mixed values are texts", () => {
    const table = tableOf({
      age: [1, null, 3n],
      plan: ["a", "b", undefined],
      open: [true, false, true],
      at: [new Date(5), new Date(Number.NaN), new Date(7)],
      mixed: [1, "x", true],
      none: [null, undefined, Number.NaN],
    });
    expect(table.columns.map(({ type }) => type)).toEqual([
      "number",
      "text",
      "boolean",
      "time",
      "text",
      "number",
    ]);
    expect(cells(table)).toEqual({
      age: [1, null, 3],
      plan: ["a", "b", null],
      open: [true, false, true],
      at: [5, null, 7],
      mixed: ["1", "x", "true"],
      none: [null, null, null],
    });
    expect(table.columns.map(({ nullCount }) => nullCount)).toEqual([1, 1, 0, 1, 0, 3]);
    expect(table.misfits).toEqual([]);
  });

  it("the reference's types hold, and values of another type are missing and counted", () => {
    const reference = tableOf({
      age: [1],
      plan: ["a"],
      open: [true],
      at: [new Date(0)],
      new: [null],
    });
    const table = tableOf(
      {
        age: ["twelve", 2, "x", "y", "z"],
        plan: ["b", 7, "c", "d", "e"],
        open: ["yes", true, false, true, null],
        at: [3, new Date(4), new Date(4), new Date(4), new Date(4)],
        new: ["a", "b", "c", "d", "e"],
      },
      reference,
    );
    expect(table.columns.map(({ type }) => type)).toEqual([
      "number",
      "text",
      "boolean",
      "time",
      "text",
    ]);
    expect(cells(table)["age"]).toEqual([null, 2, null, null, null]);
    // A number among texts is its text: nothing is lost by reading it so.
    expect(cells(table)["plan"]).toEqual(["b", "7", "c", "d", "e"]);
    expect(
      table.misfits.map(({ column, count, examples }) => [column, count, examples[0]]),
    ).toEqual([
      ["age", 4, { text: "twelve" }],
      ["open", 1, { text: "yes" }],
      ["at", 1, { text: "3" }],
    ]);
    expect(table.misfits[0]?.examples).toHaveLength(3);
  });

  it("columns of unequal length are refused, and a table may be empty", () => {
    expect(() => tableOf({ a: [1, 2], b: [1] })).toThrow("column b must hold 2 values, got 1");
    expect(tableOf({})).toEqual({ rowCount: 0, columns: [], misfits: [] });
  });
});

describe("tableOfRows", () => {
  it("takes the names of all rows; what a row lacks, or only inherits, is missing", () => {
    const table = tableOfRows([{ a: 1 }, { b: "x" }, { a: 2, toString: "own" }]);
    expect(cells(table)).toEqual({
      a: [1, null, 2],
      b: [null, "x", null],
      toString: [null, null, "own"],
    });
  });
});

describe("columns from plain values", () => {
  it("know what is missing", () => {
    expect(booleanColumn("b", [true, null, false])).toMatchObject({
      values: Uint8Array.of(1, 0, 0),
      isNull: Uint8Array.of(0, 1, 0),
      nullCount: 1,
    });
    expect(timeColumn("t", [new Date(9), 8, null])).toMatchObject({
      isNull: Uint8Array.of(0, 0, 1),
      nullCount: 1,
    });
  });
});

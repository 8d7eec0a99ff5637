import { expect, it } from "vitest";
import { modelReferenceSchema } from "../../../src/api/reference-schema.ts";
import { referenceOfTable } from "../../../src/measure/drift/reference-of-table.ts";
import { numberColumn, textColumn } from "../../../src/measure/public.ts";
import type { Column } from "../../../src/model/column.ts";

const time: Column = { ...numberColumn("at", [1, 2, 3]), type: "time" } as Column;
const table = {
  rowCount: 11,
  columns: [
    numberColumn("size", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, null]),
    textColumn("kind", ["a", "b", "a", "a", null, "b", "a", "a", "a", "a", "a"]),
    numberColumn("empty", Array<null>(11).fill(null)),
    time,
  ],
};

it("training data become bins, rows per bin and missing values, one feature a column", () => {
  const [size, kind, ...more] = referenceOfTable(table);
  expect(more).toEqual([]);
  // Eleven edges: a hair below 0, then the deciles 0, 0.9, 1.8 … 9.
  expect(size).toMatchObject({ feature: "size", count: 11, nulls: 1 });
  expect(size!.histogram).toEqual([0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  expect(kind).toMatchObject({
    feature: "kind",
    bins: { type: "text", categories: ["a", "b"] },
    histogram: [8, 2, 0],
    count: 11,
    nulls: 1,
  });
});

it("the route takes what the table gives, and nothing that does not fit its bins", () => {
  const body = { version: "v1", features: referenceOfTable(table) };
  expect(modelReferenceSchema.safeParse(JSON.parse(JSON.stringify(body))).success).toBe(true);
  const [size] = body.features;
  const short = { version: "v1", features: [{ ...size, histogram: [1] }] };
  expect(modelReferenceSchema.safeParse(short).success).toBe(false);
  const falling = { ...size, bins: { type: "number", edges: [2, 1] }, histogram: [1, 1, 1] };
  expect(modelReferenceSchema.safeParse({ version: "v1", features: [falling] }).success).toBe(
    false,
  );
});

import { describe, expect, it } from "vitest";
import { featureAges } from "../../../src/measure/rows/feature-ages.ts";
import { schemaChanges } from "../../../src/measure/rows/schema-changes.ts";
import type { PredictionRow } from "../../../src/model/signals.ts";
import type { FeatureReference } from "../../../src/model/summary.ts";
import { prediction } from "../../store/signals.ts";

const frozen = (feature: string, type: "number" | "text", count = 500): FeatureReference => ({
  model: "m",
  feature,
  bins: type === "number" ? { type, edges: [0, 1] } : { type, categories: ["a"] },
  histogram: type === "number" ? [0, count, 0] : [count, 0],
  count,
  nulls: 0,
  importance: null,
});
const reference = new Map([
  ["age", frozen("age", "number")],
  ["plan", frozen("plan", "text")],
  ["rare", frozen("rare", "number", 5)],
]);

const rows = (count: number, of: (index: number) => Partial<PredictionRow>) =>
  Array.from({ length: count }, (_, index) => prediction(of(index)));
const usual = { featuresNumber: new Map([["age", 3]]), featuresText: new Map([["plan", "a"]]) };

describe("changes of the schema", () => {
  it("are none where every feature comes as it did, a rare one not", () => {
    expect(
      schemaChanges(
        rows(500, () => usual),
        reference,
      ),
    ).toEqual({
      changes: [],
      mistypedRows: 0,
    });
  });

  it("are a feature that is new, one that is gone, and one of another type", () => {
    const found = schemaChanges(
      rows(100, (index) => ({
        featuresNumber: new Map(index < 30 ? [["age", 3]] : []),
        featuresText: new Map(
          index < 30
            ? [["region", "north"]]
            : [
                ["age", "3"],
                ["region", "south"],
              ],
        ),
      })),
      reference,
    );
    expect(found).toEqual({
      changes: [
        { feature: "age", change: "type", from: "number", to: "text" },
        { feature: "plan", change: "gone", from: "text", to: null },
        { feature: "region", change: "new", from: null, to: "text" },
      ],
      mistypedRows: 70,
    });
  });

  it("are not told of what chance may bring: a feature that few rows carry, or few rows", () => {
    const rare = new Map([
      ["age", 3],
      ["odd", 1],
    ]);
    const few = rows(500, (index) => (index === 0 ? { ...usual, featuresNumber: rare } : usual));
    const small = new Map(
      ["age", "plan"].map((name) => [name, frozen(name, name === "age" ? "number" : "text", 20)]),
    );
    expect(schemaChanges(few, small).changes).toEqual([]);
    expect(
      schemaChanges(
        rows(1, () => ({})),
        small,
      ).changes,
    ).toEqual([]);
    expect(schemaChanges([], reference)).toEqual({ changes: [], mistypedRows: 0 });
    expect(schemaChanges(few, new Map())).toEqual({ changes: [], mistypedRows: 0 });
  });

  it("are no times, which no reference holds, and nothing that is always null", () => {
    const featuresText = new Map([
      ["plan", "a"],
      ["seen", "2026-01-05T10:00:00Z"],
      ["nothing", null],
    ]);
    expect(
      schemaChanges(
        rows(500, () => ({ ...usual, featuresText })),
        reference,
      ).changes,
    ).toEqual([]);
  });
});

describe("the age of features that hold times", () => {
  it("is that of the newest, of texts and numbers alike", () => {
    const found = featureAges(
      rows(20, (index) => ({
        featuresNumber: new Map([
          ["age", 3],
          ["paid_s", 1_700_000_000 + index],
        ]),
        featuresText: new Map([["seen", index === 0 ? "2023-11-14" : "2023-11-13T00:00:00Z"]]),
      })),
      Date.parse("2023-11-15"),
    );
    expect(found).toEqual([
      { feature: "paid_s", ageMs: Date.parse("2023-11-15") - 1_700_000_019_000, count: 20 },
      { feature: "seen", ageMs: 86_400_000, count: 20 },
    ]);
  });
});

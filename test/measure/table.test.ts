import { describe, expect, it } from "vitest";
import { measures } from "../../src/measure/catalog.ts";
import { measureAll, summaryRequestsFor } from "../../src/measure/table.ts";
import { emptyRows, outcomeOf, plainContext } from "./summary-rows.ts";

describe("summaryRequestsFor", () => {
  it("asks once per kind, however many measures share it", () => {
    const requests = summaryRequestsFor(measures, {
      grid: plainContext.grid,
      models: ["m"],
      formats: { m: "json" },
      references: new Map([
        [
          "m",
          new Map([
            [
              "f",
              {
                model: "m",
                feature: "f",
                bins: { type: "text" as const, categories: ["x"] },
                histogram: [1, 0],
                count: 1,
                nulls: 0,
                importance: null,
              },
            ],
          ]),
        ],
      ]),
    });
    const kinds = requests.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["features", "llm-calls", "outcomes", "predictions", "spans"]);
    expect(requests.find(({ kind }) => kind === "predictions")).toMatchObject({
      models: ["m"],
      formats: { m: "json" },
    });
    expect(requests.find(({ kind }) => kind === "features")).toMatchObject({
      bins: { m: { f: { type: "text", categories: ["x"] } } },
    });
    expect(requests.find(({ kind }) => kind === "spans")).not.toHaveProperty("services");
  });
});

describe("measureAll", () => {
  it("measures what there are rows for, with given settings", () => {
    const rows = {
      outcomes: [
        outcomeOf([
          ["a", "a"],
          ["a", "b"],
          ["b", "b"],
          ["c", "c"],
        ]),
      ],
      spans: [{ ...emptyRows.spans, count: 3 }],
    };
    const context = { ...plainContext, tasks: new Map([["m", "multiclass"]] as const) };
    const value = (settings: { recall?: { averaging: string } }) =>
      measureAll(rows, context, { settings }).find(({ measure }) => measure === "recall")!.value;
    expect(value({ recall: { averaging: "micro" } })).toBeCloseTo(0.75, 12);
    expect(value({})).toBeCloseTo((0.5 + 1 + 1) / 3, 12);
    const found = new Set(measureAll(rows, context).map(({ measure }) => measure));
    expect(found.has("request-rate")).toBe(true);
    expect(found.has("prediction-rate")).toBe(false);
  });
});

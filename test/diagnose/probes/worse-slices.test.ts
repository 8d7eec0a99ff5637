import { describe, expect, it } from "vitest";
import { worseSlices } from "../../../src/diagnose/probes/worse-slices.ts";
import { makeCase } from "../case.ts";

const file = makeCase("nothing", 7).file;
const slice = {
  predicates: [
    { column: "country", value: "NL" },
    { column: "device", value: "ios" },
  ],
  rowsBefore: 200,
  rowsDuring: 100,
  rateBefore: 0.1,
  rateDuring: 0.6,
  rateExpected: 0.1,
  z: 12,
};

describe("slices that became worse", () => {
  it("says where, how much and how much of the trouble it explains", () => {
    const model = { model: "prices", slices: [slice], rowsDuring: 1_000 };
    const rates = { rateBefore: 0.1, rateDuring: 0.16 };
    const { findings } = worseSlices.probe({ ...file, worseSlices: [{ ...model, ...rates }] });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.detail).toBe("country = NL, device = ios");
    const [told] = findings[0]?.evidence ?? [];
    expect(told?.statement.params).toMatchObject({ before: 0.1, after: 0.6, rows: 100 });
    expect(told?.statement.params["share"]).toBeCloseTo(50 / 60, 6);
    expect(told?.weight).toBe(2);
  });

  it("a slice that the reference hardly held is told as such, and weighs no more for it", () => {
    const model = { model: "prices", slices: [slice], rowsDuring: 1_000 };
    const rates = { rateBefore: 0.1, rateDuring: 0.16 };
    const told = (share: number | null) =>
      worseSlices
        .probe({ ...file, worseSlices: [{ ...model, ...rates, referenceShares: [share] }] })
        .findings[0]?.evidence.map(({ statement, weight }) => [statement.code, weight]);
    // A tenth of the rows lies in it by now.
    expect(told(0.004)).toEqual([
      ["diagnose/slice-worse", 2],
      ["diagnose/slice-rare-in-training", 0.15],
    ]);
    for (const share of [null, 0.3]) expect(told(share)).toEqual([["diagnose/slice-worse", 2]]);
  });

  it("a slice that explains little weighs less; no slices, no findings", () => {
    const model = { model: "prices", slices: [slice], rowsDuring: 1_000 };
    const rates = { rateBefore: 0.1, rateDuring: 0.4 };
    const { findings } = worseSlices.probe({ ...file, worseSlices: [{ ...model, ...rates }] });
    expect(findings[0]?.evidence[0]?.weight).toBe(1);
    expect(worseSlices.probe(file)).toEqual({ findings: [], ruledOut: [] });
  });
});

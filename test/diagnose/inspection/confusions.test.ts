import { describe, expect, it } from "vitest";
import { confusionPairs } from "../../../src/diagnose/inspection/confusions.ts";

const answers = (label: string, outputs: { readonly [output: string]: number }) =>
  Object.entries(outputs).flatMap(([output, count]) =>
    Array.from({ length: count }, () => ({ label, output })),
  );

describe("confused classes", () => {
  it("come with the most additional rows first", () => {
    const before = [...answers("4", { "4": 90, "9": 10 }), ...answers("7", { "7": 50, "1": 50 })];
    const since = [...answers("4", { "4": 60, "9": 40 }), ...answers("7", { "7": 50, "1": 50 })];
    expect(confusionPairs({ before, since }, 5)).toEqual([
      { label: "4", output: "9", count: 40, shareBefore: 0.1, share: 0.4 },
      { label: "7", output: "1", count: 50, shareBefore: 0.5, share: 0.5 },
    ]);
  });

  it("of a label that never came before have no earlier share", () => {
    const since = answers("0", { "6": 3 });
    expect(confusionPairs({ before: [], since }, 5)).toMatchObject([
      { shareBefore: null, share: 1 },
    ]);
    expect(confusionPairs({ before: [], since: [] }, 5)).toEqual([]);
  });
});

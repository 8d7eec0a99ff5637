import { describe, expect, it } from "vitest";
import { codeNumbers, codeTexts } from "../../../src/diagnose/slices/coded-table.ts";

describe("coded columns", () => {
  it("frequent texts come first, missing ones are code 0", () => {
    const column = codeTexts("device", ["web", "ios", null, "ios", undefined]);
    expect(column.values).toEqual(["", "ios", "web"]);
    expect([...column.codes]).toEqual([2, 1, 0, 1, 0]);
  });

  it("beyond 255 texts the rarest share code 0", () => {
    const texts = Array.from({ length: 300 }, (_, index) => `v${index}`);
    const column = codeTexts("id", [...texts, ...texts.slice(0, 255)]);
    expect(column.values).toHaveLength(256);
    expect(column.codes[299]).toBe(0);
  });

  it("few numbers keep their values, many become ranges of equal counts", () => {
    expect(codeNumbers("level", [1, 2, 1, Number.NaN]).values).toEqual(["", "1", "2"]);
    const column = codeNumbers(
      "amount",
      Float64Array.from({ length: 100 }, (_, index) => index),
      4,
    );
    expect(column.values).toEqual(["", "<= 25", "25 to 50", "50 to 75", "> 75"]);
    expect([column.codes[25], column.codes[26], column.codes[99]]).toEqual([1, 2, 4]);
  });
});

import { describe, expect, it } from "vitest";
import { readCallMap } from "../../src/lab/call-map.ts";

const read = (languageCalls: string) => [
  ...readCallMap({ languageCalls }, "languageCalls").entries(),
];

describe("a map of calls", () => {
  it("says whom each calls, in order", () => {
    expect(read("api > retriever, retriever > vector-db, api > guard")).toEqual([
      ["api", ["retriever", "guard"]],
      ["retriever", ["vector-db"]],
    ]);
    expect(read("")).toEqual([["api", []]]);
  });

  it.each([
    ["api retriever", "pairs"],
    ["api > a > b", "pairs"],
    ["api > ", "pairs"],
    ["api > a, a > b, b > a", "circles"],
    ["api > api", "circles"],
    ["api > a, x > y", "never reaches x"],
  ])("is refused with a reason: %s", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

import { describe, expect, it } from "vitest";
import { usualWindows } from "../../../src/diagnose/attribution/usual-windows.ts";

/** Two leaves of 500 requests each. */
const window = (bad: number) => ({
  bad: Float64Array.of(bad / 2, bad / 2),
  all: Float64Array.of(500, 500),
});

describe("the windows before that are usual", () => {
  const cases: readonly {
    readonly name: string;
    readonly bad: readonly number[];
    readonly usual: readonly number[];
  }[] = [
    { name: "calm ones are all kept, in order", bad: [22, 20, 18, 24], usual: [22, 20, 18, 24] },
    { name: "an outbreak is left out", bad: [20, 160, 22, 18], usual: [20, 22, 18] },
    { name: "so is the beginning of the rise", bad: [20, 22, 18, 90], usual: [20, 22, 18] },
    { name: "few bad ones are chance", bad: [1, 4, 0, 2], usual: [1, 4, 0, 2] },
    { name: "one alone is kept", bad: [300], usual: [300] },
    { name: "of two the calmer is usual", bad: [20, 200], usual: [20] },
    { name: "none stay none", bad: [], usual: [] },
  ];
  for (const { name, bad, usual } of cases) {
    it(name, () => {
      expect(usualWindows(bad.map(window))).toEqual(usual.map(window));
    });
  }

  it("windows without requests are usual", () => {
    const empty = { bad: new Float64Array(2), all: new Float64Array(2) };
    expect(usualWindows([empty, window(20), empty])).toHaveLength(3);
  });
});

import { describe, expect, it } from "vitest";
import { settledPrefix } from "../../src/pipeline/judge.ts";
import type { WatchedValue } from "../../src/pipeline/watched-values.ts";

/** Windows of a minute every ten seconds; the letters say whether each is settled (s) or waits (w). */
function windows(letters: string): readonly WatchedValue[] {
  return [...letters].map((letter, index) => ({
    window: { start: index * 10_000, end: index * 10_000 + 60_000 },
    value: 0.9,
    count: 100,
    standardError: 0.03,
    settled: letter === "s",
  }));
}

describe("windows that wait for labels", () => {
  it("hold up those after them, so that detectors see windows in order", () => {
    expect(settledPrefix(windows("sssww"))).toHaveLength(3);
    expect(settledPrefix(windows("wwwww"))).toHaveLength(0);
    // The settled one shares rows with those that wait: their labels may still be on the way.
    expect(settledPrefix(windows("sswwws"))).toHaveLength(2);
    expect(settledPrefix(windows("ssss"))).toHaveLength(4);
  });

  it("wait no longer once a window that begins after their end has its labels", () => {
    // The third and fourth end at 80 s and 90 s; the last begins at 80 s.
    expect(settledPrefix(windows("sswwsssss"))).toHaveLength(3);
    expect(settledPrefix(windows("sswwssssss"))).toHaveLength(10);
  });
});

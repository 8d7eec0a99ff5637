import { describe, expect, it } from "vitest";
import { linesOfTraces, type TraceLine } from "../../../src/diagnose/traces/lines-of-traces.ts";

const failing = new Set(Array.from({ length: 20 }, (_, index) => `f${index}`));
const good = new Set(Array.from({ length: 40 }, (_, index) => `g${index}`));

function line(traceId: string, body: string, isError = false): TraceLine {
  return { traceId, service: "shop", isError, body };
}

describe("lines of failing traces", () => {
  it("are those that good traces do not write, whatever their numbers", () => {
    const lines = [...failing, ...good].flatMap((id, index) => [
      line(id, `request ${index} took ${index % 7} ms`),
      ...(failing.has(id) && index % 4 !== 0
        ? [line(id, `quota of tenant ${index} exceeded`, true)]
        : []),
    ]);
    const found = linesOfTraces(lines, { failing, good });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ isError: true, failingShare: 0.75, goodShare: 0 });
    expect(found[0]?.sample).toMatch(/^quota of tenant \d+ exceeded$/);
  });

  it("are none where they are rare, equally common, or nothing can be compared", () => {
    const rare = [...failing].slice(0, 5).map((id) => line(id, "a rare line", true));
    const common = [...failing, ...good].map((id) => line(id, "a common line"));
    expect(linesOfTraces([...rare, ...common], { failing, good })).toEqual([]);
    expect(linesOfTraces(common, { failing, good: new Set() })).toEqual([]);
  });
});

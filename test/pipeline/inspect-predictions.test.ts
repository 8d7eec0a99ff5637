import { describe, expect, it } from "vitest";
import type { Window } from "../../src/model/time.ts";
import { inspectPredictions } from "../../src/pipeline/inspect-predictions.ts";
import type { JudgedPrediction } from "../../src/store/store.ts";
import { makeCase } from "../diagnose/case.ts";

const incident = { ...makeCase("nothing", 2).file.incident, models: ["fraud"], onset: 50_000_000 };
const now = incident.onset + 600_000;

/** 200 judged rows of a window; since the onset those with amounts above 150 are wrong. */
function judged({ start, end }: Window): readonly JudgedPrediction[] {
  return Array.from({ length: 200 }, (_, index) => {
    const isWrong = start >= incident.onset && index > 150;
    return {
      prediction: {
        id: `${start}-${index}`,
        model: "fraud",
        version: "1",
        time: start + Math.floor(((end - start) * index) / 200),
        featuresNumber: new Map([["amount", index]]),
        featuresText: new Map([["note", "write to ann.lee@example.com soon"]]),
        outputText: isWrong ? "fraud" : "ok",
        outputNumber: null,
        scores: new Map([["fraud", isWrong ? index / 200 : 0.1]]),
        tags: new Map(),
        traceId: "",
      },
      label: "ok",
      isWrong,
    };
  });
}

const store = {
  judgedPredictions: (_: string, { window }: { window: Window }) => Promise.resolve(judged(window)),
};
// The other methods of a store are not called.
const loop = { store: store as never, now: () => now };

describe("an inspection of predictions", () => {
  it("shows confused classes, the surest wrong answers, and the feature that speaks for them", async () => {
    const found = await inspectPredictions(loop, "default", incident);
    expect(found).toMatchObject({ model: "fraud", judgedBefore: 200, judgedSince: 200 });
    expect(found.confusions[0]).toMatchObject({ label: "ok", output: "fraud", shareBefore: 0 });
    const [first] = found.examples;
    expect(first).toMatchObject({ confidence: 0.995, output: "fraud", features: { amount: 199 } });
    expect(first?.contributions[0]).toMatchObject({ feature: "amount" });
    expect(first?.contributions[0]?.amount).toBeGreaterThan(0.3);
  });

  it("masks personal data in texts", async () => {
    const { examples } = await inspectPredictions(loop, "default", incident);
    expect(examples[0]?.features["note"]).toBe("write to ••• soon");
  });

  it("of an incident without a model is empty", async () => {
    const found = await inspectPredictions(loop, "default", { ...incident, models: [] });
    expect(found).toMatchObject({ judgedSince: 0, confusions: [], examples: [] });
  });
});

import { describe, expect, it } from "vitest";
import type { Window } from "../../src/model/time.ts";
import { inspectionOf, inspectPredictions } from "../../src/pipeline/inspect-predictions.ts";
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
const loop = { store: store as never };
const asked = inspectionOf(incident, now);

describe("an inspection of predictions", () => {
  it("shows confused classes, the surest wrong answers, and the feature that speaks for them", async () => {
    const found = await inspectPredictions(loop, "default", asked);
    expect(found).toMatchObject({ model: "fraud", judgedBefore: 200, judgedSince: 200 });
    expect(found.confusions[0]).toMatchObject({ label: "ok", output: "fraud", shareBefore: 0 });
    const [first] = found.examples;
    expect(first).toMatchObject({ confidence: 0.995, output: "fraud", features: { amount: 199 } });
    expect(first?.contributions[0]).toMatchObject({ feature: "amount" });
    expect(first?.contributions[0]?.amount).toBeGreaterThan(0.3);
  });

  it("clusters wrong answers by the range that marks them out, whole", async () => {
    const found = await inspectPredictions(loop, "default", asked);
    expect(found).toMatchObject({ wrongSince: 49, errorLimit: null });
    const [first] = found.clusters;
    // Eight ranges of equal counts: the last two, from 150 on, hold the wrong rows and become one.
    expect(first).toMatchObject({ where: "amount > 150", wrong: 49, right: 0 });
    expect(first).toMatchObject({ confusion: { label: "ok", output: "fraud" } });
    expect(found.scattered).toBe(0);
  });

  it("of numbers takes those for wrong that miss by more than nine tenths used to", async () => {
    const numbers = (window: Window): readonly JudgedPrediction[] =>
      judged(window).map((row, index) => ({
        ...row,
        prediction: { ...row.prediction, outputText: "", outputNumber: index },
        label: "0",
        isWrong: false,
        // Before, errors run from 0 to 19.9; since, those with large amounts are ten times as large.
        error: (index / 10) * (window.start >= incident.onset && index > 150 ? 10 : 1),
      }));
    const judgedPredictions = (_: string, { window }: { window: Window }) =>
      Promise.resolve(numbers(window));
    const found = await inspectPredictions(
      { store: { judgedPredictions } as never },
      "default",
      asked,
    );
    expect(found).toMatchObject({ wrongSince: 49, errorLimit: 18, confusions: [] });
    expect(found.clusters[0]).toMatchObject({ wrong: 49, confusion: null });
    expect(found.examples[0]).toMatchObject({ output: "199", label: "0" });
  });

  it("masks personal data in texts", async () => {
    const { examples } = await inspectPredictions(loop, "default", asked);
    expect(examples[0]?.features["note"]).toBe("write to ••• soon");
  });

  it("of an incident without a model is empty", async () => {
    const found = await inspectPredictions(loop, "default", { ...asked, model: "" });
    expect(found).toMatchObject({ judgedSince: 0, confusions: [], examples: [] });
  });
});

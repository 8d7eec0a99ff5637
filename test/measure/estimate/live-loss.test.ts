import { describe, expect, it } from "vitest";
import {
  learnLosses,
  liveLossEstimate,
  type NumberRow,
} from "../../../src/measure/estimate/live-loss.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Errors are ten times as large where `kind` is new. */
function rows(seed: string, count: number, newShare: number, isLabelled = true): NumberRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const isNew = random.uniform() < newShare;
    const x = random.normal();
    const error = (isNew ? 10 : 1) * random.normal();
    return {
      prediction: {
        time: index,
        featuresNumber: new Map([["x", x]]),
        featuresText: new Map([["kind", isNew ? "new" : "old"]]),
        outputNumber: x,
      },
      label: isLabelled ? x + error : null,
    };
  });
}

const learned = (await learnLosses(rows("past", 1_000, 0.2), seededRandom("learn")))!;
const about = { model: "m", window: { start: 0, end: 600 }, total: 600, recentFrom: 450 };

describe("errors expected without labels", () => {
  it("grow as the inputs move to where errors are larger", () => {
    const truths = rows("now", 600, 0.7);
    const unlabelled = truths.map((row) => ({ ...row, label: null }));
    const found = liveLossEstimate(learned, unlabelled, about, seededRandom("window"));
    const real = truths.reduce(
      (sum, { label, prediction }) => sum + Math.abs(label! - prediction.outputNumber!),
      0,
    );
    const mae = found.scores.find(({ measure }) => measure === "mae")!;
    expect(Math.abs(mae.value - real / 600)).toBeLessThan(0.25 * (real / 600));
    expect(mae.reference).toBeLessThan(0.6 * mae.value);
    expect(mae.truth).toBeNull();
    expect(found.loss).toMatchObject({ measure: "mae", isAwaited: true, limit: 0.33 });
    expect(found.loss!.value - 1.65 * found.loss!.standardError).toBeGreaterThan(0.33);
  });

  it("stay where inputs stay, and stand beside what came out", () => {
    const found = liveLossEstimate(learned, rows("same", 600, 0.2), about, seededRandom("window"));
    const [mae] = found.scores;
    expect(mae!.low).toBeLessThan(mae!.truth!);
    expect(mae!.high).toBeGreaterThan(mae!.truth!);
    expect(found.loss!.isAwaited).toBe(false);
    expect(found.loss!.value - 1.65 * found.loss!.standardError).toBeLessThan(0.33);
  });

  it("are not told from fewer than 200 labelled rows", async () => {
    expect(await learnLosses(rows("few", 199, 0.2), seededRandom("few"))).toBeNull();
  });
});

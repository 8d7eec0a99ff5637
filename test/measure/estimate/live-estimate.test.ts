import { describe, expect, it } from "vitest";
import { estimatedAccuracy, estimatedAuc, estimatedF1 } from "../../../src/measure/estimates.ts";
import { liveEstimates } from "../../../src/measure/estimate/live-estimate.ts";
import type { ConfidenceSummary } from "../../../src/model/summary.ts";
import { seededRandom } from "../../../src/stats/random.ts";
import { plainContext } from "../summary-rows.ts";

const context = {
  ...plainContext,
  grid: { ...plainContext.grid, count: 1 },
  positiveClasses: new Map([["m", "yes"]]),
};

function row(
  part: ConfidenceSummary["part"],
  output: string,
  step: number,
  count: number,
  hits = 0,
  version = "1",
): ConfidenceSummary {
  const recent = part === "current" ? count : 0;
  return { window: 0, part, model: "m", version, output, step, count, hits, recent };
}

const reference = [
  row("reference", "yes", 45, 1_000, 900),
  row("reference", "yes", 30, 1_000, 600),
  row("reference", "no", 45, 2_000, 1_900),
];

describe("quality expected without labels", () => {
  it("is what predictions of the same output and confidence came to before", () => {
    const [found] = liveEstimates(
      [
        ...reference,
        row("current", "yes", 45, 100),
        row("current", "yes", 30, 300),
        row("current", "no", 45, 100),
      ],
      context,
    );
    // (90 + 180 + 95) of 500.
    expect(found!.accuracy!.value).toBeCloseTo(0.73, 12);
    expect(found).toMatchObject({ rows: 500, covered: 500, truth: null });
    // TP 270, called 400, missed 5: 540 / 675.
    expect(found!.f1!.value).toBeCloseTo(0.8, 12);
  });

  it("is told by the version's own past, by all versions' where it has none", () => {
    const other = row("reference", "yes", 45, 1_000, 500, "2");
    const now = (version: string) =>
      liveEstimates([...reference, other, row("current", "yes", 45, 50, 0, version)], context)[0]!;
    expect(now("1").accuracy!.value).toBe(0.9);
    expect(now("2").accuracy!.value).toBe(0.5);
    expect(now("3").accuracy!.value).toBe(0.7);
  });

  it("is not told where less than 80 % of the rows have a reference", () => {
    const rows = [...reference, row("current", "yes", 45, 79), row("current", "yes", 3, 21)];
    expect(liveEstimates(rows, context)[0]).toMatchObject({
      covered: 79,
      rows: 100,
      accuracy: null,
      f1: null,
    });
    expect(estimatedAccuracy.measure(rows, {}, context)[0]).toMatchObject({
      value: null,
      count: 79,
    });
  });

  it("stands beside what came out where labels are there", () => {
    const rows = [...reference, row("current", "no", 45, 100), row("labelled", "no", 45, 40, 30)];
    expect(liveEstimates(rows, context)[0]!.truth).toEqual({ accuracy: 0.75, rows: 40 });
  });

  it("ranks as the reference did: the area is that of expected positives over expected negatives", () => {
    const rows = [...reference, row("current", "yes", 45, 100), row("current", "no", 45, 100)];
    const [found] = liveEstimates(rows, context);
    // Confidence in the middle of step 45 on both sides: positives 90 above 5, negatives 10 above 95, ties half:
    // (90 · 95 + (90 · 10 + 5 · 95) / 2) / (95 · 105).
    const area = found!.scores.find(({ measure }) => measure === "auc-roc")!;
    expect(area.value).toBeCloseTo((90 * 95 + (90 * 10 + 5 * 95) / 2) / (95 * 105), 12);
    // The same over the whole reference: positives 900, 600, 100 and negatives 100, 400, 1,900 from above.
    const pairs = 900 * (400 + 1_900 + 50) + 600 * (1_900 + 200) + 100 * 950;
    expect(area.reference).toBeCloseTo(pairs / (1_600 * 2_400), 12);
    expect(area.truth).toBeNull();
    expect(estimatedAuc.measure(rows, {}, context)[0]!.value).toBe(area.value);
  });

  it("has fallen by what the reference had more, unless the last quarter is as before", () => {
    const rows = [...reference, { ...row("current", "yes", 30, 1_000), recent: 200 }];
    const [found] = liveEstimates(rows, { ...context, positiveClasses: new Map() });
    // 3,400 of 4,000 were right before, 600 of 1,000 are expected to be.
    expect(found!.loss).toMatchObject({ measure: "accuracy", limit: 0.05, isAwaited: true });
    expect(found!.loss!.value).toBeCloseTo(0.25, 12);
    const over = [{ ...row("current", "yes", 30, 700), recent: 0 }, row("current", "no", 45, 300)];
    const [later] = liveEstimates([...reference, ...over], {
      ...context,
      positiveClasses: new Map(),
    });
    expect(later!.loss!.value).toBeCloseTo(0.85 - 0.95, 12);
    const labelled = [...rows, row("labelled", "yes", 30, 600, 300)];
    expect(liveEstimates(labelled, context)[0]!.loss!.isAwaited).toBe(false);
  });

  it("warns where hardly any of a class is to be expected", () => {
    const rows = [...reference, row("current", "no", 45, 100)];
    expect(liveEstimates(rows, context)[0]!.warnings.map(({ code }) => code)).toEqual([
      "estimate/few-of-a-class",
    ]);
  });

  it("its interval holds what comes out in 95 of 100 windows, within chance", () => {
    const random = seededRandom("interval");
    const chances = [0.55, 0.7, 0.9, 0.97];
    const hitsOf = (count: number, chance: number) => {
      let hits = 0;
      for (let index = 0; index < count; index++) if (random.uniform() < chance) hits++;
      return hits;
    };
    let held = 0;
    const windows = 400;
    for (let window = 0; window < windows; window++) {
      const known = chances.map((chance, step) =>
        row("reference", "yes", step, 400, hitsOf(400, chance)),
      );
      const counts = chances.map(() => 20 + random.integer(80));
      const rows = counts.map((count, step) => row("current", "yes", step, count));
      const right = counts.reduce((sum, count, step) => sum + hitsOf(count, chances[step] ?? 0), 0);
      const { low, high } = liveEstimates([...known, ...rows], context)[0]!.accuracy!;
      const truth = right / counts.reduce((sum, count) => sum + count, 0);
      if (truth >= low && truth <= high) held++;
    }
    // The binomial 99 % interval of 95 % over 400 windows.
    expect(held / windows).toBeGreaterThan(0.92);
    expect(held / windows).toBeLessThan(0.98);
  });

  it("become series; F1 only where one class is positive", () => {
    const rows = [...reference, row("current", "yes", 45, 100)];
    expect(estimatedF1.measure(rows, {}, context)[0]!.value).toBeCloseTo(180 / 190, 12);
    expect(estimatedF1.measure(rows, {}, { ...context, positiveClasses: new Map() })).toEqual([]);
  });
});

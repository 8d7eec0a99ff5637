import { describe, expect, it } from "vitest";
import { precisionRecall } from "../../bench/detect/precision-recall.ts";
import { vusPr } from "../../bench/detect/vus-pr.ts";
import { vusWindow } from "../../bench/detect/vus-window.ts";

/** As in vus-pr.py, which made the expected values. */
function series(
  count: number,
  segments: readonly (readonly [number, number])[],
  factor: number,
): { scores: Float64Array; labels: Float64Array } {
  const scores = Float64Array.from({ length: count }, (_, row) => ((row * factor) % 101) / 101);
  const labels = new Float64Array(count);
  for (const [first, last] of segments) {
    labels.fill(1, first, last + 1);
    for (let row = first; row <= last; row++) scores[row]! += 0.4;
  }
  return { scores, labels };
}

const cases = [
  {
    count: 300,
    segments: [
      [40, 59],
      [200, 204],
    ],
    factor: 37,
    window: 20,
    vus: 0.5961527623740912,
    aucPr: 0.5362520407688669,
    bestF1: 0.5714285714285715,
  },
  {
    count: 300,
    segments: [
      [0, 3],
      [12, 15],
      [290, 299],
    ],
    factor: 29,
    window: 25,
    vus: 0.5327016006631455,
    aucPr: 0.48575202397819117,
    bestF1: 0.5,
  },
  {
    count: 1_200,
    segments: [[500, 620]],
    factor: 53,
    window: 125,
    vus: 0.5862678880093559,
    aucPr: 0.5553013499975047,
    bestF1: 0.5680473372781065,
  },
] as const;

describe("the scorers of labelled series", () => {
  it.each(cases)("agree with the definition and scikit-learn on $count rows", (expected) => {
    const { scores, labels } = series(expected.count, expected.segments, expected.factor);
    expect(vusPr(scores, labels, expected.window)).toBeCloseTo(expected.vus, 9);
    expect(precisionRecall(scores, labels).aucPr).toBeCloseTo(expected.aucPr, 9);
    expect(precisionRecall(scores, labels).bestF1).toBeCloseTo(expected.bestF1, 9);
  });

  it("a perfect score of an event without borders is 1, and no event is NaN", () => {
    const labels = Float64Array.from({ length: 500 }, (_, row) => (row > 300 && row < 340 ? 1 : 0));
    expect(vusPr(labels, labels, 0)).toBe(1);
    expect(precisionRecall(labels, labels)).toEqual({ aucPr: 1, bestF1: 1 });
    expect(vusPr(labels, new Float64Array(500), 3)).toBeNaN();
    expect(precisionRecall(labels, new Float64Array(500)).aucPr).toBeNaN();
  });

  it("the border is the season found in the first channel, 125 where there is none", () => {
    // NumPy, by the rule in TSB-AD's `find_length_rank`.
    const noise = (row: number): number => ((row * 37) % 101) / 101;
    const of = (make: (row: number) => number): number =>
      vusWindow(Float64Array.from({ length: 2_000 }, (_, row) => make(row)));
    expect(of((row) => Math.sin((2 * Math.PI * row) / 48) + noise(row))).toBe(49);
    expect(of((row) => Math.sin((2 * Math.PI * row) / 7) + noise(row))).toBe(49);
    expect(of(noise)).toBe(101);
    expect(of(() => 1)).toBe(125);
    expect(of((row) => Math.sin((2 * Math.PI * row) / 350))).toBe(125);
  });
});

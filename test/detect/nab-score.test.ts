import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNab, readPublishedScores } from "../../bench/detect/nab-files.ts";
import { bestNabThreshold, nabProfiles, nabScore } from "../../bench/detect/nab-score.ts";

const standard = nabProfiles[0]!;

describe("the NAB score", () => {
  // 100 rows: 15 of probation, one window of 20 rows.
  const file = { name: "a", values: new Float64Array(100), windows: [[40, 59]] as const };
  const score = (rows: readonly number[]): number => {
    const scores = Float64Array.from({ length: 100 }, (_, row) => (rows.includes(row) ? 1 : 0));
    return nabScore([{ file, scores }], 0.5, standard);
  };

  it("is 0 for silence and 100 for a detection at the window's first row", () => {
    expect(score([])).toBe(0);
    expect(score([40])).toBeCloseTo(100, 9);
    expect(score([40, 45, 59])).toBeCloseTo(100, 9);
  });

  it("takes 5.5 points for a false alarm before, fewer for one just behind, none in the probation", () => {
    expect(score([20, 40])).toBeCloseTo(94.5, 9);
    expect(score([14, 40])).toBeCloseTo(100, 9);
    // One row behind a window of 20: 0.11 · (2/(1+e^(5/19)) − 1) / 2 of 100 points.
    expect(score([40, 60])).toBeCloseTo(100 + 5.5 * (2 / (1 + Math.exp(5 / 19)) - 1), 9);
  });

  it("the sweep finds the threshold that scoring one by one finds", () => {
    const scores = Float64Array.from({ length: 100 }, (_, row) => ((row * 37) % 101) / 101);
    const swept = bestNabThreshold([{ file, scores }], standard);
    const each = [...scores, 2].map((threshold) =>
      nabScore([{ file, scores }], threshold, standard),
    );
    expect(swept.score).toBeCloseTo(Math.max(...each), 9);
    expect(nabScore([{ file, scores }], swept.threshold, standard)).toBeCloseTo(swept.score, 9);
  });
});

const folder = join(process.env["ACESO_TEST_DATA"] ?? "", "nab");
const hasData = process.env["ACESO_TEST_DATA"] !== undefined && existsSync(join(folder, "data"));

// The board's thresholds and its totals on these 39 files (reference_scores.csv, column dev39).
const published = [
  ["ARTime", [0.317486, 0.317585, 0.317486], [74.9035, 64.7667, 80.6375]],
  [
    "numenta",
    [0.5421876907348634, 0.5751955032348636, 0.5421876907348634],
    [69.9486, 63.2574, 74.264],
  ],
  [
    "contextOSE",
    [0.7655273437500002, 0.7656372070312502, 0.7047851562500003],
    [70.4762, 67.7703, 74.3149],
  ],
  ["windowedGaussian", [1, 1, 1], [41.5738, 27.1184, 47.8913]],
] as const;

describe.skipIf(!hasData)("published detectors on NAB (needs ACESO_TEST_DATA)", () => {
  it.each(published)("%s scores as published, to 4 decimals", (name, thresholds, expected) => {
    const scores = readPublishedScores(folder, name)!;
    const scored = readNab(folder).map((file) => ({ file, scores: scores[file.name]! }));
    nabProfiles.forEach((profile, index) => {
      expect(nabScore(scored, thresholds[index]!, profile)).toBeCloseTo(expected[index]!, 4);
    });
  });
});

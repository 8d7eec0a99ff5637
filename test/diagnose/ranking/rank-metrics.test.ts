import { describe, expect, it } from "vitest";
import { rankMetrics } from "../../../src/diagnose/ranking/rank-metrics.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const random = seededRandom("rank metrics");
const noise = (rows: number, level: number) =>
  Float64Array.from({ length: rows }, () => level + 0.02 * random.normal());

describe("ranked metrics", () => {
  it("the metric that left its course is first", () => {
    const history = [noise(500, 0.2), noise(500, 0.5), noise(500, 0.7)];
    const during = [noise(10, 0.2), noise(10, 0.9), noise(10, 0.7)];
    expect(rankMetrics({ history, during })[0]?.index).toBe(1);
  });

  it("a flat metric does not win by a tremor when its range is known", () => {
    const history = [new Float64Array(500).fill(0.3), noise(500, 0.5)];
    const during = [new Float64Array(10).fill(0.301), noise(10, 0.9)];
    expect(rankMetrics({ history, during, ranges: [1, 1] })[0]?.index).toBe(1);
  });

  it("names every metric once, also of nothing, gaps and constants", () => {
    const odd = [
      new Float64Array(),
      new Float64Array(50).fill(Number.NaN),
      new Float64Array(50).fill(7),
    ];
    const ranked = rankMetrics({ history: odd, during: odd.map((values) => values.slice(0, 5)) });
    expect(ranked.map(({ index }) => index).toSorted()).toEqual([0, 1, 2]);
    for (const { score } of ranked) expect(Number.isFinite(score)).toBe(true);
    expect(rankMetrics({ history: [], during: [] })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { randomCutForest } from "../../../src/detect/stream/random-cut-forest.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

function anomalous(values: readonly number[]): readonly number[] {
  const state = randomCutForest.start(resolveSettings(randomCutForest.settings).values, "both");
  return values.flatMap((value, index) =>
    state.step({ time: index * 60_000, value }).state === "anomalous" ? [index] : [],
  );
}

/** Values that are near 10 or near 90, never between. */
function twoParts(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => (index % 7 < 3 ? 10 : 90) + random.normal());
}

describe("random cut forest", () => {
  it("finds a value beyond a range of two parts", () => {
    for (const seed of [1, 2, 3]) {
      const values = twoParts(1_000, seed);
      values[900] = 500;
      const found = anomalous(values);
      expect(found).toContain(900);
      // The value stays in the stretches that follow it.
      expect(found.filter((index) => index < 900 || index > 904).length).toBeLessThan(4);
    }
  });

  it("is nearly silent on noise", () => {
    const random = seededRandom(4);
    expect(anomalous(Array.from({ length: 3_000 }, () => random.normal())).length).toBeLessThan(3);
  });
});

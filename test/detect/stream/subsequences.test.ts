import { describe, expect, it } from "vitest";
import type { StreamDetector } from "../../../src/detect/detector.ts";
import { shapeClusters } from "../../../src/detect/stream/shape-clusters.ts";
import { subsequenceComponents } from "../../../src/detect/stream/subsequence-components.ts";
import { resolveSettings, type SettingTable } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const detectors: readonly StreamDetector[] = [subsequenceComponents, shapeClusters];

function anomalous<Table extends SettingTable>(
  detector: StreamDetector<Table>,
  values: readonly number[],
): number[] {
  const state = detector.start(resolveSettings(detector.settings).values, "both");
  return values.flatMap((value, index) =>
    state.step({ time: index * 60_000, value }).state === "anomalous" ? [index] : [],
  );
}

/** A wave with a second one in it, which comes back every 24 values, and a little noise. */
function waves(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / 24;
    return 50 + 10 * Math.sin(angle) + 4 * Math.sin(2 * angle) + 0.5 * random.normal();
  });
}

describe.each(detectors)("$name", (detector) => {
  it("finds a wave that comes three times as fast, at once and not before", () => {
    for (const seed of [1, 2, 3]) {
      const values = waves(1_000, seed);
      for (let index = 900; index < 936; index++) {
        values[index] = 50 + 10 * Math.sin((6 * Math.PI * index) / 24);
      }
      const found = anomalous(detector, values);
      expect(found.filter((index) => index < 900)).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
      expect(found[0]).toBeLessThan(936);
    }
  });

  it("a wave that goes on is nothing, nor is noise", () => {
    expect(anomalous(detector, waves(1_500, 4)).length).toBeLessThan(4);
    const random = seededRandom(5);
    const noise = Array.from({ length: 1_500 }, () => random.normal());
    expect(anomalous(detector, noise).length).toBeLessThan(4);
  });
});

describe("what counts", () => {
  it("a raised wave has the same shape, but the usual components do not make it up", () => {
    const values = waves(1_000, 6).map((value, index) => (index < 900 ? value : value + 12));
    expect(anomalous(subsequenceComponents, values).some((index) => index >= 900)).toBe(true);
    // Behind the step itself.
    expect(anomalous(shapeClusters, values).filter((index) => index > 930)).toEqual([]);
  });
});

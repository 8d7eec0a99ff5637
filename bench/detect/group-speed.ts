import { groupDetectors } from "../../src/detect/catalog.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import type { DetectSet } from "./set.ts";

const channelCount = 38;
const rowCount = 6_000;

/** Time and state of the group detectors over made rows of 38 series, as many as a machine of SMD has. */
export const groupSpeed: DetectSet = {
  name: "speed",
  folder: null,
  async run({ seed, detectors }) {
    const random = seededRandom(seed);
    const rows = Array.from({ length: rowCount }, (_, time) =>
      Float64Array.from(
        { length: channelCount },
        (_, channel) => Math.sin(time / (20 + channel)) + 0.3 * random.normal(),
      ),
    );
    const figures: Figure[] = [];
    for (const detector of groupDetectors) {
      if (detectors !== null && !detectors.includes(detector.name)) continue;
      const { values } = resolveSettings(detector.settings);
      const state = detector.start(values, channelCount);
      const began = performance.now();
      rows.forEach((row, time) => state.step({ time, values: row }));
      const microseconds = (1_000 * (performance.now() - began)) / rowCount;
      const bytes = JSON.stringify(state.snapshot()).length;
      const named = { bench: "detect", set: "speed" } as const;
      figures.push(
        { ...named, measure: `${detector.name}-us-per-row`, value: microseconds, unit: "us" },
        {
          ...named,
          measure: `${detector.name}-us-per-point`,
          value: microseconds / channelCount,
          unit: "us",
        },
        { ...named, measure: `${detector.name}-state-bytes`, value: bytes, unit: "bytes" },
      );
    }
    const notes = [
      `speed of groups: ${channelCount} series, ${rowCount} rows, warm-up and fits included`,
    ];
    return { figures, notes };
  },
};

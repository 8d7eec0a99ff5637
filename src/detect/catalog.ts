import type { StreamDetector } from "./detector.ts";
import { ewma } from "./ewma.ts";
import { ratioToMean } from "./ratio-to-mean.ts";
import { robustSeason } from "./robust-season.ts";
import { staticThreshold } from "./static-threshold.ts";

/** Every detector; the first is the default. */
export const detectors: readonly StreamDetector[] = Object.freeze([
  robustSeason,
  staticThreshold,
  ratioToMean,
  ewma,
]);

/** The detector of this name; undefined when there is none. */
export function detectorNamed(name: string): StreamDetector | undefined {
  return detectors.find((detector) => detector.name === name);
}

import { quantileSorted } from "../../stats/quantile.ts";
import { spreadFloor } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { newThinnedSample, offer, type ThinnedSample } from "./thinned-sample.ts";

/**
 * Where a whole series lies and how wide it is, from even samples of it; plain JSON, written by its owner. Three samples
 * of different sizes: where a sample is thinned its quantiles jump, and the mean of three jumps less.
 */
export interface RobustScale {
  seen: number;
  readonly parts: readonly {
    sample: ThinnedSample<number>;
    /** The median; 0 before the tenth value. */
    middle: number;
    /** Deviation that the 98 % and the 2 % quantile imply; at least that of the 10 % and 90 % ones; > 0. */
    up: number;
    down: number;
  }[];
}

const sampleSizes = [200, 256, 400] as const;

/** A scale that has seen nothing: 0 and 1. */
export function newRobustScale(): RobustScale {
  return {
    seen: 0,
    parts: sampleSizes.map(() => ({ sample: newThinnedSample(), middle: 0, up: 1, down: 1 })),
  };
}

/** Distance of a value from the middle, in deviations of its side, the mean over the samples; 0 before the tenth value. */
export function scaled({ seen, parts }: RobustScale, value: number): number {
  if (seen < 10) return 0;
  let sum = 0;
  for (const { middle, up, down } of parts) {
    const away = value - middle;
    sum += away / (away > 0 ? up : down);
  }
  return sum / parts.length;
}

/** The value so many deviations from the middle. */
export function unscaled({ parts }: RobustScale, deviation: number): number {
  const values = parts.map(
    ({ middle, up, down }) => middle + deviation * (deviation > 0 ? up : down),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Learns a value; every twentieth moves the scale. */
export function learnScale(scale: RobustScale, value: number): void {
  scale.seen = Math.min(1e9, scale.seen + 1);
  const isDue = scale.seen % 20 === 0 || scale.seen === 10;
  scale.parts.forEach((part, index) => {
    offer(part.sample, rounded(value, 7), sampleSizes[index]!);
    if (!isDue) return;
    const sorted = Float64Array.from(part.sample.entries).sort();
    const [low, tenth, middle, ninetieth, high] = [0.02, 0.1, 0.5, 0.9, 0.98].map((p) =>
      quantileSorted(sorted, p),
    );
    // Quantiles of a standard normal: 1.2816 at 90 %, 2.0537 at 98 %.
    const spread = (ninetieth! - tenth!) / 2.5631 + spreadFloor(middle!);
    part.middle = middle!;
    part.up = Math.max(spread, (high! - middle!) / 2.0537);
    part.down = Math.max(spread, (middle! - low!) / 2.0537);
  });
}

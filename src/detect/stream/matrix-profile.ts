import type { ValuesOf } from "../../model/settings.ts";
import { say } from "../../model/message.ts";
import { countMin, memoryDetector, remember, spreadFloor } from "./memory-detector.ts";
import { robustMoments } from "./median-mad.ts";
import { moments } from "./sample-moments.ts";
import { learningVerdict, scoreOf } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 5,
    min: 1,
    max: 1_000,
    meaning:
      "how far the distance to the most alike window may pass its median, in robust deviations of itself",
  },
  shapeWindows: {
    type: "number",
    unit: "windows",
    default: 16,
    min: 4,
    max: 500,
    meaning: "how many values make a shape: about the length of what shall be found",
  },
  bankWindows: {
    type: "number",
    unit: "windows",
    default: 800,
    min: 50,
    max: 20_000,
    meaning:
      "how many of the last values are searched for a like shape; at least two or three seasons",
  },
  distancesMax: {
    type: "number",
    unit: "windows",
    default: 150,
    min: 30,
    max: 5_000,
    meaning: "how many of the last distances tell what is usual",
  },
  countMin,
} as const;

interface Memory {
  /** Oldest first, at most `bankWindows`. */
  values: number[];
  /** Distances of the last shapes to their most alike, oldest first. */
  distances: number[];
}

/**
 * The left matrix profile with a bounded bank: how unlike the last `shapeWindows` values are to every earlier
 * stretch of that length, whatever its level and size (z-normalised Euclidean distance), against how unlike such
 * stretches usually are. Finds shapes not seen before in series that repeat themselves, with no season to be given.
 *
 * Stretches overlapping the newest by half are no neighbours. A stretch whose deviation is below a hundredth of the
 * bank's is flat: it is at distance 0 from flat ones. Cost O(bankWindows · shapeWindows) a point, about 100 µs with the defaults; state
 * below 16 kB.
 */
export const matrixProfile = memoryDetector<typeof settings, Memory>({
  name: "matrix-profile",
  summary: "finds shapes unlike any earlier stretch of the series, whatever their level and size",
  source: "Yeh et al. 2016 (matrix profile); Lu et al. 2022 (DAMP, left profile of a stream)",
  formula:
    "smallest z-normalised distance of the last m values to any earlier stretch, in robust deviations of such distances",
  cost: "O(bank · m) a point, about 100 µs",
  when: "For series that repeat a shape, such as beats or batch jobs, when the shape breaks and not the level.",
  settings,
  stateBytesMax: 16_000,
  begin: () => ({ values: [], distances: [] }),
  judge({ value, settings: given, direction, memory }) {
    remember(memory.values, value, given.bankWindows);
    const needed = 3 * given.shapeWindows + 30;
    const learned = memory.values.length;
    if (learned < 3 * given.shapeWindows) return learningVerdict(learned, needed);
    const { distance, rise } = nearest(memory.values, given);
    if (memory.distances.length < 30) {
      remember(memory.distances, distance, given.distancesMax);
      return learningVerdict(3 * given.shapeWindows + memory.distances.length, needed);
    }
    const { middle, deviation } = robustMoments(memory.distances);
    // Distances are at most 2√m; a hundredth of that is added, so that exact repetition is not infinitely strict.
    const spread = deviation + 0.02 * Math.sqrt(given.shapeWindows);
    const isBad = direction === "both" || (direction === "up" ? rise > 0 : rise < 0);
    const strength = isBad ? Math.max(0, (distance - middle) / spread) : 0;
    const isAnomalous = strength >= given.threshold;
    remember(memory.distances, distance, given.distancesMax);
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, given.threshold),
      reason: say(isAnomalous ? "detect/novel-shape" : "detect/known-shape", {
        count: given.shapeWindows,
        distance,
        usual: middle,
      }),
    };
  },
});

/**
 * The smallest distance of the newest stretch to earlier ones, from 0 to 2√m, and how far its mean lies above that of
 * all remembered values.
 */
function nearest(
  values: readonly number[],
  { shapeWindows: size }: Pick<ValuesOf<typeof settings>, "shapeWindows">,
): { readonly distance: number; readonly rise: number } {
  const whole = moments(values, "population");
  const flat = 0.01 * whole.deviation + spreadFloor(whole.mean);
  const start = values.length - size;
  // Centred first: sums of squares of values far from 0 lose their digits.
  const centred = Float64Array.from(values, (value) => value - whole.mean);
  const newest = stretch(centred, start, size);
  let least = 4 * size;
  for (let from = 0; from + size <= start + size / 2; from++) {
    const other = stretch(centred, from, size);
    const isFlat = other.deviation < flat;
    if (isFlat || newest.deviation < flat) {
      const squared = isFlat && newest.deviation < flat ? 0 : size;
      if (squared < least) least = squared;
      continue;
    }
    let product = 0;
    for (let index = 0; index < size; index++)
      product += centred[start + index]! * centred[from + index]!;
    const correlation =
      (product / size - newest.mean * other.mean) / (newest.deviation * other.deviation);
    const squared = 2 * size * Math.max(0, 1 - correlation);
    if (squared < least) least = squared;
  }
  return { distance: Math.sqrt(least), rise: newest.mean };
}

function stretch(
  values: Float64Array,
  from: number,
  size: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (let index = from; index < from + size; index++) sum += values[index]!;
  const mean = sum / size;
  let squares = 0;
  for (let index = from; index < from + size; index++) squares += (values[index]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / size) };
}

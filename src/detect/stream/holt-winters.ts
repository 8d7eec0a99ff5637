import type { ValuesOf } from "../../model/settings.ts";
import { countMin, memoryDetector, spreadFloor, warmupWindows } from "./memory-detector.ts";
import { relearnWindows } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 5,
    min: 1,
    max: 100,
    meaning: "half width of the prediction band, in standard deviations of the one-step error",
  },
  level: {
    type: "number",
    unit: "ratio",
    default: 0.1,
    min: 0.001,
    max: 1,
    meaning: "smoothing of the level: the weight of the newest value",
  },
  trend: {
    type: "number",
    unit: "ratio",
    default: 0.01,
    min: 0,
    max: 1,
    meaning: "smoothing of the trend; 0 has none",
  },
  season: {
    type: "number",
    unit: "ratio",
    default: 0.2,
    min: 0,
    max: 1,
    meaning: "smoothing of the season; 0 has none",
  },
  damping: {
    type: "number",
    unit: "ratio",
    default: 0.98,
    min: 0.5,
    max: 1,
    meaning: "how much of the trend is left after a window; below 1 long gaps do not run away",
  },
  seasonMs: {
    type: "number",
    unit: "ms",
    default: 86_400_000,
    min: 1_000,
    max: 31_536_000_000,
    meaning: "length of the season; a day by default",
  },
  slots: {
    type: "number",
    unit: "1",
    default: 24,
    min: 2,
    max: 1_000,
    meaning: "into how many parts the season is divided; neighbours are joined by straight lines",
  },
  warmupWindows: warmupWindows(60),
  relearnWindows: relearnWindows(200),
  countMin,
} as const;

interface Memory {
  level: number;
  trend: number;
  /** Offset of every slot's middle and the weight it has seen, up to 1 / `season`. */
  season: number[];
  weights: number[];
  /** Mean absolute one-step error. */
  error: number;
  count: number;
  anomalousRun: number;
}

/**
 * Additive Holt-Winters forecasting with damped trend and a prediction band of one-step errors.
 *
 * The season is indexed by time (UTC), not by position, so irregular steps and gaps are fine. Errors
 * beyond three deviations teach as if they were there (Gelper), anomalous ones a tenth of that, until they
 * have lasted. Deviation = 1.2533 × mean absolute error. Cost O(1) a point; state below 1.5 kB at 24
 * slots. A constant's deviation is a thousandth of its level.
 */
export const holtWinters = memoryDetector<typeof settings, Memory>({
  name: "holt-winters",
  summary: "finds values outside the prediction band of level, damped trend and season",
  source:
    "Holt 1957; Winters 1960; Gelper, Fried and Croux 2010 (robust); Hyndman and Athanasopoulos 2021",
  formula: "forecast = level + damped trend + season; band from the running error of the forecast",
  cost: "O(1) a point",
  when: "When a forecast with its band is wanted for a series with one known season.",
  settings,
  begin: ({ slots }) => ({
    level: 0,
    trend: 0,
    season: Array.from({ length: Math.round(slots) }, () => 0),
    weights: Array.from({ length: Math.round(slots) }, () => 0),
    error: 0,
    count: 0,
    anomalousRun: 0,
  }),
  judge({ value, point, settings: given, direction, memory }) {
    const place = placeOf(point.time, given.seasonMs, memory.season.length);
    const expected =
      memory.count === 0
        ? value
        : memory.level + given.damping * memory.trend + offset(memory, place);
    const sigma = 1.2533141373155003 * memory.error + spreadFloor(expected);
    const error = value - expected;
    if (memory.count < given.warmupWindows) {
      const reach = memory.count < 10 ? 1e75 : 4 * sigma;
      learn(memory, Math.max(-reach, Math.min(reach, error)), place, given);
      if (memory.count === 1) memory.level = value;
      return learningVerdict(memory.count, given.warmupWindows);
    }
    const verdict = bandVerdict({
      value,
      expected,
      low: expected - given.threshold * sigma,
      high: expected + given.threshold * sigma,
      deviations: error / sigma,
      threshold: given.threshold,
      isRelevant: true,
      direction,
    });
    const isOdd = Math.abs(error) >= given.threshold * sigma;
    memory.anomalousRun = isOdd ? memory.anomalousRun + 1 : 0;
    if (memory.anomalousRun >= given.relearnWindows) {
      memory.level += error;
      memory.trend = 0;
      memory.anomalousRun = 0;
      return verdict;
    }
    const clipped = Math.max(-3 * sigma, Math.min(3 * sigma, error));
    learn(memory, isOdd ? clipped / 10 : clipped, place, given);
    return verdict;
  },
});

interface Place {
  readonly first: number;
  readonly second: number;
  /** Of the second slot, 0 to 1. */
  readonly share: number;
}

function placeOf(time: number, seasonMs: number, slots: number): Place {
  const phase = ((time % seasonMs) + seasonMs) % seasonMs;
  const position = (phase / seasonMs) * slots - 0.5;
  const lower = Math.floor(position);
  const wrapped = (slot: number): number => ((slot % slots) + slots) % slots;
  return { first: wrapped(lower), second: wrapped(lower + 1), share: position - lower };
}

function offset({ season }: Memory, { first, second, share }: Place): number {
  return (1 - share) * season[first]! + share * season[second]!;
}

function learn(
  memory: Memory,
  error: number,
  place: Place,
  given: Pick<ValuesOf<typeof settings>, "level" | "trend" | "season" | "damping">,
): void {
  memory.count = Math.min(1e6, memory.count + 1);
  // The first values count alike, so that a start far off does not linger.
  const gain = Math.max(given.level, 1 / memory.count);
  memory.level += given.damping * memory.trend + gain * error;
  memory.trend = given.damping * memory.trend + given.trend * gain * error;
  memory.error += Math.max(0.01, 1 / memory.count) * (Math.abs(error) - memory.error);
  if (given.season === 0) return;
  for (const [slot, share] of [
    [place.first, 1 - place.share],
    [place.second, place.share],
  ] as const) {
    if (share <= 0) continue;
    memory.weights[slot] = rounded(Math.min(1 / given.season, memory.weights[slot]! + share), 6);
    // What the level has taken of the error is not the season's.
    const rest = (1 - gain) * error * share;
    const step = rest / Math.max(1, memory.weights[slot]!);
    memory.season[slot] = rounded(memory.season[slot]! + step, 9) + 0;
  }
}

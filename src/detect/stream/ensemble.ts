import type { ValuesOf } from "../../model/settings.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { learnRhythm, newDayRhythm, offRhythm, type DayRhythm } from "./day-rhythm.ts";
import {
  countMin,
  memoryDetector,
  remember,
  spreadFloor,
  warmupWindows,
} from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { learnScore, newTailRanks, surprise, type TailRanks } from "./tail-ranks.ts";
import { newThinnedSample, offer, type ThinnedSample } from "./thinned-sample.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "nats",
    default: 10,
    min: 0.5,
    max: 100,
    meaning:
      "weighted surprise of all members together that counts as anomalous; independent noise, normal or heavy-tailed, reaches 10 about once in 1,000 values, 20 once in 3,000 to 8,000 (measured)",
  },
  restWindows: {
    type: "number",
    unit: "windows",
    default: 100,
    min: 0,
    max: 100_000,
    meaning:
      "after a peak only one twice as high counts, and as many windows later one three quarters as high; 0 does not rest",
  },
  warmupWindows: warmupWindows(150),
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/** Quantiles of the whole series, made anew every few values. */
interface Shape {
  readonly middle: number;
  /** From the 10 % and 90 % quantiles; > 0. */
  readonly spread: number;
  /** The standard deviation that the 98 % and the 2 % quantile imply; at least the spread. */
  readonly up: number;
  readonly down: number;
}

interface Memory {
  sample: ThinnedSample<number>;
  shape: Shape;
  seen: number;
  /** Fast level and mean absolute step from it. */
  fast: number;
  step: number;
  /** The last values, and earlier stretches of as many. */
  last: number[];
  bank: ThinnedSample<number[]>;
  day: DayRhythm;
  /** Off rhythm, smoothed. */
  offDay: number;
  /** One a member, in the order of `members`. */
  ranks: TailRanks[];
  together: TailRanks;
  /** Last peaks: at which value they came and how high, oldest first. */
  peaks: [seen: number, height: number][];
  /** What a surprise must pass to count, after a peak. */
  bar: number;
}

const stretchSize = 8;
const sampleMax = 256;
const bankMax = 160;
const slotMax = 12;
const peaksMax = 64;
/** How long a peak is remembered, in values, and what the first one nearly as high takes off, over ln 2, in nats. */
const habitWindows = 4_000;
const habitWeight = 5;

/**
 * Weights, offset and cap of the members' surprise, and the two below about earlier peaks, were chosen on 39 files of
 * the Numenta Anomaly Benchmark; docs/decisions/0007-ensemble.md has what was tried.
 */
const members = [
  { name: "level", weight: 2.2 },
  { name: "step", weight: 0.15 },
  { name: "shape", weight: 0.3 },
  { name: "rhythm", weight: 1.5 },
] as const;
const surpriseMin = 3.5;
const surpriseMax = 6;
const togetherWeight = 2;

/**
 * Four views of a series, each made comparable by its own past, added up:
 * - level: distance from the median of the whole series, over the deviation its outer quantiles imply;
 * - step: distance from a fast level, over the mean step (changes);
 * - shape: distance of the last eight values to the second nearest of 160 earlier stretches (novelty);
 * - rhythm: distance from the values at this time of day in earlier days, smoothed over about six values.
 *
 * A member's surprise is −ln of the share of its earlier scores at least as large, beyond them by Hill's tail; what
 * passes 3.5 counts up to 6 more. The sum's own surprise is added the same way. After a peak it rests, and a peak like
 * earlier ones counts less: one early alarm an event, none for what a series does all the time. So a long anomaly is
 * reported at its start, not throughout, and wants a monitor that holds one window.
 *
 * Constant series never score. Cost about 14 µs a point; state below 32 kB.
 */
export const ensemble = memoryDetector<typeof settings, Memory>({
  name: "ensemble",
  summary:
    "finds what level, step, shape and time of day together make surprising, by the series' own past; one alarm an event",
  source:
    "Laxhammar and Falkman 2011 (conformal ranks); Hill 1975; Lu et al. 2022 (left neighbours); Fisher 1925 (sum of logarithms)",
  settings,
  stateBytesMax: 32_000,
  begin: () => ({
    sample: newThinnedSample(),
    shape: { middle: 0, spread: 1, up: 1, down: 1 },
    seen: 0,
    fast: 0,
    step: 0,
    last: [],
    bank: newThinnedSample(),
    day: newDayRhythm(),
    offDay: 0,
    ranks: members.map(newTailRanks),
    together: newTailRanks(),
    peaks: [],
    bar: 0,
  }),
  judge({ value, point, settings: given, direction, memory }) {
    const scores = memory.seen === 0 ? members.map(() => 0) : scoresOf(memory, value, point.time);
    const surprises = scores.map((score, index) => surprise(memory.ranks[index]!, score));
    const together = surprises.reduce(
      (sum, own, index) =>
        sum + members[index]!.weight * Math.min(surpriseMax, Math.max(0, own - surpriseMin)),
      0,
    );
    // Members agree more often than chance has it; how often is what the sum's own past tells.
    const evidence =
      together + togetherWeight * Math.max(0, surprise(memory.together, together) - 3);
    if (memory.seen > 0) learnScore(memory.together, together);
    const { shape } = memory;
    learn(memory, { value, time: point.time, scores });
    const counted = rested(memory, evidence, given);
    if (memory.seen <= given.warmupWindows) {
      return learningVerdict(memory.seen, given.warmupWindows);
    }
    return bandVerdict({
      value,
      expected: shape.middle,
      low: shape.middle - 3 * shape.down,
      high: shape.middle + 3 * shape.up,
      deviations: value >= shape.middle ? counted : -counted,
      threshold: given.threshold,
      isRelevant: true,
      direction,
    });
  },
});

/** The members' scores of a value, each ≥ 0, in the order of `members`. */
function scoresOf(memory: Memory, value: number, time: number): number[] {
  const { shape } = memory;
  const away = value - shape.middle;
  const off = offRhythm(memory.day, { time, value, spread: shape.spread });
  memory.offDay = 0.85 * memory.offDay + 0.15 * Math.min(8, off);
  return [
    away > 0 ? away / shape.up : -away / shape.down,
    Math.abs(value - memory.fast) / Math.max(memory.step, 0.05 * shape.spread),
    novelty(memory, value),
    memory.offDay,
  ].map((score) => rounded(Math.min(1e6, score), 9));
}

/** Distance of the newest stretch to the second nearest of the bank, a value, in spreads; 0 while there are few. */
function novelty({ last, bank, shape }: Memory, value: number): number {
  if (bank.entries.length < 8) return 0;
  const newest = [...last.slice(1 - stretchSize), value];
  let [least, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const entry of bank.entries) {
    let distance = 0;
    for (let index = 0; index < stretchSize && distance < second; index++) {
      distance += (newest[index]! - entry[index]!) ** 2;
    }
    if (distance < least) [least, second] = [distance, least];
    else if (distance < second) second = distance;
  }
  return Math.sqrt(second / stretchSize) / shape.spread;
}

function learn(
  memory: Memory,
  learned: { readonly value: number; readonly time: number; readonly scores: readonly number[] },
): void {
  const { value, time, scores } = learned;
  memory.seen = Math.min(1e9, memory.seen + 1);
  offer(memory.sample, rounded(value, 7), sampleMax);
  if (memory.seen % 20 === 0 || memory.seen === 10) memory.shape = shapeOf(memory.sample.entries);
  if (memory.seen > 20) scores.forEach((score, index) => learnScore(memory.ranks[index]!, score));
  const step = Math.abs(value - memory.fast);
  const first = memory.seen < 10;
  const clipped = first ? step : Math.min(step, 5 * Math.max(memory.step, 1e-9));
  memory.step += Math.max(0.005, 1 / memory.seen) * (clipped - memory.step);
  memory.fast += (memory.seen === 1 ? 1 : 0.5) * (value - memory.fast);
  // A stretch enters the bank once, when none of its values is in the newest one.
  remember(memory.last, rounded(value, 6), 2 * stretchSize);
  if (memory.last.length === 2 * stretchSize) {
    offer(memory.bank, memory.last.slice(0, stretchSize), bankMax);
  }
  learnRhythm(memory.day, { time, value: rounded(value, 6), sizeMax: slotMax });
}

function shapeOf(values: readonly number[]): Shape {
  const sorted = Float64Array.from(values).sort();
  const [low, tenth, middle, ninetieth, high] = [0.02, 0.1, 0.5, 0.9, 0.98].map((p) =>
    quantileSorted(sorted, p),
  );
  // Quantiles of a standard normal: 1.2816 at 90 %, 2.0537 at 98 %.
  const spread = (ninetieth! - tenth!) / 2.5631 + spreadFloor(middle!);
  return {
    middle: middle!,
    spread,
    up: Math.max(spread, (high! - middle!) / 2.0537),
    down: Math.max(spread, (middle! - low!) / 2.0537),
  };
}

/**
 * What counts of the evidence after earlier peaks: nothing below the bar, which a peak doubles and time lowers; and less
 * for each earlier peak nearly as high, since what comes again and again is how this series is.
 */
function rested(memory: Memory, evidence: number, { restWindows }: Settings): number {
  if (restWindows === 0) return evidence;
  const isPeak = evidence > memory.bar;
  memory.bar = rounded((isPeak ? 2 * evidence : memory.bar) * Math.exp(-1 / restWindows), 9);
  if (!isPeak) return 0;
  let like = 0;
  for (const [seen, height] of memory.peaks) {
    if (height >= 0.9 * evidence) like += Math.exp((seen - memory.seen) / habitWindows);
  }
  memory.peaks.push([memory.seen, rounded(evidence, 7)]);
  if (memory.peaks.length > peaksMax) memory.peaks.shift();
  return Math.max(0, evidence - habitWeight * Math.log1p(like));
}

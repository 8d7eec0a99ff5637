import type { ValuesOf } from "../../model/settings.ts";
import { fitGeneralisedPareto, generalisedParetoQuantile } from "../../stats/generalised-pareto.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { countMin, memoryDetector, remember, spreadFloor } from "./memory-detector.ts";
import { warmupWindows } from "./memory-detector.ts";
import { rounded } from "./season-profile.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  risk: {
    type: "number",
    unit: "ratio",
    default: 1e-4,
    min: 1e-12,
    max: 0.05,
    meaning: "chance that a normal value passes the limit of one side: the false-alarm rate",
  },
  initialQuantile: {
    type: "number",
    unit: "ratio",
    default: 0.95,
    min: 0.6,
    max: 0.995,
    meaning: "values beyond this quantile of the warm-up (and its mirror) teach the tails",
  },
  depth: {
    type: "number",
    unit: "windows",
    default: 0,
    min: 0,
    max: 200,
    meaning:
      "0 judges values (SPOT); more judges distances from the mean of so many last ones (DSPOT)",
  },
  peaksMax: {
    type: "number",
    unit: "peaks",
    default: 80,
    min: 20,
    max: 2_000,
    meaning: "how many excesses of each side are remembered; the oldest leave",
  },
  warmupWindows: warmupWindows(200),
  countMin,
} as const;

/** One tail, of values counted away from the middle. */
interface Tail {
  /** Values beyond it are peaks. */
  start: number;
  /** Excesses over the start, oldest first. */
  peaks: number[];
  /** Values seen while these peaks came. */
  seen: number;
  /** The limit now; made anew with every peak. */
  limit: number;
}

interface Memory {
  /** Values of the warm-up; emptied after it. */
  first: number[];
  /** The last values, for their mean, where there is a depth. */
  last: number[];
  center: number;
  spread: number;
  up: Tail | null;
  down: Tail | null;
}

/**
 * Peaks over threshold: excesses over a high quantile follow a generalised Pareto distribution whatever
 * the values follow, so its fit gives the limit that a value passes with probability `risk`, heavy tails
 * included. Peaks refine the fit; anomalous ones count as 1.3 times the limit they passed, so that what lasts about
 * `peaksMax` values is learned.
 *
 * z = t + σ/γ·((risk·n/peaks)^−γ − 1) for each side. Independent, identically distributed values (after
 * the moving mean) are assumed. A limit is at least a thousandth of the level beyond its start. Cost O(1)
 * a point, O(80 peaksMax) for a peak; state below 4 kB.
 */
export const peaksOverThreshold = memoryDetector<typeof settings, Memory>({
  name: "peaks-over-threshold",
  summary:
    "finds values that a fit of the tails gives a stated tiny chance (SPOT; DSPOT with a depth)",
  source: "Siffer et al. 2017 (SPOT, DSPOT); Grimshaw 1993; Pickands 1975",
  formula:
    "excesses over a high quantile follow a generalised Pareto law; the limit is its quantile at the risk q",
  cost: "O(excesses) at each new excess",
  when: "When a rate of false alarms is to be given and tails are heavy.",
  settings,
  begin: () => ({ first: [], last: [], center: 0, spread: 0, up: null, down: null }),
  judge({ value, settings: given, direction, memory }) {
    const mean = meanOf(memory.last);
    const isFull = memory.last.length >= given.depth;
    const base = given.depth > 0 && isFull ? mean : 0;
    const rest = value - base;
    if (memory.up === null || memory.down === null) {
      if (isFull) remember(memory.first, rest, given.warmupWindows);
      if (given.depth > 0) remember(memory.last, value, given.depth);
      if (memory.first.length >= given.warmupWindows) begin(memory, given);
      const done = isFull ? memory.first.length || given.warmupWindows : 0;
      return learningVerdict(done, given.warmupWindows);
    }
    const { up, down, center } = memory;
    const away = rest - center;
    const limit = away >= 0 ? up.limit : down.limit;
    const verdict = bandVerdict({
      value,
      expected: base + center,
      low: base + center - down.limit,
      high: base + center + up.limit,
      deviations: away / limit,
      threshold: 1,
      isRelevant: true,
      direction,
      isLimitNormal: true,
    });
    // Were anomalous values left out, too low a limit would cut off the tail that shows it to be too low.
    const taughtAway = Math.max(-1.3 * down.limit, Math.min(1.3 * up.limit, away));
    learn(up, taughtAway, memory.spread, given);
    learn(down, -taughtAway, memory.spread, given);
    if (given.depth > 0) {
      // An anomalous value counts as the limit in the moving mean: as far as normal ones go.
      const taught = Math.abs(away) > limit ? base + center + Math.sign(away) * limit : value;
      remember(memory.last, taught, given.depth);
    }
    return verdict;
  },
});

type Settings = ValuesOf<typeof settings>;

function begin(memory: Memory, given: Settings): void {
  const sorted = Float64Array.from(memory.first).sort();
  memory.center = quantileSorted(sorted, 0.5);
  const level = Math.max(Math.abs(memory.center), Math.abs(meanOf(memory.last)));
  memory.spread = spreadFloor(level);
  const tail = (values: readonly number[]): Tail => {
    const ascending = Float64Array.from(values).sort();
    const start = Math.max(0, quantileSorted(ascending, given.initialQuantile));
    const peaks: number[] = [];
    for (const value of values) if (value > start) remember(peaks, value - start, given.peaksMax);
    const made = { start, peaks, seen: values.length, limit: 0 };
    made.limit = limitOf(made, memory.spread, given.risk);
    return made;
  };
  memory.up = tail(memory.first.map((value) => value - memory.center));
  memory.down = tail(memory.first.map((value) => memory.center - value));
  memory.first = [];
}

function learn(tail: Tail, away: number, spread: number, given: Settings): void {
  tail.seen += 1;
  if (away <= tail.start) {
    // The limit moves by the count alone so little that a refit every hundred values is enough.
    if (Math.round(tail.seen) % 100 === 0) tail.limit = limitOf(tail, spread, given.risk);
    return;
  }
  if (tail.peaks.length >= given.peaksMax) {
    // The share of peaks stays as it was when the oldest leaves.
    tail.seen *= 1 - 1 / (tail.peaks.length + 1);
  }
  remember(tail.peaks, away - tail.start, given.peaksMax);
  tail.limit = limitOf(tail, spread, given.risk);
}

function limitOf(tail: Tail, spread: number, risk: number): number {
  const rest = tail.peaks.filter((peak) => peak > 0);
  if (rest.length === 0) return tail.start + 10 * spread;
  const fitted = fitGeneralisedPareto(rest);
  const chance = Math.min(1, (risk * tail.seen) / rest.length);
  const excess = generalisedParetoQuantile(fitted, chance);
  // A tail heavier than any moment can give limits without bound.
  return rounded(tail.start + Math.min(1e100, Math.max(0, excess)) + 10 * spread, 12);
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : 0;
}

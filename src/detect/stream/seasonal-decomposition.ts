import type { ValuesOf } from "../../model/settings.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { findSeasons } from "./find-seasons.ts";
import { countMin, memoryDetector, remember, spreadFloor } from "./memory-detector.ts";
import { robustMoments } from "./median-mad.ts";
import { rounded } from "./season-profile.ts";
import { bandVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 5,
    min: 1,
    max: 100,
    meaning: "how far from trend and seasons a value may be, in robust deviations of the remainder",
  },
  windows: {
    type: "number",
    unit: "windows",
    default: 600,
    min: 60,
    max: 20_000,
    meaning: "how many values are remembered; a season is found when twice its length fits in",
  },
  seasonsMax: {
    type: "number",
    unit: "1",
    default: 2,
    min: 0,
    max: 5,
    meaning: "how many seasons are looked for, the strongest first",
  },
  refitWindows: {
    type: "number",
    unit: "windows",
    default: 50,
    min: 1,
    max: 10_000,
    meaning: "after how many values trend and seasons are found anew",
  },
  warmupWindows: {
    type: "number",
    unit: "windows",
    default: 100,
    min: 20,
    max: 5_000,
    meaning: "how many windows are learned before the first verdict",
  },
  countMin,
} as const;

interface Memory {
  /** Oldest first. */
  values: number[];
  /** Values seen, which gives every value its phase; wraps at 1e9. */
  seen: number;
  /** Values since the last fit. */
  age: number;
  /** Of the remainder: its level and its robust deviation. */
  level: number;
  deviation: number;
  /** One a season: its length in values, and an offset a phase. */
  seasons: { readonly length: number; readonly offsets: readonly number[] }[];
}

/**
 * Seasonal decomposition of a stream: seasons are found by the periodogram of what is remembered, the strongest first,
 * each taken off by the median of every phase before the next is looked for; a value is judged by what is left of it.
 *
 * Steps should be regular: a phase is a place in the order of values, not a time. The level is the remainder's median
 * over its last third. Anomalous values are remembered as the limit they passed. Medians withstand outliers in
 * less than half of a season's repetitions. Cost O(1) a point and O(n log n) at a refit, about 25 µs a point in all;
 * state below 20 kB.
 */
export const seasonalDecomposition = memoryDetector<typeof settings, Memory>({
  name: "seasonal-decomposition",
  summary: "finds values unlike trend and seasons, which it finds by itself, several at once",
  source:
    "Cleveland et al. 1990 (STL); Bandura, Hyndman and Bergmeir 2021 (MSTL); Schuster 1898 (periodogram)",
  formula: "residual of trend and of the seasons found by the periodogram, in robust deviations",
  cost: "O(seasons) a point, a search now and then",
  when: "When the season is unknown, or there are several.",
  settings,
  stateBytesMax: 20_000,
  begin: () => ({ values: [], seen: 0, age: 0, level: 0, deviation: 0, seasons: [] }),
  judge({ value, settings: given, direction, memory }) {
    const needed = Math.min(given.warmupWindows, given.windows);
    if (memory.values.length < needed) {
      learn(memory, value, given);
      if (memory.values.length === needed) fit(memory, given);
      return learningVerdict(memory.values.length, needed);
    }
    const expected = memory.level + seasonAt(memory, memory.seen);
    const reach = given.threshold * memory.deviation;
    const verdict = bandVerdict({
      value,
      expected,
      low: expected - reach,
      high: expected + reach,
      deviations: (value - expected) / memory.deviation,
      threshold: given.threshold,
      isRelevant: true,
      direction,
    });
    learn(memory, Math.max(expected - reach, Math.min(expected + reach, value)), given);
    if (memory.age >= given.refitWindows) fit(memory, given);
    return verdict;
  },
});

type Settings = ValuesOf<typeof settings>;

function learn(memory: Memory, value: number, given: Settings): void {
  remember(memory.values, rounded(value, 7), given.windows);
  memory.seen = (memory.seen + 1) % 1e9;
  memory.age += 1;
}

function fit(memory: Memory, given: Settings): void {
  const { values, seen } = memory;
  const first = seen - values.length;
  memory.age = 0;
  memory.seasons = findSeasons(values, given.seasonsMax).map(({ length, offsets }) => ({
    length,
    // Phases are counted from the first value ever seen.
    offsets: offsets.map((_, phase) => {
      const shifted = (((phase - first) % length) + length) % length;
      return rounded(offsets[shifted]!, 7) + 0;
    }),
  }));
  const rest = values.map((value, index) => value - seasonAt(memory, first + index));
  const { middle, deviation } = robustMoments(rest);
  const last = Float64Array.from(rest.slice(-Math.ceil(rest.length / 3))).sort();
  memory.level = quantileSorted(last, 0.5);
  memory.deviation = Math.max(deviation, spreadFloor(middle));
}

function seasonAt({ seasons }: Memory, index: number): number {
  let sum = 0;
  for (const { length, offsets } of seasons) sum += offsets[((index % length) + length) % length]!;
  return sum;
}

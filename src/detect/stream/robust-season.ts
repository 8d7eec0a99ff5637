import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { hour } from "../../model/time.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import { makeBaseline, newRing, pushRing, thinRing, type Baseline, type Ring } from "./baseline.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { runDeviation, type PastDeviation } from "./run-deviation.ts";
import { samplingDeviation } from "./sampling.ts";
import { learnOffset, newProfile, offsetAt, rounded, weekPosition } from "./season-profile.ts";
import type { SeasonProfile } from "./season-profile.ts";
import { bandVerdict, learningVerdict, noData, tooFew } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 5,
    min: 2,
    max: 50,
    meaning:
      "how far from expected counts as anomalous; at 5 a Gaussian series gives one alarming window in 100,000 (measured), fewer than one firing in 100 days with live windows and hold 2",
  },
  warmupWindows: {
    type: "number",
    unit: "independent windows",
    default: 30,
    min: 5,
    max: 1_000,
    meaning: "how many windows that do not overlap are learned before the first verdict",
  },
  independentMs: {
    type: "number",
    unit: "ms",
    default: 60_000,
    min: 1,
    max: 86_400_000,
    meaning:
      "points closer together than this share data, as overlapping windows do, and count as part of one; the size of the windows",
  },
  changeMin: {
    type: "number",
    unit: "unit of the value",
    default: 0,
    min: 0,
    max: 1e300,
    meaning: "a smaller distance from expected never matters to anyone",
  },
  changeMinRatio: {
    type: "number",
    unit: "ratio",
    default: 0.05,
    min: 0,
    max: 1e6,
    meaning: "the same as a share of what is expected; the larger of the two holds",
  },
  countMin: {
    type: "number",
    unit: "rows",
    default: 0,
    min: 0,
    max: 1e9,
    meaning: "windows that rest on fewer rows are not judged",
  },
  transform: {
    type: "choice",
    default: "none",
    choices: ["none", "log"],
    meaning: "log for positive values that vary by factors, such as latencies and rates",
  },
  relearnMs: {
    type: "number",
    unit: "ms",
    default: 6 * hour,
    min: 60_000,
    max: 1e12,
    meaning: "an anomaly that lasts this long is the new normal",
  },
  memoryMs: {
    type: "number",
    unit: "ms",
    default: 14 * 24 * hour,
    min: 3_600_000,
    max: 1e12,
    meaning: "how far back the long memory reaches",
  },
} as const;

type Settings = ValuesOf<typeof settings>;

/**
 * Robust z-score with season: the default detector.
 *
 * Expected = level + season, level and spread from a long (80 values over up to 14 days) and a recent
 * memory (30 windows) by medians; the season by hour of day and kind of day, believed only as far as
 * it lowers the one-step error. z = (x − expected) / √(spread² + sampling error²), so windows of few
 * rows do not alarm. Up to four windows that do not overlap are also judged together, √k stronger and
 * corrected for their correlation, which finds a lasting shift of 4 standard deviations in 3 windows.
 * Measured at threshold 5, one side, band learned from 80 windows of Gaussian noise: 11 alarming windows
 * in 1.2 million independent ones; with 60 s windows every 10 s and hold 2, one firing in 120 days.
 * Overlap needs no higher threshold: neighbours alarm together, so it makes fewer firings, not more.
 * Anomalous points teach nothing; what lasts `relearnMs` is learned.
 */
export const robustSeason: StreamDetector<typeof settings> = {
  name: "robust-season",
  summary: "finds values outside what hour and day, level, spread and sample size let expect",
  source:
    "Iglewicz and Hoaglin 1993 (robust z-score); Huber 1964 (clipping); Page 1954 (evidence of a run)",
  formula: "(x − level − season) ÷ √(spread² + sampling error²), up to four windows together",
  cost: "about 30 µs a point",
  when: "The default of monitors: measures with row counts and standard errors, an hour and a day that matter, and an alarm that lasts as long as its cause.",
  settings,
  start: (values, direction) => new RobustSeason(values, direction, newMemory()),
  // The snapshot was made by this detector's `snapshot`, which the store returns as it was.
  restore: (snapshot, values, direction) =>
    new RobustSeason(values, direction, snapshot as unknown as Memory),
};

const longSize = 80;
const recentSize = 30;

/** All the detector knows; plain JSON of at most about 4 kB. Written only by its owner. */
interface Memory {
  long: Ring;
  recent: Ring;
  /** Anomalous windows of the present run, kept in case they are the new normal. */
  rejected: Ring;
  profile: SeasonProfile;
  /** Independent windows learned in all, and rows they held (at most 1e6). */
  weight: number;
  rows: number;
  /** UTC ms; 0 before the first point. */
  lastTime: number;
  lastRecentTime: number;
  lastLongTime: number;
  lastRejectedTime: number;
  /** Least distance in time of two values of the long memory. */
  longStepMs: number;
  /** Since when nearly all points were anomalous; 0 while they are not. */
  anomalousSince: number;
  normalRun: number;
  /** Deviations of the last windows, newest last. */
  past: PastDeviation[];
  /** Values stored since the last baseline, 0 to 2. */
  pushCount: number;
  /** What is normal by the rings; null when it must be made anew. */
  baseline: Baseline | null;
}

function newMemory(): Memory {
  return {
    long: newRing(),
    recent: newRing(),
    rejected: newRing(),
    profile: newProfile(),
    weight: 0,
    rows: 0,
    lastTime: 0,
    lastRecentTime: 0,
    lastLongTime: 0,
    lastRejectedTime: 0,
    longStepMs: 0,
    anomalousSince: 0,
    normalRun: 0,
    past: [],
    pushCount: 0,
    baseline: null,
  };
}

class RobustSeason implements StreamState {
  readonly #settings: Settings;
  readonly #direction: BadDirection;
  #memory: Memory;

  constructor(values: Settings, direction: BadDirection, memory: Memory) {
    this.#settings = values;
    this.#direction = direction;
    this.#memory = structuredCopy(memory);
  }

  snapshot(): Json {
    // The memory holds numbers, arrays and plain objects only.
    return structuredCopy(this.#memory) as unknown as Json;
  }

  step(point: Point): Verdict {
    if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
    const { countMin, warmupWindows } = this.#settings;
    if (point.count !== undefined && point.count < countMin) return tooFew(point.count, countMin);
    const memory = this.#memory;
    const value = this.#transformed(point.value);
    const position = weekPosition(point.time);
    if (memory.weight < warmupWindows) {
      this.#learn(point, value, position);
      return learningVerdict(Math.min(memory.weight, warmupWindows), warmupWindows);
    }
    return this.#judge(point, value, position);
  }

  #judge(point: Point, value: number, position: number): Verdict {
    const { threshold, changeMin, changeMinRatio, independentMs } = this.#settings;
    const memory = this.#memory;
    const baseline = this.#normal();
    const expected = baseline.level + baseline.trust * offsetAt(memory.profile, position);
    const isLog = this.#settings.transform === "log";
    const sampling = isLog ? logDeviation(point) : samplingDeviation(point, expected, memory.rows);
    // A constant series has no spread; a thousandth of its level (of 1 in logarithms) stands in.
    const floor = isLog ? 1e-3 : 1e-3 * Math.abs(expected) + 1e-12;
    const sigmaOf = (scale: number): number => Math.sqrt(scale ** 2 + sampling ** 2 + floor ** 2);
    const sigmaUp = sigmaOf(baseline.scaleUp);
    const sigmaDown = sigmaOf(baseline.scaleDown);
    const deviation = (value - expected) / (value >= expected ? sigmaUp : sigmaDown);

    const run = runDeviation({
      time: point.time,
      deviation,
      past: memory.past,
      spacingMs: independentMs,
      correlation: baseline.correlation,
      threshold,
    });
    const middle = this.#original(expected);
    const relevant = Math.max(changeMin, changeMinRatio * Math.abs(middle));
    const verdict = bandVerdict({
      value: point.value,
      expected: middle,
      low: Math.min(this.#original(expected - threshold * sigmaDown), middle - relevant),
      high: Math.max(this.#original(expected + threshold * sigmaUp), middle + relevant),
      deviations: run,
      threshold,
      isRelevant: Math.abs(point.value - middle) >= relevant,
      direction: this.#direction,
    });
    this.#remember(point, deviation);
    // Values far out on the harmless side teach nothing either.
    const isOdd = verdict.state === "anomalous" || Math.abs(deviation) >= 2 * threshold;
    if (isOdd) this.#reject(point, value, position);
    else this.#accept(point, value, position);
    memory.lastTime = Math.max(memory.lastTime, point.time);
    return verdict;
  }

  #normal(): Baseline {
    const { long, recent, profile } = this.#memory;
    this.#memory.baseline ??= makeBaseline(long, recent, profile);
    return this.#memory.baseline;
  }

  #accept(point: Point, value: number, position: number): void {
    const memory = this.#memory;
    memory.normalRun += 1;
    // Three normal points in a row end the run of a would-be new level.
    if (memory.normalRun >= 3) {
      memory.anomalousSince = 0;
      if (memory.rejected.values.length > 0) memory.rejected = newRing();
    }
    this.#learn(point, value, position);
  }

  #reject(point: Point, value: number, position: number): void {
    const memory = this.#memory;
    memory.normalRun = 0;
    if (memory.anomalousSince === 0) memory.anomalousSince = point.time;
    const spacing = Math.max(this.#settings.independentMs, this.#settings.relearnMs / recentSize);
    if (point.time - memory.lastRejectedTime >= spacing) {
      memory.lastRejectedTime = point.time;
      pushRing(memory.rejected, this.#entry(point, value, position), recentSize);
    }
    const lasted = point.time - memory.anomalousSince;
    if (lasted < this.#settings.relearnMs || memory.rejected.values.length < 10) return;
    memory.long = memory.rejected;
    memory.recent = structuredCopy(memory.rejected);
    memory.rejected = newRing();
    memory.profile = newProfile();
    memory.past = [];
    memory.anomalousSince = 0;
    memory.longStepMs = 0;
    memory.baseline = null;
  }

  #learn(point: Point, value: number, position: number): void {
    const memory = this.#memory;
    const { independentMs } = this.#settings;
    const elapsed = memory.lastTime === 0 ? independentMs : point.time - memory.lastTime;
    const weight = Math.max(0, Math.min(1, elapsed / independentMs));
    memory.lastTime = Math.max(memory.lastTime, point.time);
    memory.weight = rounded(Math.min(1e6, memory.weight + weight), 12);
    memory.rows = Math.min(1e6, memory.rows + Math.round((point.count ?? 0) * weight));
    if (memory.weight >= 10 && weight > 0) {
      const { center, scaleUp, scaleDown } = this.#normal();
      const clip = 3 * Math.max(scaleUp, scaleDown) + 1e-3 * Math.abs(center) + 1e-12;
      learnOffset(memory.profile, { position, distance: value - center, clip, weight });
    }
    this.#store(point, value, position);
  }

  #store(point: Point, value: number, position: number): void {
    const memory = this.#memory;
    // 5 % of slack, so that the jitter of a scheduler does not skip every second window.
    if (point.time - memory.lastRecentTime < 0.95 * this.#settings.independentMs) return;
    const entry = this.#entry(point, value, position);
    memory.lastRecentTime = point.time;
    pushRing(memory.recent, entry, recentSize);
    if (point.time - memory.lastLongTime >= 0.95 * memory.longStepMs) {
      memory.lastLongTime = point.time;
      if (memory.long.values.length >= longSize) {
        const stepMax = this.#settings.memoryMs / longSize;
        if (memory.longStepMs < stepMax) {
          memory.long = thinRing(memory.long);
          memory.longStepMs = Math.min(
            stepMax,
            2 * Math.max(memory.longStepMs, this.#settings.independentMs),
          );
        }
      }
      pushRing(memory.long, entry, longSize);
    }
    // Medians of 110 values hardly move by one: every third new value is enough, and three times cheaper.
    memory.pushCount = (memory.pushCount + 1) % 3;
    if (memory.pushCount === 0 || memory.weight < 100) memory.baseline = null;
  }

  #entry(point: Point, value: number, position: number): Parameters<typeof pushRing>[1] {
    const deviation =
      this.#settings.transform === "log" ? logDeviation(point) : (point.standardError ?? 0);
    const variance = Number.isFinite(deviation) ? Math.min(deviation, 1e150) ** 2 : 0;
    return { value, position, variance };
  }

  #remember(point: Point, deviation: number): void {
    const { past } = this.#memory;
    const { independentMs } = this.#settings;
    const newest = past.at(-1);
    // Six points an independent window are kept, whatever the step: the runs need no finer grid.
    if (newest && point.time - newest.time < independentMs / 6.5) return;
    past.push({ time: point.time, deviation: rounded(clamp(deviation, -1e6, 1e6), 4) });
    while (past.length > 0 && point.time - past[0]!.time > 3.5 * independentMs) past.shift();
  }

  #transformed(value: number): number {
    // Beyond 1e150 squares overflow; no real measure comes near.
    return this.#settings.transform === "log"
      ? Math.log(Math.max(value, 1e-9))
      : clamp(value, -1e150, 1e150);
  }

  #original(value: number): number {
    return this.#settings.transform === "log" ? Math.exp(Math.min(value, 700)) : value;
  }
}

/** Standard error of a logarithm, by the delta method. */
function logDeviation({ value, standardError }: Point): number {
  if (standardError === undefined || !Number.isFinite(standardError) || value <= 0) return 0;
  return standardError / value;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function structuredCopy<Value>(value: Value): Value {
  // What JSON can say comes back as the same type.
  return JSON.parse(JSON.stringify(value)) as Value;
}

import type { Json } from "../../model/json.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { hour } from "../../model/time.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { countMin, spreadFloor } from "./memory-detector.ts";
import { samplingDeviation } from "./sampling.ts";
import { bandVerdict, learningVerdict, noData, tooFew } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 6,
    min: 2,
    max: 50,
    meaning:
      "how far from the running level counts as anomalous; a Gaussian series reaches 6 less than once in 1,000,000 windows, one with Student's t of 3 degrees once in 220 (measured)",
  },
  windows: {
    type: "number",
    unit: "independent windows",
    default: 1_000,
    min: 10,
    max: 1e6,
    meaning: "memory of level and spread: more is steadier, fewer follows changes sooner",
  },
  warmupWindows: {
    type: "number",
    unit: "independent windows",
    default: 30,
    min: 5,
    max: 100_000,
    meaning: "how many windows that do not overlap are learned before the first verdict",
  },
  independentMs: {
    type: "number",
    unit: "ms",
    default: 60_000,
    min: 1,
    max: 86_400_000,
    meaning: "points closer together than this share data and count as part of one window",
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
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/** All it knows: a dozen numbers. */
type Memory = {
  level: number;
  /** Mean absolute distance from the level. */
  distance: number;
  /** Independent windows learned, at most the setting `windows`. */
  weight: number;
  /** Rows they held, at most 1e6. */
  rows: number;
  lastTime: number;
  /** Smoothed deviation, for shifts too small for one point. */
  smoothed: number;
  /** Of the point before, and the running product of neighbours: their correlation. */
  last: number;
  correlation: number;
  /** Of the present anomalous run, in case it is the new normal. */
  oddSince: number;
  oddLevel: number;
  oddDistance: number;
  oddCount: number;
};

const fresh: Memory = {
  level: 0,
  distance: 0,
  weight: 0,
  rows: 0,
  lastTime: 0,
  smoothed: 0,
  last: 0,
  correlation: 0,
  oddSince: 0,
  oddLevel: 0,
  oddDistance: 0,
  oddCount: 0,
};

/** Weight of the newest point in the smoothed deviation. */
const smoothing = 0.25;
/** Mean absolute distance → standard deviation, for a normal distribution. */
const distanceToSigma = Math.sqrt(Math.PI / 2);

/**
 * The cheapest robust band, for the many series that only explain: a running mean and mean absolute distance, both
 * clipped at three deviations (Huber), so that outliers hardly move them; a point, or a few together, six deviations
 * out is anomalous. Points are weighted by the time between them, so irregular steps and overlapping windows count for
 * what they are. Anomalous points teach nothing; what lasts `relearnMs` is learned. It knows no season: a rhythm widens
 * its band.
 *
 * Cost below 1 µs a point; state twelve numbers, below 300 bytes of JSON.
 */
export const runningBand: StreamDetector<typeof settings> = {
  name: "running-band",
  summary:
    "finds values far from a running level, with a dozen numbers of memory and under a microsecond",
  source: "Huber 1964 (clipping); Roberts 1959 (smoothed deviation)",
  formula:
    "(x − running mean) ÷ running deviation, both clipped at three; or the same smoothed over some values",
  cost: "below 1 µs a point",
  when: "For evidence series by the thousand, where a miss costs little; take `ensemble` or `robust-season` where somebody is woken, or where the day has a rhythm.",
  settings,
  stateBytesMax: 300,
  start: (values, direction) => new RunningBand(values, direction, fresh),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) =>
    new RunningBand(values, direction, snapshot as unknown as Memory),
};

class RunningBand implements StreamState {
  readonly #settings: Settings;
  readonly #direction: BadDirection;
  readonly #memory: Memory;

  constructor(values: Settings, direction: BadDirection, memory: Memory) {
    this.#settings = values;
    this.#direction = direction;
    this.#memory = { ...memory };
  }

  snapshot(): Json {
    return { ...this.#memory };
  }

  step(point: Point): Verdict {
    const { warmupWindows, countMin: rowsMin, independentMs } = this.#settings;
    if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
    if (point.count !== undefined && point.count < rowsMin) return tooFew(point.count, rowsMin);
    const memory = this.#memory;
    const elapsed = memory.lastTime === 0 ? independentMs : point.time - memory.lastTime;
    const weight = Math.max(0, Math.min(1, elapsed / independentMs));
    memory.lastTime = Math.max(memory.lastTime, point.time);
    // JSON knows no −0.
    const value = this.#transformed(point.value) + 0;
    if (memory.weight < warmupWindows) {
      this.#learn(point, value, weight);
      return learningVerdict(Math.min(memory.weight, warmupWindows), warmupWindows);
    }
    return this.#judge(point, value, weight);
  }

  #judge(point: Point, value: number, weight: number): Verdict {
    const { threshold, changeMin, changeMinRatio, transform } = this.#settings;
    const memory = this.#memory;
    const { level } = memory;
    const isLog = transform === "log";
    const spread = distanceToSigma * memory.distance + (isLog ? 1e-3 : spreadFloor(level));
    const chance = point.standardError === undefined ? 0 : this.#samplingOf(point, level);
    const sigma = chance > 0 ? Math.sqrt(spread * spread + chance * chance) : spread;
    const deviation = (value - level) / sigma;
    const clipped = Math.max(-threshold, Math.min(threshold, deviation));
    memory.smoothed += weight * smoothing * (clipped - memory.smoothed);
    const together = memory.smoothed / smoothedSpread(memory.correlation);
    // A run counts only while its newest point is out on the same side.
    const isRun = together * deviation > 0 && Math.abs(deviation) >= threshold / 2;
    const strongest = isRun && Math.abs(together) > Math.abs(deviation) ? together : deviation;
    const middle = isLog ? Math.exp(level) : level;
    const relevant = Math.max(changeMin, changeMinRatio * Math.abs(middle));
    const [low, high] = [level - threshold * sigma, level + threshold * sigma];
    const verdict = bandVerdict({
      value: point.value,
      expected: middle,
      low: Math.min(isLog ? Math.exp(low) : low, middle - relevant),
      high: Math.max(isLog ? Math.exp(Math.min(high, 700)) : high, middle + relevant),
      deviations: strongest,
      threshold,
      isRelevant: Math.abs(point.value - middle) >= relevant,
      direction: this.#direction,
    });
    if (verdict.state === "anomalous" || Math.abs(deviation) >= 2 * threshold) {
      this.#reject(point.time, value);
    } else {
      memory.oddSince = 0;
      this.#relate(deviation);
      this.#learn(point, value, weight);
    }
    return verdict;
  }

  /** Learns how alike neighbouring deviations are. */
  #relate(deviation: number): void {
    const memory = this.#memory;
    const own = Math.max(-3, Math.min(3, deviation));
    memory.correlation += (own * memory.last - memory.correlation) / Math.max(30, memory.weight);
    memory.last = own;
  }

  #learn(point: Point, value: number, weight: number): void {
    const memory = this.#memory;
    const isFirst = memory.weight === 0;
    memory.weight = Math.min(this.#settings.windows, memory.weight + weight);
    const rows = Math.max(0, point.count ?? 0) * weight;
    if (Number.isFinite(rows)) memory.rows = Math.min(1e6, memory.rows + rows);
    const gain = isFirst ? 1 : weight / Math.max(weight, memory.weight);
    const away = value - memory.level;
    if (isFirst) {
      memory.level = value;
      return;
    }
    // Nothing is clipped before the spread is known.
    const clip =
      memory.weight < 10
        ? Number.POSITIVE_INFINITY
        : 3 * (distanceToSigma * memory.distance + spreadFloor(memory.level));
    const clipped = Math.max(-clip, Math.min(clip, away));
    memory.level += gain * clipped;
    memory.distance += gain * (Math.abs(clipped) - memory.distance);
  }

  #reject(time: number, value: number): void {
    const memory = this.#memory;
    if (memory.oddSince === 0) {
      memory.oddSince = time;
      memory.oddCount = 0;
      memory.oddLevel = value;
      memory.oddDistance = 0;
    }
    memory.oddCount = Math.min(50, memory.oddCount + 1);
    const away = value - memory.oddLevel;
    memory.oddLevel += away / memory.oddCount;
    memory.oddDistance += (Math.abs(away) - memory.oddDistance) / memory.oddCount;
    if (time - memory.oddSince < this.#settings.relearnMs || memory.oddCount < 10) return;
    memory.level = memory.oddLevel;
    memory.distance = memory.oddDistance;
    memory.weight = Math.min(this.#settings.windows, this.#settings.warmupWindows);
    memory.oddSince = 0;
    memory.smoothed = 0;
  }

  #samplingOf(point: Point, level: number): number {
    if (this.#settings.transform !== "log")
      return samplingDeviation(point, level, this.#memory.rows);
    const error = point.standardError ?? 0;
    // By the delta method.
    return Number.isFinite(error) && error >= 0 && point.value > 0
      ? Math.min(1e75, error / point.value)
      : 0;
  }

  #transformed(value: number): number {
    if (this.#settings.transform === "log") return Math.log(Math.max(value, 1e-9));
    // Beyond 1e75 squares of sums overflow; no real measure comes near.
    return Math.max(-1e75, Math.min(1e75, value));
  }
}

/**
 * Standard deviation of the smoothed deviation of a first-order autoregression with this correlation. Source: Roberts
 * 1959 for 0; Schmid 1997 for others.
 */
function smoothedSpread(correlation: number): number {
  const carried = Math.max(0, Math.min(0.99, correlation)) * (1 - smoothing);
  return Math.sqrt(((smoothing / (2 - smoothing)) * (1 + carried)) / (1 - carried));
}

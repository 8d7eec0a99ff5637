import type { Json } from "../../model/json.ts";
import { say, type Message } from "../../model/message.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { EnsembleMembers, memberRules, type Family } from "./ensemble-members.ts";
import { countMin, warmupWindows } from "./memory-detector.ts";
import { newRest, rested, type Rest } from "./rest.ts";
import { learnScale, newRobustScale, scaled, unscaled, type RobustScale } from "./robust-scale.ts";
import { isSustainedRecord, newSustainedRecord, type SustainedRecord } from "./sustained-record.ts";
import { learningVerdict, noData, scoreOf, tooFew } from "./verdicts.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "nats",
    default: 10,
    min: 0.5,
    max: 200,
    meaning:
      "evidence of all members together that counts as anomalous; quiet real series reach 6 once in 4,800 windows, 8 once in 8,200, 10 once in 13,000, 12 once in 18,000 (measured)",
  },
  restWindows: {
    type: "number",
    unit: "windows",
    default: 130,
    min: 0,
    max: 100_000,
    meaning:
      "after an alarm only one half as high again counts, and as many windows later one half as high; 0 does not rest",
  },
  warmupWindows: warmupWindows(150),
  countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/**
 * By family: of heights that passed their rest, −ln of how often one at least as large comes in a value is offset +
 * slope · height. Fitted by least squares between 4 and 10 nats on the rows, without labels, of 39 series of the Numenta
 * Anomaly Benchmark, the mean over the members of a family (records: each its own).
 */
const calibration: { readonly [family in Exclude<Family, "record">]: Line } = {
  sequence: { offset: 6.4, slope: 0.13 },
  rhythm: { offset: 7.8, slope: 0.49 },
  level: { offset: 7, slope: 0.21 },
  "slow-level": { offset: 7.3, slope: 0.17 },
};
const recordCalibration = {
  value: { offset: 8.1, slope: 0.29 },
  share: { offset: 8.5, slope: 1.6 },
  mean: { offset: 8.3, slope: 10 },
} as const;

interface Line {
  readonly offset: number;
  readonly slope: number;
}

/** Nats that count for nothing: once in 55 values. */
const common = 4;
/** How long evidence waits for that of others, in values. */
const leak = Math.exp(-1 / 30);
const memberRest = { multiple: 2, values: 130, habit: 4 } as const;
/** What comes once in twenty is no peak, in nats; records are no nats, and rare. */
const costFloor = 3;

const lines = memberRules.map((rule) =>
  rule.family === "record" ? recordCalibration[rule.of] : calibration[rule.family],
);
const restRules = memberRules.map(({ family }) => ({
  ...memberRest,
  floor: family === "record" ? 1e-9 : costFloor,
}));
const familySizes = memberRules.map(
  ({ family }) => memberRules.filter((other) => other.family === family).length,
);

interface Memory {
  readonly seen: number;
  readonly scale: RobustScale;
  readonly members: ReturnType<EnsembleMembers["snapshot"]>;
  readonly rests: readonly Rest[];
  readonly evidence: readonly number[];
  readonly rest: Rest;
  readonly sustained: SustainedRecord;
}

/**
 * Five views of a series, each looked at by several members and added up as evidence:
 * - sequence: what the last three values, in 6 to 12 steps of the range, make of the next (contexts);
 * - rhythm: the value at this hour of the day, smoothed over some values;
 * - level: means over 10 to 40 values; slow level: over 100;
 * - record: how far beyond all before.
 *
 * A member codes symbols: what it has rarely or never seen costs nats, what it knows costs nothing. A cost that passes
 * the member's own rest (one early peak an event, less for what comes again and again) is turned into −ln of how often
 * such comes in real series; it waits some thirty values for that of others, and a family counts as the mean of its
 * members. The sum rests again. So a long anomaly is reported at its start, not throughout, and wants a monitor that
 * holds one window. Half the threshold before the last rest is enough where three values lie together half as far out
 * again as any three before: a level shift of four deviations is found in three values.
 *
 * Missing windows are skipped: nothing is learned. Constant series never score. Steps may be irregular, only the rhythm
 * looks at the clock. Cost about 8 µs a point; state below 64 kB of JSON, typically 30.
 */
export const ensemble: StreamDetector<typeof settings> = {
  name: "ensemble",
  summary:
    "finds what sequence, time of day, level and records together make surprising, by the series' own past; one alarm an event",
  source:
    "MacKay and Bauman Peto 1995 (mixed contexts); Smirnov 2016 (contexts of a coarse range, rest); Grossberg 1987 (few categories); Fisher 1925 (sum of logarithms)",
  formula:
    "Σ over families of the mean of its members’ (offset + slope · rested cost − 4)⁺ nats, which wait 30 values; then a rest",
  cost: "about 10 µs a point",
  when: "The default for one series without tuning and without row counts: best of all on the Numenta Anomaly Benchmark. Take `robust-season` where windows have row counts and standard errors, or where the alarm must last as long as the fault.",
  settings,
  stateBytesMax: 64_000,
  runLengthWindows: 13_000,
  start: (values, direction) => new Ensemble(values, direction),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) =>
    new Ensemble(values, direction, snapshot as unknown as Memory),
};

class Ensemble implements StreamState {
  readonly #settings: Settings;
  readonly #direction: BadDirection;
  readonly #scale: RobustScale;
  readonly #members: EnsembleMembers;
  readonly #rests: readonly Rest[];
  /** Of each member, that still waits for others. */
  readonly #evidence: number[];
  readonly #rest: Rest;
  readonly #sustained: SustainedRecord;
  #seen: number;

  constructor(values: Settings, direction: BadDirection, given?: Memory) {
    // A copy, as both sides go on writing.
    const memory = given && (JSON.parse(JSON.stringify(given)) as Memory);
    this.#settings = values;
    this.#direction = direction;
    this.#scale = memory?.scale ?? newRobustScale();
    // What `snapshot` of the members gave.
    this.#members = new EnsembleMembers(
      memory?.members as ConstructorParameters<typeof EnsembleMembers>[0],
    );
    this.#rests = memory?.rests ?? memberRules.map(newRest);
    this.#evidence = memory ? [...memory.evidence] : memberRules.map(() => 0);
    this.#rest = memory?.rest ?? newRest();
    this.#sustained = memory?.sustained ?? newSustainedRecord();
    this.#seen = memory?.seen ?? 0;
  }

  snapshot(): Json {
    const memory: Memory = {
      seen: this.#seen,
      scale: this.#scale,
      members: this.#members.snapshot(),
      rests: this.#rests,
      evidence: this.#evidence,
      rest: this.#rest,
      sustained: this.#sustained,
    };
    // A copy of what JSON can say.
    return JSON.parse(JSON.stringify(memory)) as Json;
  }

  step(point: Point): Verdict {
    const { countMin: rowsMin, warmupWindows: warmup } = this.#settings;
    if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
    if (point.count !== undefined && point.count < rowsMin) return tooFew(point.count, rowsMin);
    // Beyond 1e75 squares of sums overflow; no real measure comes near.
    const value = Math.max(-1e75, Math.min(1e75, point.value)) + 0;
    const deviation = scaled(this.#scale, value);
    const together = this.#weigh(value, point.time, deviation);
    const isShift =
      isSustainedRecord(this.#sustained, deviation) && together >= this.#settings.threshold / 2;
    const evidence = this.#rested(together);
    const verdict =
      this.#seen < warmup
        ? learningVerdict(this.#seen, warmup)
        : this.#judge({ value, deviation, evidence, isShift });
    learnScale(this.#scale, value);
    this.#seen = Math.min(1e9, this.#seen + 1);
    return verdict;
  }

  /** Lets all members see the value; returns their evidence together. */
  #weigh(value: number, time: number, deviation: number): number {
    const heights = this.#members.look({ value, time, deviation });
    const seen = this.#seen;
    let together = 0;
    for (let index = 0; index < heights.length; index++) {
      const { offset, slope } = lines[index]!;
      const height = rested(
        this.#rests[index]!,
        { seen, height: heights[index]! },
        restRules[index]!,
      );
      const own = height > 0 ? Math.max(0, offset + slope * height - common) : 0;
      const waiting = this.#evidence[index]! * leak;
      this.#evidence[index] = Math.max(own, waiting < 1e-3 ? 0 : waiting);
      together += this.#evidence[index]! / familySizes[index]!;
    }
    return together;
  }

  #rested(together: number): number {
    const { restWindows } = this.#settings;
    if (restWindows === 0) return together;
    const rule = { multiple: 1.5, values: restWindows, floor: 0.1, habit: 1 };
    return rested(this.#rest, { seen: this.#seen, height: together }, rule);
  }

  #judge(found: {
    readonly value: number;
    readonly deviation: number;
    readonly evidence: number;
    readonly isShift: boolean;
  }): Verdict {
    const { value, deviation, isShift } = found;
    const { threshold } = this.#settings;
    const evidence = isShift ? Math.max(found.evidence, threshold) : found.evidence;
    const family = this.#leading();
    const slow = this.#members.mean(family === "slow-level");
    const isLevel = family === "level" || family === "slow-level";
    const away = isLevel && !isShift ? slow : deviation;
    const isBad = this.#direction === "both" || (this.#direction === "up" ? away > 0 : away < 0);
    const strength = isBad ? evidence : 0;
    const isAnomalous = strength >= threshold;
    const expected = unscaled(this.#scale, 0);
    const [low, high] = [unscaled(this.#scale, -3), unscaled(this.#scale, 3)];
    return {
      state: isAnomalous ? "anomalous" : "normal",
      score: scoreOf(strength, threshold),
      expected,
      low,
      high,
      reason: isAnomalous
        ? this.#explain(family, { value, expected, low, high })
        : say("detect/usual", { value, low, high }),
    };
  }

  /** The family with the most evidence. */
  #leading(): Family {
    const sums = new Map<Family, number>();
    let best: Family = "sequence";
    memberRules.forEach(({ family }, index) => {
      const sum = (sums.get(family) ?? 0) + this.#evidence[index]! / familySizes[index]!;
      sums.set(family, sum);
      if (sum > (sums.get(best) ?? 0)) best = family;
    });
    return best;
  }

  /** What is odd, in the unit of the value. */
  #explain(family: Family, usual: { readonly [name: string]: number }): Message {
    const mean = (isSlow: boolean): number => unscaled(this.#scale, this.#members.mean(isSlow));
    switch (family) {
      case "sequence":
        return say("detect/odd-sequence", usual);
      case "rhythm":
        return say("detect/odd-rhythm", usual);
      case "level":
        return say("detect/odd-level", { ...usual, mean: mean(false), count: 20 });
      case "slow-level":
        return say("detect/odd-level", { ...usual, mean: mean(true), count: 100 });
      case "record":
        return say("detect/odd-record", usual);
      default:
        return family satisfies never;
    }
  }
}

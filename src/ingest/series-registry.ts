import { hash64, type Hash64 } from "../model/series-id.ts";
import { canonicalSeries, metricId, toBigInt } from "../model/series-id.ts";
import type { Labels, MetricKind, SeriesRow } from "../model/signals.ts";
import { hour, type TimeMs } from "../model/time.ts";

/** A series row is sent again after this time, so that a store that forgot it learns it anew. */
const resendMs = 6 * hour;
/** A series without a sample for this long no longer counts against the limits. */
const activeMs = hour;
/** How often at most the registry looks for inactive series, in ms: the scan costs 5 ms per million. */
const sweepMs = 60_000;
/** Metric families whose help, kind and unit are remembered. */
const familiesMax = 20_000;

/** What a sender says about a metric family. */
export interface MetricFacts {
  readonly kind: MetricKind;
  readonly unit: string;
  readonly help: string;
}

/** Number of a known series in the registry; negative when the series was refused. */
export type SeriesEntry = number;
export const overMetricLimit = -1;
export const overProjectLimit = -2;

/**
 * The series of one project that were seen lately, in columns: key hash → ids. It gives ids without
 * allocating, says which series the store has not been told of, and holds the cardinality limits.
 * Keys are any stable 64-bit hash of metric and labels (the series id itself, or a hash of the bytes
 * that carried the labels); two kinds of key for one series only cost a second entry.
 */
export class SeriesRegistry {
  readonly #perMetricMax: number;
  readonly #totalMax: number;
  // open addressing: slot → entry number + 1, 0 where free; size a power of two, at most half full
  #slots = new Int32Array(8_192);
  #keys = new Uint32Array(2 * 4_096);
  // two words per entry, low word first: the layout of a BigUint64Array on every machine we run on
  #metricWords = new Uint32Array(2 * 4_096);
  #seriesWords = new Uint32Array(2 * 4_096);
  #metricNumbers = new Int32Array(4_096);
  #lastSeen = new Float64Array(4_096);
  #sentAt = new Float64Array(4_096);
  #count = 0;
  // metric name → its number, and by number how many entries it has
  #metrics = new Map<string, number>();
  #seriesPerMetric: number[] = [];
  readonly #families = new Map<string, MetricFacts>();
  #sweptAt = 0;
  #generation = 0;

  constructor(limits: { readonly seriesPerMetricMax: number; readonly seriesMax: number }) {
    this.#perMetricMax = limits.seriesPerMetricMax;
    this.#totalMax = limits.seriesMax;
  }

  /** Entries held, active or not. */
  get size(): number {
    return this.#count;
  }

  /** Changes whenever entries are renumbered; entry numbers of another generation mean nothing. */
  get generation(): number {
    return this.#generation;
  }

  /** The entry of a key, marked as seen; undefined when the series is new. */
  find(key: Hash64, now: TimeMs): SeriesEntry | undefined {
    const entry = (this.#slots[this.#slotOf(key)] ?? 0) - 1;
    if (entry < 0) return undefined;
    this.#lastSeen[entry] = now;
    return entry;
  }

  /** Enters a new series, or says which limit forbids it. */
  add(key: Hash64, metric: string, series: Hash64, now: TimeMs): SeriesEntry {
    const number = this.#metricNumber(metric);
    if (this.#isFull(number)) this.#sweep(now);
    if (this.#count >= this.#totalMax) return overProjectLimit;
    // A sweep renumbers metrics, so the number is asked for again.
    const current = this.#metricNumber(metric);
    if ((this.#seriesPerMetric[current] ?? 0) >= this.#perMetricMax) return overMetricLimit;
    if (2 * (this.#count + 1) > this.#slots.length) this.#resize(this.#slots.length * 2);
    const entry = this.#count;
    this.#count += 1;
    this.#slots[this.#slotOf(key)] = entry + 1;
    this.#keys[2 * entry] = key.high;
    this.#keys[2 * entry + 1] = key.low;
    const metricHash = hash64(metric);
    this.#metricWords[2 * entry] = metricHash.low;
    this.#metricWords[2 * entry + 1] = metricHash.high;
    this.#seriesWords[2 * entry] = series.low;
    this.#seriesWords[2 * entry + 1] = series.high;
    this.#metricNumbers[entry] = current;
    this.#lastSeen[entry] = now;
    this.#sentAt[entry] = 0;
    this.#seriesPerMetric[current] = (this.#seriesPerMetric[current] ?? 0) + 1;
    return entry;
  }

  /** Whether the store should be told of this series (again). */
  needsRow(entry: SeriesEntry, now: TimeMs): boolean {
    return now - (this.#sentAt[entry] ?? 0) >= resendMs;
  }

  /** The store holds the rows of these series as of `now`; of another generation they are sent again. */
  markSent(entries: readonly SeriesEntry[], generation: number, now: TimeMs): void {
    if (generation !== this.#generation) return;
    for (const entry of entries) this.#sentAt[entry] = now;
  }

  /** Copies the ids of an entry to place `index` of two id columns given as 32-bit words. */
  copyIds(entry: SeriesEntry, metricWords: Uint32Array, seriesWords: Uint32Array, index: number) {
    metricWords[2 * index] = this.#metricWords[2 * entry] ?? 0;
    metricWords[2 * index + 1] = this.#metricWords[2 * entry + 1] ?? 0;
    seriesWords[2 * index] = this.#seriesWords[2 * entry] ?? 0;
    seriesWords[2 * index + 1] = this.#seriesWords[2 * entry + 1] ?? 0;
  }

  /** Remembers what a sender said of families; rows of their known series are then sent again. */
  learn(families: Iterable<readonly [string, MetricFacts]>): void {
    const changed = new Uint8Array(this.#seriesPerMetric.length);
    let isAnyChanged = false;
    for (const [family, facts] of families) {
      const before = this.#families.get(family);
      if (before && sameFacts(before, facts)) continue;
      if (!before && this.#families.size >= familiesMax) continue;
      this.#families.set(family, facts);
      for (const suffix of ["", "_total", "_bucket", "_sum", "_count"]) {
        const number = this.#metrics.get(family + suffix);
        if (number === undefined) continue;
        changed[number] = 1;
        isAnyChanged = true;
      }
    }
    if (!isAnyChanged) return;
    for (let entry = 0; entry < this.#count; entry += 1) {
      if (changed[this.#metricNumbers[entry] ?? 0] === 1) this.#sentAt[entry] = 0;
    }
  }

  /** What is known of the family a metric belongs to. */
  factsOf(metric: string): MetricFacts {
    const own = this.#families.get(metric);
    if (own) return own;
    const family = this.#families.get(metric.replace(/_(total|bucket|sum|count)$/, ""));
    return family ?? { kind: "unknown", unit: "", help: "" };
  }

  #isFull(metricNumber: number): boolean {
    return (
      this.#count >= this.#totalMax ||
      (this.#seriesPerMetric[metricNumber] ?? 0) >= this.#perMetricMax
    );
  }

  #metricNumber(metric: string): number {
    const known = this.#metrics.get(metric);
    if (known !== undefined) return known;
    const number = this.#seriesPerMetric.length;
    this.#metrics.set(metric, number);
    this.#seriesPerMetric.push(0);
    return number;
  }

  #slotOf(key: Hash64): number {
    const mask = this.#slots.length - 1;
    for (let slot = key.low & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0) return slot;
      if (this.#keys[2 * entry] === key.high && this.#keys[2 * entry + 1] === key.low) return slot;
    }
  }

  #resize(slots: number): void {
    const entries = slots >> 1;
    this.#slots = new Int32Array(slots);
    this.#keys = grown(this.#keys, new Uint32Array(2 * entries));
    this.#metricWords = grown(this.#metricWords, new Uint32Array(2 * entries));
    this.#seriesWords = grown(this.#seriesWords, new Uint32Array(2 * entries));
    this.#metricNumbers = grown(this.#metricNumbers, new Int32Array(entries));
    this.#lastSeen = grown(this.#lastSeen, new Float64Array(entries));
    this.#sentAt = grown(this.#sentAt, new Float64Array(entries));
    this.#rehash();
  }

  #rehash(): void {
    this.#slots.fill(0);
    for (let entry = 0; entry < this.#count; entry += 1) {
      const high = this.#keys[2 * entry] ?? 0;
      const low = this.#keys[2 * entry + 1] ?? 0;
      this.#slots[this.#slotOf({ high, low })] = entry + 1;
    }
  }

  /** Forgets inactive series and the metrics that have none left, at most once a minute. */
  #sweep(now: TimeMs): void {
    if (now - this.#sweptAt < sweepMs) return;
    this.#sweptAt = now;
    this.#generation += 1;
    const names = [...this.#metrics.keys()];
    this.#metrics = new Map();
    this.#seriesPerMetric = [];
    let kept = 0;
    for (let entry = 0; entry < this.#count; entry += 1) {
      if (now - (this.#lastSeen[entry] ?? 0) > activeMs) continue;
      const number = this.#metricNumber(names[this.#metricNumbers[entry] ?? 0] ?? "");
      this.#seriesPerMetric[number] = (this.#seriesPerMetric[number] ?? 0) + 1;
      for (const words of [this.#keys, this.#metricWords, this.#seriesWords]) {
        words.copyWithin(2 * kept, 2 * entry, 2 * entry + 2);
      }
      this.#metricNumbers[kept] = number;
      this.#lastSeen[kept] = this.#lastSeen[entry] ?? 0;
      this.#sentAt[kept] = this.#sentAt[entry] ?? 0;
      kept += 1;
    }
    this.#count = kept;
    this.#rehash();
  }
}

/** The row of a series with ids that were hashed already. */
export function rowOf(
  metric: string,
  labels: Labels,
  series: Hash64,
  facts: MetricFacts,
): SeriesRow {
  return { metric, metricId: metricId(metric), seriesId: toBigInt(series), labels, ...facts };
}

/** The series id of metric and labels as halves. */
export function seriesHash(metric: string, labels: Labels): Hash64 {
  return hash64(canonicalSeries(metric, labels));
}

function sameFacts(one: MetricFacts, other: MetricFacts): boolean {
  return one.kind === other.kind && one.unit === other.unit && one.help === other.help;
}

function grown<Column extends Uint32Array | Int32Array | Float64Array>(
  old: Column,
  bigger: Column,
): Column {
  bigger.set(old);
  return bigger;
}

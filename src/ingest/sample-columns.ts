import { AcesoError } from "../model/errors.ts";
import type { Hash64 } from "../model/series-id.ts";
import type { Labels, SampleBatch, SeriesRow } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { IngestLimits } from "./limits.ts";
import { Rejections } from "./rejections.ts";
import {
  overMetricLimit,
  overProjectLimit,
  rowOf,
  seriesHash,
  type MetricFacts,
  type SeriesEntry,
  type SeriesRegistry,
} from "./series-registry.ts";

/** The low and high word of the stale marker 0x7ff0000000000002 of Prometheus. */
export const staleLow = 2;
export const staleHigh = 0x7ff00000;

/**
 * Builds the samples of one request: growing columns, the rows of series the store has not been told
 * of, and what was refused. Values are written as two 32-bit words, so every NaN keeps its bits.
 */
export class SampleColumns {
  readonly rejections = new Rejections();
  readonly series: SeriesRow[] = [];
  readonly #registry: SeriesRegistry;
  readonly #limits: IngestLimits;
  readonly #now: TimeMs;
  readonly #newEntries: SeriesEntry[] = [];
  readonly #announced = new Set<SeriesEntry>();
  readonly #generation: number;
  #length = 0;
  #metricIds: BigUint64Array;
  #seriesIds: BigUint64Array;
  #times: BigInt64Array;
  #values: Float64Array;
  // the same memory as the four columns above, as words, low word first
  #metricWords: Uint32Array;
  #seriesWords: Uint32Array;
  #timeWords: Uint32Array;
  #valueWords: Uint32Array;

  constructor(options: {
    readonly registry: SeriesRegistry;
    readonly limits: IngestLimits;
    readonly now: TimeMs;
    readonly capacity: number;
  }) {
    this.#registry = options.registry;
    this.#generation = options.registry.generation;
    this.#limits = options.limits;
    this.#now = options.now;
    const capacity = Math.max(16, options.capacity);
    this.#metricIds = new BigUint64Array(capacity);
    this.#seriesIds = new BigUint64Array(capacity);
    this.#times = new BigInt64Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#metricWords = new Uint32Array(this.#metricIds.buffer);
    this.#seriesWords = new Uint32Array(this.#seriesIds.buffer);
    this.#timeWords = new Uint32Array(this.#times.buffer);
    this.#valueWords = new Uint32Array(this.#values.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** The entry of a series given as labels; undefined when a limit refuses it (counted here). */
  entryOf(metric: string, labels: Labels, facts: MetricFacts): SeriesEntry | undefined {
    const id = seriesHash(metric, labels);
    const known = this.#registry.find(id, this.#now);
    const entry = known ?? this.enter({ key: id, metric, id, labels });
    if (entry === undefined) return undefined;
    if (this.mustAnnounce(entry)) this.announce(entry, rowOf(metric, labels, id, facts));
    return entry;
  }

  /** Enters a series that the registry does not know, after checking every limit. */
  enter(series: {
    readonly key: Hash64;
    readonly metric: string;
    readonly id: Hash64;
    readonly labels: Labels;
  }): SeriesEntry | undefined {
    const refusal = labelProblem(series.labels, this.#limits);
    if (refusal) {
      this.rejections.add(refusal, { example: series.metric });
      return undefined;
    }
    const entry = this.#registry.add(series.key, series.metric, series.id, this.#now);
    if (entry === overMetricLimit || entry === overProjectLimit) {
      const limit =
        entry === overMetricLimit ? this.#limits.seriesPerMetricMax : this.#limits.seriesMax;
      const error = new AcesoError("too-many-series", { metric: series.metric, limit });
      this.rejections.add(error, { example: series.metric });
      return undefined;
    }
    return entry;
  }

  /** Whether this batch should carry the row of the series. */
  mustAnnounce(entry: SeriesEntry): boolean {
    return this.#registry.needsRow(entry, this.#now) && !this.#announced.has(entry);
  }

  /** Puts the row of a series into the batch. */
  announce(entry: SeriesEntry, row: SeriesRow): void {
    this.#announced.add(entry);
    this.#newEntries.push(entry);
    this.series.push(row);
  }

  /** Adds a sample; its time is checked, its value taken with every bit. */
  push(entry: SeriesEntry, time: TimeMs, value: number): void {
    if (!this.#hasTime(time)) return;
    const index = this.#place(entry, time);
    this.#values[index] = value;
  }

  /** Adds a sample whose value is given as the two words of an IEEE 754 double. */
  pushWords(entry: SeriesEntry, time: TimeMs, low: number, high: number): void {
    if (!this.#hasTime(time)) return;
    const index = this.#place(entry, time);
    this.#valueWords[2 * index] = low;
    this.#valueWords[2 * index + 1] = high;
  }

  /** The columns, cut to length. The builder gives them away and must not be used again. */
  batch(): SampleBatch {
    return {
      length: this.#length,
      metricIds: this.#metricIds.subarray(0, this.#length),
      seriesIds: this.#seriesIds.subarray(0, this.#length),
      times: this.#times.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
    };
  }

  /** To be called when the batch is durable: its series rows need not be sent again soon. */
  committed(): void {
    this.#registry.markSent(this.#newEntries, this.#generation, this.#now);
  }

  #hasTime(time: TimeMs): boolean {
    const earliest = this.#now - this.#limits.retentionMs.samples;
    if (time >= earliest && time <= this.#now + this.#limits.futureMsMax) return true;
    this.rejections.add(new AcesoError("time-out-of-range", { time }));
    return false;
  }

  #place(entry: SeriesEntry, time: TimeMs): number {
    if (this.#length === this.#values.length) this.#grow();
    const index = this.#length;
    this.#length += 1;
    this.#registry.copyIds(entry, this.#metricWords, this.#seriesWords, index);
    // Accepted times are positive and below 2^53, so the high word is a plain quotient.
    this.#timeWords[2 * index] = time % 0x1_0000_0000;
    this.#timeWords[2 * index + 1] = Math.floor(time / 0x1_0000_0000);
    return index;
  }

  #grow(): void {
    const capacity = this.#values.length * 2;
    const metricIds = new BigUint64Array(capacity);
    const seriesIds = new BigUint64Array(capacity);
    const times = new BigInt64Array(capacity);
    const values = new Uint32Array(2 * capacity);
    metricIds.set(this.#metricIds);
    seriesIds.set(this.#seriesIds);
    times.set(this.#times);
    values.set(this.#valueWords);
    this.#metricIds = metricIds;
    this.#seriesIds = seriesIds;
    this.#times = times;
    this.#values = new Float64Array(values.buffer);
    this.#metricWords = new Uint32Array(metricIds.buffer);
    this.#seriesWords = new Uint32Array(seriesIds.buffer);
    this.#timeWords = new Uint32Array(times.buffer);
    this.#valueWords = values;
  }
}

/** Why a label set cannot be taken; undefined when it can. */
function labelProblem(labels: Labels, limits: IngestLimits): AcesoError | undefined {
  const names = Object.keys(labels);
  if (names.length > limits.labelsMax) {
    return new AcesoError("too-many-labels", { count: names.length, limit: limits.labelsMax });
  }
  for (const name of names) {
    const length = labels[name]?.length ?? 0;
    if (length > limits.labelLengthMax || name.length > limits.labelLengthMax) {
      const expected = `a text of at most ${limits.labelLengthMax} characters`;
      const got = `${Math.max(length, name.length)} characters`;
      return new AcesoError("bad-field", { field: `label ${name.slice(0, 60)}`, expected, got });
    }
  }
  return undefined;
}

import type { Labels } from "../model/signals.ts";
import { AttributeBag } from "./attribute-bag.ts";
import type { Resource } from "./otlp-envelope.ts";
import {
  placeLabels,
  pointLabels,
  prometheusName,
  unitWordOf,
  type MetricShape,
} from "./otlp-metric-names.ts";
import type { DecodeRequest } from "./protocol.ts";
import { SampleColumns, staleHigh, staleLow } from "./sample-columns.ts";
import type { MetricFacts } from "./series-registry.ts";
import { addTargetInfo } from "./target-info.ts";

/** What a metric says of all its points. */
export interface MetricHead {
  name: string;
  help: string;
  unit: string;
  shape: MetricShape;
  isDelta: boolean;
}

/** A point of any metric type, in the words of Prometheus. Owned by the decoder. */
export interface RawPoint {
  timeNs: bigint;
  /** Bit 0: no value was recorded, the series went stale. */
  flags: number;
  /** Of a gauge or sum. */
  value: number;
  count: number;
  /** undefined where the sender keeps none (negative observations). */
  sum: number | undefined;
  bucketCounts: readonly number[];
  bounds: readonly number[];
  exponential: ExponentialBuckets | undefined;
  quantiles: { quantile: number; value: number }[];
  readonly attributes: AttributeBag;
}

/** Bucket i of `counts` holds values in (base^(offset+i), base^(offset+i+1)], base = 2^(2^-scale). */
export interface ExponentialBuckets {
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: { offset: number; counts: readonly number[] };
  negative: { offset: number; counts: readonly number[] };
}

/** An empty point to be filled. */
export function rawPoint(): RawPoint {
  return {
    timeNs: 0n,
    flags: 0,
    value: Number.NaN,
    count: 0,
    sum: undefined,
    bucketCounts: [],
    bounds: [],
    exponential: undefined,
    quantiles: [],
    attributes: new AttributeBag(),
  };
}

/** Buckets finer than this (19 % wide) are joined: 8 per doubling would give 300 series a histogram. */
const scaleMax = 2;
/** Buckets of one exponential histogram; wider ranges are joined further. */
const exponentialBucketsMax = 160;

/** Turns points into Prometheus series and samples, and sums up differences. */
export class PointWriter {
  readonly columns: SampleColumns;
  readonly added: { readonly key: string; readonly difference: number }[] = [];
  /** Points of which at least one sample was taken, and points refused. */
  accepted = 0;
  #metric = "";
  #facts: MetricFacts = { kind: "unknown", unit: "", help: "" };
  #isDelta = false;
  #isStale = false;
  #time = 0;
  #placed: Resource | undefined;
  readonly #request: DecodeRequest;

  constructor(request: DecodeRequest) {
    this.#request = request;
    this.columns = new SampleColumns({
      registry: request.memory.series,
      limits: request.limits,
      now: request.now,
      capacity: 256,
    });
  }

  /** Writes one point of a metric as one or more samples. */
  write(head: MetricHead, point: RawPoint, resource: Resource): void {
    const labels = pointLabels(resource, point.attributes);
    this.#metric = prometheusName(head.name, head.unit, head.shape);
    this.#facts = {
      kind: head.shape,
      unit: unitWordOf(head.unit, head.shape),
      help: head.help.slice(0, 1_024),
    };
    this.#isDelta = head.isDelta;
    this.#isStale = (point.flags & 1) === 1;
    this.#time = point.timeNs === 0n ? this.#request.now : Number(point.timeNs / 1_000_000n);
    if (resource !== this.#placed) this.#place(resource);
    const before = this.columns.length;
    if (head.shape === "histogram") this.#histogram(labels, point);
    else if (head.shape === "summary") this.#summary(labels, point);
    else this.#sample("", labels, point.value);
    if (this.columns.length > before) this.accepted += 1;
  }

  #place(resource: Resource): void {
    this.#placed = resource;
    const labels = placeLabels(resource);
    if (labels !== null) addTargetInfo(this.columns, labels, this.#request.now);
  }

  #histogram(labels: Labels, point: RawPoint): void {
    const buckets = point.exponential ? classicBuckets(point.exponential) : explicitBuckets(point);
    for (const { bound, cumulative } of buckets) {
      this.#sample("_bucket", { ...labels, le: formatBound(bound) }, cumulative);
    }
    this.#sample("_bucket", { ...labels, le: "+Inf" }, point.count);
    this.#sample("_count", labels, point.count);
    if (point.sum !== undefined) this.#sample("_sum", labels, point.sum);
  }

  #summary(labels: Labels, point: RawPoint): void {
    for (const { quantile, value } of point.quantiles) {
      this.#sample("", { ...labels, quantile: formatBound(quantile) }, value);
    }
    this.#sample("_count", labels, point.count);
    if (point.sum !== undefined) this.#sample("_sum", labels, point.sum);
  }

  #sample(suffix: string, labels: Labels, value: number): void {
    const entry = this.columns.entryOf(this.#metric + suffix, labels, this.#facts);
    if (entry === undefined) return;
    if (this.#isStale) {
      this.columns.pushWords(entry, this.#time, staleLow, staleHigh);
    } else if (this.#isDelta) {
      const key = `${this.#metric}${suffix} ${JSON.stringify(labels)}`;
      this.added.push({ key, difference: value });
      this.columns.push(entry, this.#time, this.#request.memory.deltas.add(key, value));
    } else {
      this.columns.push(entry, this.#time, value);
    }
  }
}

interface Bucket {
  readonly bound: number;
  readonly cumulative: number;
}

function explicitBuckets(point: RawPoint): readonly Bucket[] {
  const buckets: Bucket[] = [];
  let cumulative = 0;
  for (let index = 0; index < point.bounds.length; index += 1) {
    cumulative += point.bucketCounts[index] ?? 0;
    buckets.push({ bound: point.bounds[index] ?? 0, cumulative });
  }
  return buckets;
}

/**
 * An exponential histogram as cumulative buckets at powers of its base, the base made coarser until it
 * fits `scaleMax` and `exponentialBucketsMax`. Every bound between the first and last filled bucket is
 * given, so that neighbouring points have nearly the same bounds.
 */
function classicBuckets(histogram: ExponentialBuckets): readonly Bucket[] {
  const { offset, counts } = histogram.positive;
  let scale = Math.min(histogram.scale, scaleMax);
  const coarse = (index: number) => Math.floor(index / 2 ** (histogram.scale - scale));
  while (coarse(offset + counts.length) - coarse(offset) > exponentialBucketsMax) scale -= 1;
  // coarse bucket index → observations
  const joined = new Map<number, number>();
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] ?? 0;
    const bucket = coarse(offset + index);
    if (count > 0) joined.set(bucket, (joined.get(bucket) ?? 0) + count);
  }
  const negatives = histogram.negative.counts.reduce((sum, count) => sum + count, 0);
  let cumulative = histogram.zeroCount + negatives;
  const buckets: Bucket[] = [];
  if (cumulative > 0) buckets.push({ bound: histogram.zeroThreshold, cumulative });
  if (joined.size === 0) return buckets;
  const filled = [...joined.keys()].sort((one, other) => one - other);
  const last = filled.at(-1) ?? 0;
  for (let index = filled[0] ?? 0; index <= last; index += 1) {
    cumulative += joined.get(index) ?? 0;
    buckets.push({ bound: 2 ** ((index + 1) * 2 ** -scale), cumulative });
  }
  return buckets;
}

/** A bound as Prometheus writes it: the shortest decimal, infinities with a sign. */
function formatBound(bound: number): string {
  if (bound === Infinity) return "+Inf";
  if (bound === -Infinity) return "-Inf";
  return String(bound);
}

import { AcesoError } from "../model/errors.ts";
import { readAttribute } from "./otlp-attributes.ts";
import {
  rawPoint,
  type ExponentialBuckets,
  type MetricHead,
  type RawPoint,
} from "./otlp-points.ts";
import { wireBytes, wireFixed64, wireVarint, type ProtobufReader } from "./wire/protobuf.ts";

/** Called for every point, in the order of the request. */
export type PointReceiver = (head: MetricHead, point: RawPoint) => void;

type PointKind = "number" | "histogram" | "exponential" | "summary";

// field of Metric → what its points are (metrics.proto of opentelemetry-proto 1.11)
const kindsByField: { readonly [field: number]: PointKind } = {
  5: "number",
  7: "number",
  9: "histogram",
  10: "exponential",
  11: "summary",
};
const sumField = 7;

/** Reads one Metric message that ends at `end`. Throws AcesoError. */
export function readProtobufMetric(
  reader: ProtobufReader,
  end: number,
  depthMax: number,
  receive: PointReceiver,
): void {
  const head: MetricHead = { name: "", help: "", unit: "", shape: "gauge", isDelta: false };
  let data = { field: 0, at: 0 };
  while (reader.next(end)) {
    if (reader.field === 1) head.name = reader.text();
    else if (reader.field === 2) head.help = reader.text();
    else if (reader.field === 3) head.unit = reader.text();
    else {
      const isData = kindsByField[reader.field] !== undefined;
      if (isData) data = { field: reader.field, at: reader.position };
      if (isData) reader.position = reader.lengthEnd();
      else reader.skip();
    }
  }
  const kind = kindsByField[data.field];
  if (head.name === "") {
    throw new AcesoError("missing-field", { field: "name", expected: "the name of the metric" });
  }
  if (!kind) return;
  reader.resume(data.at, end);
  reader.wire = wireBytes;
  const points = readDataHead(reader, head, kind, data.field === sumField);
  for (const at of points.starts) {
    reader.resume(at, points.end);
    reader.wire = wireBytes;
    receive(head, readPoint(reader, kind, depthMax));
  }
}

/** Temporality and monotony come after the points, so the points' places are noted and read later. */
function readDataHead(
  reader: ProtobufReader,
  head: MetricHead,
  kind: PointKind,
  isSum: boolean,
): { readonly starts: readonly number[]; readonly end: number } {
  const end = reader.lengthEnd();
  const starts: number[] = [];
  let isMonotonic = false;
  while (reader.next(end)) {
    if (reader.field === 1) {
      starts.push(reader.position);
      reader.position = reader.lengthEnd();
    } else if (reader.field === 2 && kind !== "summary") {
      reader.expect(wireVarint);
      head.isDelta = reader.varint() === 1;
    } else if (reader.field === 3 && isSum) {
      reader.expect(wireVarint);
      isMonotonic = reader.varint() !== 0;
    } else {
      reader.skip();
    }
  }
  if (kind === "number") head.shape = isMonotonic ? "counter" : "gauge";
  else head.shape = kind === "summary" ? "summary" : "histogram";
  if (kind === "number" && !isSum) head.isDelta = false;
  return { starts, end };
}

function readPoint(reader: ProtobufReader, kind: PointKind, depthMax: number): RawPoint {
  const point = rawPoint();
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    if (reader.field === attributeField[kind]) readAttribute(reader, point.attributes, depthMax);
    else if (reader.field === 3) {
      reader.expect(wireFixed64);
      point.timeNs = reader.fixed64BigInt();
    } else readers[kind](reader, point);
  }
  return point;
}

const attributeField: Readonly<Record<PointKind, number>> = {
  number: 7,
  histogram: 9,
  exponential: 1,
  summary: 7,
};

const readers: Readonly<Record<PointKind, (reader: ProtobufReader, point: RawPoint) => void>> = {
  number: readNumberField,
  histogram: readHistogramField,
  exponential: readExponentialField,
  summary: readSummaryField,
};

function readNumberField(reader: ProtobufReader, point: RawPoint): void {
  if (reader.field === 4) {
    reader.expect(wireFixed64);
    point.value = reader.double();
  } else if (reader.field === 6) {
    reader.expect(wireFixed64);
    point.value = reader.signedFixed64();
  } else if (reader.field === 8) {
    point.flags = readFlags(reader);
  } else {
    reader.skip();
  }
}

function readHistogramField(reader: ProtobufReader, point: RawPoint): void {
  switch (reader.field) {
    case 4:
      point.count = readCount(reader);
      break;
    case 5:
      reader.expect(wireFixed64);
      point.sum = reader.double();
      break;
    case 6:
      point.bucketCounts = [...point.bucketCounts, ...readPackedCounts(reader)];
      break;
    case 7:
      point.bounds = [...point.bounds, ...readPackedDoubles(reader)];
      break;
    case 10:
      point.flags = readFlags(reader);
      break;
    default:
      reader.skip();
  }
}

function readExponentialField(reader: ProtobufReader, point: RawPoint): void {
  const buckets = (point.exponential ??= emptyExponential());
  switch (reader.field) {
    case 4:
      point.count = readCount(reader);
      break;
    case 5:
      reader.expect(wireFixed64);
      point.sum = reader.double();
      break;
    case 6:
      reader.expect(wireVarint);
      buckets.scale = clampScale(reader.zigzag());
      break;
    case 7:
      buckets.zeroCount = readCount(reader);
      break;
    case 8:
      buckets.positive = readBuckets(reader);
      break;
    case 9:
      buckets.negative = readBuckets(reader);
      break;
    case 10:
      point.flags = readFlags(reader);
      break;
    case 14:
      reader.expect(wireFixed64);
      buckets.zeroThreshold = reader.double();
      break;
    default:
      reader.skip();
  }
}

function readSummaryField(reader: ProtobufReader, point: RawPoint): void {
  switch (reader.field) {
    case 4:
      point.count = readCount(reader);
      break;
    case 5:
      reader.expect(wireFixed64);
      point.sum = reader.double();
      break;
    case 6:
      point.quantiles.push(readQuantile(reader));
      break;
    case 8:
      point.flags = readFlags(reader);
      break;
    default:
      reader.skip();
  }
}

function readQuantile(reader: ProtobufReader): { quantile: number; value: number } {
  const end = reader.lengthEnd();
  const found = { quantile: 0, value: 0 };
  while (reader.next(end)) {
    if (reader.field === 1 && reader.wire === wireFixed64) found.quantile = reader.double();
    else if (reader.field === 2 && reader.wire === wireFixed64) found.value = reader.double();
    else reader.skip();
  }
  return found;
}

function readBuckets(reader: ProtobufReader): { offset: number; counts: readonly number[] } {
  const end = reader.lengthEnd();
  const buckets: { offset: number; counts: number[] } = { offset: 0, counts: [] };
  while (reader.next(end)) {
    if (reader.field === 1) {
      reader.expect(wireVarint);
      buckets.offset = reader.zigzag();
    } else if (reader.field === 2 && reader.wire === wireBytes) {
      const packedEnd = reader.lengthEnd();
      while (reader.position < packedEnd) buckets.counts.push(reader.varint());
      reader.resume(packedEnd, end);
    } else if (reader.field === 2 && reader.wire === wireVarint) {
      buckets.counts.push(reader.varint());
    } else {
      reader.skip();
    }
  }
  if (Math.abs(buckets.offset) > 2 ** 31) buckets.offset = 0;
  return buckets;
}

/** An empty exponential histogram. */
export function emptyExponential(): ExponentialBuckets {
  const none = { offset: 0, counts: [] };
  return { scale: 0, zeroCount: 0, zeroThreshold: 0, positive: none, negative: none };
}

/** The data model allows scales from -10 to 20. */
export function clampScale(scale: number): number {
  return Math.max(-10, Math.min(20, Math.trunc(scale) || 0));
}

function readCount(reader: ProtobufReader): number {
  reader.expect(wireFixed64);
  return Number(reader.fixed64BigInt());
}

function readFlags(reader: ProtobufReader): number {
  reader.expect(wireVarint);
  return reader.varint();
}

function readPackedCounts(reader: ProtobufReader): readonly number[] {
  if (reader.wire === wireFixed64) return [Number(reader.fixed64BigInt())];
  return readPacked(reader, () => Number(reader.fixed64BigInt()));
}

function readPackedDoubles(reader: ProtobufReader): readonly number[] {
  if (reader.wire === wireFixed64) return [reader.double()];
  return readPacked(reader, () => reader.double());
}

function readPacked(reader: ProtobufReader, read: () => number): readonly number[] {
  const packedEnd = reader.lengthEnd();
  if ((packedEnd - reader.position) % 8 !== 0) {
    throw new AcesoError("bad-protobuf", { reason: "a packed list is cut off" });
  }
  const values: number[] = [];
  while (reader.position < packedEnd) values.push(read());
  return values;
}

import { AcesoError } from "../model/errors.ts";
import { hash64Bytes, type Hash64 } from "../model/series-id.ts";
import type { Labels, MetricKind } from "../model/signals.ts";
import { errorOf, failJson, jsonResponse } from "./json-rows.ts";
import type { Decoded, DecodeRequest, IngestResponse, Protocol } from "./protocol.ts";
import { SampleColumns } from "./sample-columns.ts";
import { rowOf, seriesHash, type MetricFacts, type SeriesEntry } from "./series-registry.ts";
import { ProtobufReader, wireFixed64, wireVarint } from "./wire/protobuf.ts";

/**
 * Prometheus remote write 1.0: a snappy block of prometheus.WriteRequest. A series is recognised by a
 * hash of the bytes of its labels, so labels become texts only at first sight; values are copied as
 * words, so the stale marker keeps its bits. Partly bad data: the good part is kept, the answer is 400,
 * which senders do not retry.
 *
 * Source: Prometheus Remote-Write 1.0 specification; remote.proto and types.proto.
 */
export const remoteWrite: Protocol = {
  name: "remote-write",
  routes: [{ method: "POST", path: "/api/v1/write" }],
  contentTypes: ["application/x-protobuf"],
  encodings: ["snappy"],
  decode(request) {
    const columns = new SampleColumns({
      registry: request.memory.series,
      limits: request.limits,
      now: request.now,
      // Between 20 and 400 bytes a sample were seen; the columns grow where this is too small.
      capacity: Math.ceil(request.body.length / 200),
    });
    const reader = new ProtobufReader(request.body, request.memory.interned);
    const end = request.body.length;
    // metric family → its facts
    const families = new Map<string, MetricFacts>();
    while (reader.next(end)) {
      if (reader.field === 1) readTimeSeries(reader, columns, request);
      else if (reader.field === 3) readMetadata(reader, families);
      else reader.skip();
    }
    request.memory.series.learn(families);
    return {
      batch: {
        project: request.project,
        receivedAt: request.now,
        series: columns.series,
        samples: columns.batch(),
      },
      accepted: columns.length,
      rejected: columns.rejections.list(),
      committed: () => columns.committed(),
    };
  },
  succeed: answer,
  fail: failJson,
};

function answer(decoded: Decoded): IngestResponse {
  const first = decoded.rejected[0];
  if (first === undefined) return { status: 204, headers: {}, body: new Uint8Array() };
  return jsonResponse(400, { error: errorOf(first), accepted: decoded.accepted });
}

function readTimeSeries(
  reader: ProtobufReader,
  columns: SampleColumns,
  request: DecodeRequest,
): void {
  const end = reader.lengthEnd();
  const start = reader.position;
  const labelsEnd = skipLabels(reader, end);
  const labelBytes =
    labelsEnd === undefined
      ? gatherLabels(reader, start, end)
      : { view: reader.view, start, end: labelsEnd };
  const key = hash64Bytes(labelBytes.view, labelBytes.start, labelBytes.end);
  const entry = entryOf(key, labelBytes, columns, request);
  reader.resume(labelsEnd ?? start, end);
  while (reader.next(end)) {
    if (reader.field !== 2 || entry === undefined) {
      reader.skip();
      continue;
    }
    readSample(reader, entry, columns);
  }
}

/** The end of the labels when they all stand first, as Prometheus writes them; else undefined. */
function skipLabels(reader: ProtobufReader, end: number): number | undefined {
  const { bytes } = reader;
  let labelsEnd = reader.position;
  // Nearly all labels are field 1 with a length of one byte: stepped over without the general reader.
  while (bytes[labelsEnd] === 0x0a && (bytes[labelsEnd + 1] ?? 0x80) < 0x80) {
    const next = labelsEnd + 2 + (bytes[labelsEnd + 1] ?? 0);
    if (next > end) break;
    labelsEnd = next;
  }
  reader.resume(labelsEnd, end);
  let areLabelsOver = false;
  while (reader.next(end)) {
    if (reader.field === 1) {
      if (areLabelsOver) return undefined;
      reader.skip();
      labelsEnd = reader.position;
    } else {
      areLabelsOver = true;
      reader.skip();
    }
  }
  return labelsEnd;
}

interface LabelBytes {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** The labels of a message that has them between samples, put side by side. */
function gatherLabels(reader: ProtobufReader, start: number, end: number): LabelBytes {
  const parts: Uint8Array[] = [];
  reader.resume(start, end);
  for (let at = start; reader.next(end); at = reader.position) {
    const isLabel = reader.field === 1;
    reader.skip();
    if (isLabel) parts.push(reader.bytes.subarray(at, reader.position));
  }
  const bytes = Buffer.concat(parts);
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    start: 0,
    end: bytes.length,
  };
}

/** The entry of a series, made at first sight; undefined when it is refused (and counted). */
function entryOf(
  key: Hash64,
  from: LabelBytes,
  columns: SampleColumns,
  request: DecodeRequest,
): SeriesEntry | undefined {
  const registry = request.memory.series;
  const known = registry.find(key, request.now);
  if (known !== undefined && !columns.mustAnnounce(known)) return known;
  try {
    const { metric, labels } = readLabels(from, request);
    const id = seriesHash(metric, labels);
    const entry = known ?? columns.enter({ key, metric, id, labels });
    if (entry === undefined) return undefined;
    columns.announce(entry, rowOf(metric, labels, id, registry.factsOf(metric)));
    return entry;
  } catch (error) {
    if (!(error instanceof AcesoError) || error.code === "bad-protobuf") throw error;
    columns.rejections.add(error);
    return undefined;
  }
}

function readLabels(
  from: LabelBytes,
  request: DecodeRequest,
): { readonly metric: string; readonly labels: Labels } {
  const reader = new ProtobufReader(
    new Uint8Array(from.view.buffer, from.view.byteOffset + from.start, from.end - from.start),
    request.memory.interned,
  );
  const length = from.end - from.start;
  const pairs = new Map<string, string>();
  let metric = "";
  while (reader.next(length)) {
    const end = reader.lengthEnd();
    let name = "";
    let value = "";
    while (reader.next(end)) {
      if (reader.field === 1) name = reader.text();
      else if (reader.field === 2) value = reader.text();
      else reader.skip();
    }
    if (name === "__name__") metric = value;
    else if (name !== "" && value !== "") pairs.set(name, value);
    if (pairs.size > request.limits.labelsMax) {
      const params = {
        count: `more than ${request.limits.labelsMax}`,
        limit: request.limits.labelsMax,
      };
      throw new AcesoError("too-many-labels", params);
    }
  }
  if (metric === "") {
    throw new AcesoError("missing-field", { field: "__name__", expected: "the metric name" });
  }
  return { metric, labels: Object.fromEntries(pairs) };
}

function readSample(reader: ProtobufReader, entry: SeriesEntry, columns: SampleColumns): void {
  const end = reader.lengthEnd();
  let low = 0;
  let high = 0;
  let time = 0;
  while (reader.next(end)) {
    if (reader.field === 1) {
      reader.expect(wireFixed64);
      const at = reader.fixed64();
      low = reader.wordAt(at);
      high = reader.wordAt(at + 4);
    } else if (reader.field === 2) {
      reader.expect(wireVarint);
      time = reader.signedVarint();
    } else {
      reader.skip();
    }
  }
  columns.pushWords(entry, time, low, high);
}

// MetricMetadata.MetricType → our kind
const kinds: readonly MetricKind[] = [
  "unknown",
  "counter",
  "gauge",
  "histogram",
  "histogram",
  "summary",
];

function readMetadata(reader: ProtobufReader, families: Map<string, MetricFacts>): void {
  const end = reader.lengthEnd();
  let family = "";
  let kind = 0;
  let help = "";
  let unit = "";
  while (reader.next(end)) {
    if (reader.field === 1) {
      reader.expect(wireVarint);
      kind = reader.varint();
    } else if (reader.field === 2) family = reader.text();
    else if (reader.field === 4) help = reader.text();
    else if (reader.field === 5) unit = reader.text();
    else reader.skip();
  }
  if (family === "") return;
  families.set(family, { kind: kinds[kind] ?? "unknown", help: help.slice(0, 1_024), unit });
}

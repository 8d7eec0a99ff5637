import { SpanColumns, writeHex, writeWords } from "../model/span-columns.ts";
import { listOf, walkEnvelope, type ItemReaders } from "./otlp-envelope.ts";
import { failOtlp, otlpContentTypes, otlpEncodings, succeedOtlp } from "./otlp-answer.ts";
import { readAttribute, readJsonAttributes } from "./otlp-attributes.ts";
import { jsonHexId, jsonNanoseconds, jsonNumber, jsonText } from "./otlp-json.ts";
import { AttributeBag } from "./attribute-bag.ts";
import { addSpan, RawSpan, type RawEvent } from "./otlp-spans.ts";
import type { DecodeRequest, Protocol } from "./protocol.ts";
import { isFields, type Fields } from "./json-rows.ts";
import { TargetWriter } from "./target-info.ts";
import { wireFixed64, wireVarint, type ProtobufReader } from "./wire/protobuf.ts";

/** Events kept per span; only a few are looked at, the rest is passed over. */
const eventsMax = 128;

/** OTLP traces over HTTP, protobuf and JSON. Field numbers: opentelemetry-proto 1.11, trace.proto. */
export const otlpTraces: Protocol = {
  name: "otlp-traces",
  routes: [{ method: "POST", path: "/v1/traces" }],
  contentTypes: otlpContentTypes,
  encodings: otlpEncodings,
  decode(request) {
    const spans = new SpanColumns();
    const names = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };
    const targets = new TargetWriter(request);
    const rejections = walkEnvelope(request, names, readersInto(spans, targets, request));
    request.memory.leafUsage.keepLeaves(spans);
    return {
      batch: { project: request.project, receivedAt: request.now, spans, ...targets.rows() },
      accepted: spans.length,
      rejected: rejections.list(),
      committed: () => targets.committed(),
    };
  },
  succeed: succeedOtlp("rejectedSpans"),
  fail: failOtlp,
};

function readersInto(
  spans: SpanColumns,
  targets: TargetWriter,
  request: DecodeRequest,
): ItemReaders {
  const depthMax = request.limits.depthMax;
  const raw = new RawSpan();
  return {
    protobuf(reader, end, resource) {
      raw.begin(spans);
      while (reader.next(end)) readSpanField(reader, raw, depthMax);
      addSpan(spans, raw, resource, request);
      targets.tell(resource);
    },
    json(fields, resource) {
      raw.begin(spans);
      readJsonSpan(fields, raw);
      addSpan(spans, raw, resource, request);
      targets.tell(resource);
    },
  };
}

function readSpanField(reader: ProtobufReader, raw: RawSpan, depthMax: number): void {
  switch (reader.field) {
    case 1:
      raw.traceIdLength = reader.bytesInto(raw.ids, raw.idsAt, 16);
      break;
    case 2:
      raw.spanIdLength = reader.bytesInto(raw.ids, raw.idsAt + 16, 8);
      break;
    case 4:
      raw.parentIdLength = reader.bytesInto(raw.ids, raw.idsAt + 24, 8);
      break;
    case 5:
      raw.name = reader.text();
      break;
    case 6:
      reader.expect(wireVarint);
      raw.kind = reader.varint();
      break;
    case 7:
      reader.expect(wireFixed64);
      reader.fixed64Words(raw.times, 0);
      break;
    case 8:
      reader.expect(wireFixed64);
      reader.fixed64Words(raw.times, 1);
      break;
    case 9:
      readAttribute(reader, raw.attributes, depthMax);
      break;
    case 11:
      if (raw.events.length < eventsMax) raw.events.push(readEvent(reader, depthMax));
      else reader.skip();
      break;
    case 15:
      readStatus(reader, raw);
      break;
    default:
      reader.skip();
  }
}

function readEvent(reader: ProtobufReader, depthMax: number): RawEvent {
  const event: RawEvent = { name: "", timeNs: 0n, attributes: new AttributeBag() };
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    if (reader.field === 1) {
      reader.expect(wireFixed64);
      event.timeNs = reader.fixed64BigInt();
    } else if (reader.field === 2) {
      event.name = reader.text();
    } else if (reader.field === 3) {
      readAttribute(reader, event.attributes, depthMax);
    } else {
      reader.skip();
    }
  }
  return event;
}

function readStatus(reader: ProtobufReader, raw: RawSpan): void {
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    if (reader.field === 2) {
      raw.statusMessage = reader.text();
    } else if (reader.field === 3) {
      reader.expect(wireVarint);
      raw.statusCode = reader.varint();
    } else {
      reader.skip();
    }
  }
}

function readJsonSpan(fields: Fields, raw: RawSpan): void {
  raw.traceIdLength = readJsonId(fields["traceId"], raw.ids, raw.idsAt, 16);
  raw.spanIdLength = readJsonId(fields["spanId"], raw.ids, raw.idsAt + 16, 8);
  raw.parentIdLength = readJsonId(fields["parentSpanId"], raw.ids, raw.idsAt + 24, 8);
  raw.name = jsonText(fields["name"]);
  raw.kind = jsonNumber(fields["kind"]) ?? 0;
  const [start, end] = ["startTimeUnixNano", "endTimeUnixNano"] as const;
  writeWords(raw.times, 0, jsonNanoseconds(fields[start], start));
  writeWords(raw.times, 1, jsonNanoseconds(fields[end], end));
  const status = fields["status"];
  if (isFields(status)) {
    raw.statusCode = jsonNumber(status["code"]) ?? 0;
    raw.statusMessage = jsonText(status["message"]);
  }
  readJsonAttributes(fields["attributes"], raw.attributes);
  for (const event of listOf(fields, "events").slice(0, eventsMax)) {
    const attributes = new AttributeBag();
    readJsonAttributes(event["attributes"], attributes);
    const timeNs = jsonNanoseconds(event["timeUnixNano"], "timeUnixNano");
    raw.events.push({ name: jsonText(event["name"]), timeNs, attributes });
  }
}

/** Writes an id into `ids`; its length in bytes, -1 where it is none of this length. */
function readJsonId(value: unknown, ids: Uint8Array, at: number, bytes: number): number {
  const text = jsonHexId(value);
  if (text === "") return 0;
  return writeHex(text, ids, at, bytes) ? bytes : -1;
}

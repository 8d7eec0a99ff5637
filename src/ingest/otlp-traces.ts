import type { SpanRow } from "../model/signals.ts";
import { listOf, walkEnvelope, type ItemReaders } from "./otlp-envelope.ts";
import { failOtlp, otlpContentTypes, otlpEncodings, succeedOtlp } from "./otlp-answer.ts";
import { readAttribute, readJsonAttributes } from "./otlp-attributes.ts";
import { jsonHexId, jsonNanoseconds, jsonNumber, jsonText } from "./otlp-json.ts";
import { AttributeBag } from "./otlp-attributes.ts";
import { rawSpan, spanRowOf, type RawEvent, type RawSpan } from "./otlp-spans.ts";
import type { DecodeRequest, Protocol } from "./protocol.ts";
import { isFields, type Fields } from "./json-rows.ts";
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
    const spans: SpanRow[] = [];
    const names = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };
    const rejections = walkEnvelope(request, names, readersInto(spans, request));
    const leaves = request.memory.leafUsage.keepLeaves(spans);
    return {
      batch: { project: request.project, receivedAt: request.now, spans: leaves },
      accepted: spans.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedOtlp("rejectedSpans"),
  fail: failOtlp,
};

function readersInto(spans: SpanRow[], request: DecodeRequest): ItemReaders {
  const depthMax = request.limits.depthMax;
  return {
    protobuf(reader, end, resource) {
      const raw = rawSpan();
      while (reader.next(end)) readSpanField(reader, raw, depthMax);
      spans.push(spanRowOf(raw, resource, request));
    },
    json(fields, resource) {
      spans.push(spanRowOf(jsonSpan(fields), resource, request));
    },
  };
}

function readSpanField(reader: ProtobufReader, raw: RawSpan, depthMax: number): void {
  switch (reader.field) {
    case 1:
      raw.traceId = reader.hex();
      break;
    case 2:
      raw.spanId = reader.hex();
      break;
    case 4:
      raw.parentSpanId = reader.hex();
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
      raw.startNs = reader.fixed64BigInt();
      break;
    case 8:
      reader.expect(wireFixed64);
      raw.endNs = reader.fixed64BigInt();
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

function jsonSpan(fields: Fields): RawSpan {
  const raw = rawSpan();
  raw.traceId = jsonHexId(fields["traceId"]);
  raw.spanId = jsonHexId(fields["spanId"]);
  raw.parentSpanId = jsonHexId(fields["parentSpanId"]);
  raw.name = jsonText(fields["name"]);
  raw.kind = jsonNumber(fields["kind"]) ?? 0;
  raw.startNs = jsonNanoseconds(fields["startTimeUnixNano"], "startTimeUnixNano");
  raw.endNs = jsonNanoseconds(fields["endTimeUnixNano"], "endTimeUnixNano");
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
  return raw;
}

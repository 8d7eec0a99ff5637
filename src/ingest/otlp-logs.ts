import type { LogRow } from "../model/signals.ts";
import { failOtlp, otlpContentTypes, otlpEncodings, succeedOtlp } from "./otlp-answer.ts";
import { AttributeBag } from "./attribute-bag.ts";
import {
  jsonAnyValue,
  readAnyValue,
  readAttribute,
  readJsonAttributes,
  textOf,
} from "./otlp-attributes.ts";
import { walkEnvelope, type ItemReaders, type Resource } from "./otlp-envelope.ts";
import { identityOf } from "../model/identity.ts";
import { isFields, type Fields } from "./json-rows.ts";
import { jsonHexId, jsonNanoseconds, jsonNumber, jsonText } from "./otlp-json.ts";
import { checkTime, keepAttributes } from "./kept-attributes.ts";
import type { DecodeRequest, Protocol } from "./protocol.ts";
import { wireFixed64, wireVarint, type ProtobufReader } from "./wire/protobuf.ts";

/** OTLP logs over HTTP, protobuf and JSON. Field numbers: opentelemetry-proto 1.11, logs.proto. */
export const otlpLogs: Protocol = {
  name: "otlp-logs",
  routes: [{ method: "POST", path: "/v1/logs" }],
  contentTypes: otlpContentTypes,
  encodings: otlpEncodings,
  decode(request) {
    const logs: LogRow[] = [];
    const names = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };
    const rejections = walkEnvelope(request, names, readersInto(logs, request));
    return {
      batch: { project: request.project, receivedAt: request.now, logs },
      accepted: logs.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedOtlp("rejectedLogRecords"),
  fail: failOtlp,
};

/** A record as both encodings give it. */
interface RawLog {
  timeNs: bigint;
  observedNs: bigint;
  severityNumber: number;
  severityText: string;
  body: unknown;
  traceId: string;
  spanId: string;
  eventName: string;
  readonly attributes: AttributeBag;
}

function readersInto(logs: LogRow[], request: DecodeRequest): ItemReaders {
  const depthMax = request.limits.depthMax;
  return {
    protobuf(reader, end, resource) {
      const raw = emptyLog();
      while (reader.next(end)) readLogField(reader, raw, depthMax);
      logs.push(logRowOf(raw, resource, request));
    },
    json(fields, resource) {
      logs.push(logRowOf(jsonLog(fields), resource, request));
    },
  };
}

function emptyLog(): RawLog {
  return {
    timeNs: 0n,
    observedNs: 0n,
    severityNumber: 0,
    severityText: "",
    body: null,
    traceId: "",
    spanId: "",
    eventName: "",
    attributes: new AttributeBag(),
  };
}

function readLogField(reader: ProtobufReader, raw: RawLog, depthMax: number): void {
  switch (reader.field) {
    case 1:
      reader.expect(wireFixed64);
      raw.timeNs = reader.fixed64BigInt();
      break;
    case 2:
      reader.expect(wireVarint);
      raw.severityNumber = reader.varint();
      break;
    case 3:
      raw.severityText = reader.text();
      break;
    case 5:
      raw.body = readAnyValue(reader, depthMax);
      break;
    case 6:
      readAttribute(reader, raw.attributes, depthMax);
      break;
    case 9:
      raw.traceId = reader.hex();
      break;
    case 10:
      raw.spanId = reader.hex();
      break;
    case 11:
      reader.expect(wireFixed64);
      raw.observedNs = reader.fixed64BigInt();
      break;
    case 12:
      raw.eventName = reader.text();
      break;
    default:
      reader.skip();
  }
}

function jsonLog(fields: Fields): RawLog {
  const raw = emptyLog();
  raw.timeNs = jsonNanoseconds(fields["timeUnixNano"], "timeUnixNano");
  raw.observedNs = jsonNanoseconds(fields["observedTimeUnixNano"], "observedTimeUnixNano");
  raw.severityNumber = jsonNumber(fields["severityNumber"]) ?? 0;
  raw.severityText = jsonText(fields["severityText"]);
  raw.body = isFields(fields["body"]) ? jsonAnyValue(fields["body"]) : null;
  raw.traceId = jsonHexId(fields["traceId"]);
  raw.spanId = jsonHexId(fields["spanId"]);
  raw.eventName = jsonText(fields["eventName"]);
  readJsonAttributes(fields["attributes"], raw.attributes);
  return raw;
}

function logRowOf(raw: RawLog, resource: Resource, request: DecodeRequest): LogRow {
  // A record without any time was seen by nobody before us.
  const receivedNs = BigInt(request.now) * 1_000_000n;
  const timeNs = raw.timeNs || raw.observedNs || receivedNs;
  checkTime(Number(timeNs) / 1e6, "logs", request);
  if (raw.eventName !== "") raw.attributes.addText("event.name", raw.eventName);
  const read = (name: string) => raw.attributes.read(name) ?? resource.attributes.read(name);
  const identity = raw.attributes.isTelling ? identityOf(read) : resource.identity;
  const body = textOf(raw.body);
  keepAttributes(raw.attributes, resource, { body }, request);
  return {
    time: Number(timeNs / 1_000_000n),
    severity: severityOf(raw),
    service: resource.identity.service || identity.service,
    environment: identity.environment,
    body: body.slice(0, request.limits.textLengthMax),
    traceId: raw.traceId.length === 32 ? raw.traceId : "",
    spanId: raw.spanId.length === 16 ? raw.spanId : "",
    model: identity.model,
    version: identity.version,
    attributesText: raw.attributes.text,
    attributesNumber: raw.attributes.number,
  };
}

// four severity numbers a word, from 1 (trace) to 24 (fatal4)
const severities = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
// what libraries write when they give no number
const severityWords: { readonly [word: string]: LogRow["severity"] } = {
  trace: "trace",
  debug: "debug",
  info: "info",
  notice: "info",
  information: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  critical: "fatal",
  fatal: "fatal",
  emergency: "fatal",
  panic: "fatal",
};

function severityOf(raw: RawLog): LogRow["severity"] {
  const byNumber = severities[Math.floor((raw.severityNumber - 1) / 4)];
  if (byNumber) return byNumber;
  const word = raw.severityText.toLowerCase();
  return (Object.hasOwn(severityWords, word) ? severityWords[word] : undefined) ?? "unknown";
}

import { AcesoError } from "../model/errors.ts";
import { identityOf, peerOf } from "../model/identity.ts";
import { looksLikeInjection } from "../model/prompt-injection.ts";
import {
  answerValidAttribute,
  suspectedInjectionAttribute,
  type SpanRow,
} from "../model/signals.ts";
import type { TimedSignal } from "./limits.ts";
import { isAnswerValid } from "./answer-format.ts";
import { llmCallOf, takeBodies } from "./llm-call.ts";
import { AttributeBag } from "./otlp-attributes.ts";
import type { Resource } from "./otlp-envelope.ts";
import type { DecodeRequest } from "./protocol.ts";

/** A span as both encodings give it, before any rule was applied. Owned by the decoder. */
export interface RawSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startNs: bigint;
  endNs: bigint;
  statusCode: number;
  statusMessage: string;
  readonly attributes: AttributeBag;
  readonly events: RawEvent[];
}

/** Something that happened within a span. */
export interface RawEvent {
  name: string;
  timeNs: bigint;
  readonly attributes: AttributeBag;
}

/** An empty span to be filled. */
export function rawSpan(): RawSpan {
  return {
    traceId: "",
    spanId: "",
    parentSpanId: "",
    name: "",
    kind: 0,
    startNs: 0n,
    endNs: 0n,
    statusCode: 0,
    statusMessage: "",
    attributes: new AttributeBag(),
    events: [],
  };
}

// OTLP number of the kind and of the status → our word
const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const statuses = ["unset", "ok", "error"] as const;
const noTexts: ReadonlyMap<string, string> = new Map();

/**
 * Applies identity, peer and LLM rules and the size limits.
 *
 * @throws AcesoError "bad-field" (ids) | "time-out-of-range"
 */
export function spanRowOf(raw: RawSpan, resource: Resource, request: DecodeRequest): SpanRow {
  checkIds(raw);
  checkTime(raw.startNs, "spans", request);
  const read = (name: string) => raw.attributes.read(name) ?? resource.attributes.read(name);
  const isTelling = raw.attributes.isTelling;
  const identity = isTelling ? identityOf(read) : resource.identity;
  const llm = isTelling
    ? llmCallOf({ read, startNs: raw.startNs, events: raw.events, prices: request.prices })
    : null;
  const exception = raw.events.find((event) => event.name === "exception")?.attributes;
  const bodies = isTelling ? takeBodies(raw.attributes.text) : noBodies;
  const answerValid = llm && isAnswerValid(read(declaredOutputName), bodies.output);
  const attributes = keptAttributes(raw.attributes, resource, bodies, request);
  if (typeof answerValid === "boolean") {
    attributes.numbers.set(answerValidAttribute, answerValid ? 1 : 0);
  }
  if (llm && bodies.input !== "") {
    const isSuspected = looksLikeInjection(bodies.input);
    attributes.numbers.set(suspectedInjectionAttribute, isSuspected ? 1 : 0);
  }
  const textMax = request.limits.textLengthMax;
  return {
    traceId: raw.traceId,
    spanId: raw.spanId,
    parentSpanId: raw.parentSpanId,
    name: raw.name.slice(0, 1_024),
    kind: kinds[raw.kind] ?? "unspecified",
    startNs: raw.startNs,
    durationNs: raw.endNs > raw.startNs ? raw.endNs - raw.startNs : 0n,
    status: statuses[raw.statusCode] ?? "unset",
    statusMessage: (raw.statusMessage || exception?.read("exception.message") || "").slice(
      0,
      4_096,
    ),
    errorType: read("error.type") ?? exception?.read("exception.type") ?? "",
    service: resource.identity.service || identity.service,
    environment: identity.environment,
    peer: raw.kind === 3 || raw.kind === 4 ? peerOf((name) => raw.attributes.read(name)) : "",
    model: identity.model,
    version: identity.version,
    attributesText: attributes.texts,
    attributesNumber: attributes.numbers,
    llm,
    input: bodies.input.slice(0, textMax),
    output: bodies.output.slice(0, textMax),
  };
}

/** What the caller asked the model for (OpenTelemetry GenAI conventions): text, json, image or speech. */
const declaredOutputName = "gen_ai.output.type";
const noBodies = { input: "", output: "" };

/** Refuses nanoseconds outside retention and near future; shared by spans and records. */
export function checkTime(timeNs: bigint, signal: TimedSignal, request: DecodeRequest): void {
  const time = Number(timeNs) / 1e6;
  const earliest = request.now - request.limits.retentionMs[signal];
  if (time >= earliest && time <= request.now + request.limits.futureMsMax) return;
  throw new AcesoError("time-out-of-range", { time: Math.round(time) });
}

function checkIds(raw: RawSpan): void {
  if (!isId(raw.traceId, 32)) throw badId("traceId", 16);
  if (!isId(raw.spanId, 16)) throw badId("spanId", 8);
  if (raw.parentSpanId === "" || isId(raw.parentSpanId, 16)) return;
  // Some senders write a root's parent as eight zero bytes.
  if (raw.parentSpanId !== "0000000000000000") throw badId("parentSpanId", 8);
  raw.parentSpanId = "";
}

function isId(id: string, digits: number): boolean {
  if (id.length !== digits) return false;
  let isZero = true;
  for (let index = 0; index < digits; index += 1) {
    const unit = id.charCodeAt(index);
    if (unit !== 48) isZero = false;
    const isDigit = unit >= 48 && unit <= 57;
    if (!isDigit && (unit < 97 || unit > 102)) return false;
  }
  return !isZero;
}

function badId(field: string, bytes: number): AcesoError {
  const expected = `${bytes} bytes that are not all zero`;
  return new AcesoError("bad-field", { field, expected, got: "another value" });
}

/**
 * The attributes kept on a row: the span's own, then its resource's, at most `attributesMax` in all.
 * What was cut leaves its full length in `aceso.original_length.<name>`, what was left out its count in
 * `aceso.attributes_dropped`.
 */
export function keptAttributes(
  bag: AttributeBag,
  resource: Resource,
  bodies: Readonly<Record<string, string>>,
  request: DecodeRequest,
): {
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: Map<string, number>;
} {
  const { attributesMax, attributeLengthMax, textLengthMax } = request.limits;
  const { text, number } = bag;
  for (const [name, value] of resource.kept) {
    if (text.has(name) || number.has(name)) continue;
    text.set(name, value);
    bag.textLengthMax = Math.max(bag.textLengthMax, value.length);
  }
  const dropped = number.size + text.size > attributesMax ? dropSome(bag, attributesMax) : 0;
  if (bag.textLengthMax > attributeLengthMax) {
    for (const [name, value] of text) {
      if (value.length <= attributeLengthMax) continue;
      text.set(name, value.slice(0, attributeLengthMax));
      number.set(`aceso.original_length.${name}`, value.length);
    }
  }
  if (dropped > 0) number.set("aceso.attributes_dropped", dropped);
  for (const part in bodies) {
    const length = bodies[part]?.length ?? 0;
    if (length > textLengthMax) number.set(`aceso.original_length.${part}`, length);
  }
  return { texts: text.size === 0 ? noTexts : text, numbers: number };
}

/** Deletes numbers, then texts, the last ones first, until there are `attributesMax`; how many. */
function dropSome({ number, text }: AttributeBag, attributesMax: number): number {
  let dropped = 0;
  for (const map of [number, text]) {
    for (const name of [...map.keys()].reverse()) {
      if (number.size + text.size <= attributesMax) return dropped;
      map.delete(name);
      dropped += 1;
    }
  }
  return dropped;
}

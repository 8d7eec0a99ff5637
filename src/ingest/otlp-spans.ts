import { AcesoError } from "../model/errors.ts";
import { identityOf, peerOf, type Identity } from "../model/identity.ts";
import { looksLikeInjection } from "../model/prompt-injection.ts";
import {
  answerSurpriseAttribute,
  answerTokensAttribute,
  answerValidAttribute,
  suspectedInjectionAttribute,
  type LlmCall,
} from "../model/signals.ts";
import {
  spanIdBytes,
  spanKinds,
  spanStatuses,
  wordsToBigInt,
  wordsToNumber,
  type AttributeColumns,
  type SpanColumns,
} from "../model/span-columns.ts";
import { answerLikelihood } from "./answer-likelihood.ts";
import { isAnswerValid } from "./answer-format.ts";
import { AttributeBag, type AttributeList } from "./attribute-bag.ts";
import { checkTime, keepAttributes } from "./kept-attributes.ts";
import { llmCallOf, takeBodies } from "./llm-call.ts";
import type { Resource } from "./otlp-envelope.ts";
import type { DecodeRequest } from "./protocol.ts";

/** A span as both encodings give it, before any rule was applied. A decoder fills one again and again. */
export class RawSpan {
  /** Where the ids of trace, span and parent go, as in `SpanColumns`, from `idsAt` on. */
  ids = new Uint8Array();
  idsAt = 0;
  /** Bytes the sender gave for each; -1 where they could not be read. */
  traceIdLength = 0;
  spanIdLength = 0;
  parentIdLength = 0;
  /** Start and end in nanoseconds since 1970, two words each. */
  readonly times = new Uint32Array(4);
  name = "";
  kind = 0;
  statusCode = 0;
  statusMessage = "";
  readonly attributes = new AttributeBag();
  readonly events: RawEvent[] = [];
  /** An attribute of the span itself as text. */
  readonly read = (name: string): string | undefined => this.attributes.read(name);

  /** Empties it for the span that comes after those in the columns. */
  begin(spans: SpanColumns): void {
    spans.reserve();
    this.ids = spans.ids;
    this.idsAt = spans.length * spanIdBytes;
    const end = this.idsAt + spanIdBytes;
    // The parent's: a root gives none, and a refused span may have left one.
    for (let at = this.idsAt + 24; at < end; at += 1) this.ids[at] = 0;
    this.traceIdLength = 0;
    this.spanIdLength = 0;
    this.parentIdLength = 0;
    for (let word = 0; word < 4; word += 1) this.times[word] = 0;
    this.name = "";
    this.kind = 0;
    this.statusCode = 0;
    this.statusMessage = "";
    this.attributes.clear();
    this.events.length = 0;
  }
}

/** Something that happened within a span. */
export interface RawEvent {
  name: string;
  timeNs: bigint;
  readonly attributes: AttributeBag;
}

/** What only spans with telling attributes have. */
interface Telling {
  readonly identity: Identity;
  readonly llm: LlmCall | null;
  readonly bodies: { readonly input: string; readonly output: string };
}

/**
 * Applies identity, peer and LLM rules and the size limits, and adds the span that `raw` was begun for. Nothing is
 * added when it throws.
 *
 * @throws AcesoError "bad-field" (ids) | "time-out-of-range"
 */
export function addSpan(
  spans: SpanColumns,
  raw: RawSpan,
  resource: Resource,
  request: DecodeRequest,
): void {
  checkIds(raw);
  checkTime(wordsToNumber(raw.times, 0) / 1e6, "spans", request);
  const own = raw.attributes;
  const telling = own.isTelling ? tellingOf(raw, resource, request) : undefined;
  const identity = telling?.identity ?? resource.identity;
  const exception = raw.events.length > 0 ? exceptionOf(raw.events) : undefined;
  const errorType =
    own.read("error.type") ??
    resource.attributes.read("error.type") ??
    exception?.read("exception.type");
  const peer = raw.kind === 3 || raw.kind === 4 ? peerOf(raw.read) : "";
  keepAttributes(own, resource, telling?.bodies ?? noBodies, request);
  if (telling) noteJudgements(own, telling, resource);

  const index = spans.length;
  writeTimes(spans, index, raw.times);
  spans.kinds[index] = raw.kind in spanKinds ? raw.kind : 0;
  spans.statuses[index] = raw.statusCode in spanStatuses ? raw.statusCode : 0;
  spans.names[index] = cut(raw.name, 1_024);
  spans.statusMessages[index] = cut(
    raw.statusMessage || exception?.read("exception.message") || "",
    4_096,
  );
  spans.errorTypes[index] = errorType ?? "";
  spans.services[index] = resource.identity.service || identity.service;
  spans.environments[index] = identity.environment;
  spans.peers[index] = peer;
  spans.models[index] = identity.model;
  spans.versions[index] = identity.version;
  addEntries(spans.texts, own.text);
  addEntries(spans.numbers, own.number);
  if (telling) addCall(spans, index, telling, request.limits.textLengthMax);
  spans.length += 1;
}

function tellingOf(raw: RawSpan, resource: Resource, request: DecodeRequest): Telling {
  const read = (name: string) => raw.attributes.read(name) ?? resource.attributes.read(name);
  const startNs = wordsToBigInt(raw.times, 0);
  return {
    identity: identityOf(read),
    llm: llmCallOf({ read, startNs, events: raw.events, prices: request.prices }),
    bodies: takeBodies(raw.attributes.text),
  };
}

/** Facts about prompt and answer that later stages count, decided while both are whole. */
function noteJudgements(own: AttributeBag, telling: Telling, resource: Resource): void {
  const { llm, bodies } = telling;
  if (!llm) return;
  const declared = own.read(declaredOutputName) ?? resource.attributes.read(declaredOutputName);
  const answerValid = isAnswerValid(declared, bodies.output);
  if (typeof answerValid === "boolean") own.number.set(answerValidAttribute, answerValid ? 1 : 0);
  const likelihood = answerLikelihood(bodies.output);
  if (likelihood !== null) {
    own.number.set(answerSurpriseAttribute, likelihood.surprise);
    own.number.set(answerTokensAttribute, likelihood.tokens);
  }
  if (bodies.input === "") return;
  own.number.set(suspectedInjectionAttribute, looksLikeInjection(bodies.input) ? 1 : 0);
}

function addCall(spans: SpanColumns, index: number, telling: Telling, textMax: number): void {
  const { llm, bodies } = telling;
  if (llm) spans.calls.set(index, llm);
  if (bodies.input === "" && bodies.output === "") return;
  spans.bodies.set(index, {
    input: cut(bodies.input, textMax),
    output: cut(bodies.output, textMax),
  });
}

function exceptionOf(events: readonly RawEvent[]): AttributeBag | undefined {
  return events.find((event) => event.name === "exception")?.attributes;
}

function writeTimes(spans: SpanColumns, index: number, times: Uint32Array): void {
  const startLow = times[0] ?? 0;
  const startHigh = times[1] ?? 0;
  const endLow = times[2] ?? 0;
  const borrow = endLow < startLow ? 1 : 0;
  const high = (times[3] ?? 0) - startHigh - borrow;
  spans.starts[index * 2] = startLow;
  spans.starts[index * 2 + 1] = startHigh;
  spans.durations[index * 2] = high < 0 ? 0 : endLow - startLow;
  spans.durations[index * 2 + 1] = Math.max(0, high);
}

function addEntries<Value>(columns: AttributeColumns<Value>, list: AttributeList<Value>): void {
  const { names, values } = list;
  for (let place = 0; place < list.size; place += 1) {
    const name = names[place];
    const value = values[place];
    if (name === undefined || value === undefined) continue;
    columns.names.push(name);
    columns.values.push(value);
  }
  columns.ends.push(columns.names.length);
}

function cut(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text;
}

/** What the caller asked the model for (OpenTelemetry GenAI conventions): text, json, image or speech. */
const declaredOutputName = "gen_ai.output.type";
const noBodies = {};

function checkIds(raw: RawSpan): void {
  const { ids, idsAt } = raw;
  if (raw.traceIdLength !== 16 || isZero(ids, idsAt, idsAt + 16)) throw badId("traceId", 16);
  if (raw.spanIdLength !== 8 || isZero(ids, idsAt + 16, idsAt + 24)) throw badId("spanId", 8);
  // Some senders write a root's parent as eight zero bytes, as the columns have it.
  if (raw.parentIdLength !== 0 && raw.parentIdLength !== 8) throw badId("parentSpanId", 8);
}

function isZero(bytes: Uint8Array, from: number, end: number): boolean {
  for (let index = from; index < end; index += 1) if (bytes[index] !== 0) return false;
  return true;
}

function badId(field: string, bytes: number): AcesoError {
  const expected = `${bytes} bytes that are not all zero`;
  return new AcesoError("bad-field", { field, expected, got: "another value" });
}

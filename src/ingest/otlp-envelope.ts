import { AcesoError } from "../model/errors.ts";
import { identityOf, type Identity } from "../model/identity.ts";
import { isFields, type Fields } from "./json-rows.ts";
import { AttributeBag } from "./attribute-bag.ts";
import { readAttribute, readJsonAttributes } from "./otlp-attributes.ts";
import type { DecodeRequest } from "./protocol.ts";
import { Rejections } from "./rejections.ts";
import { parseJson } from "./wire/json-bytes.ts";
import { ProtobufReader } from "./wire/protobuf.ts";

/** Who sent the items beneath it. */
export interface Resource {
  readonly attributes: AttributeBag;
  readonly identity: Identity;
  /** Name and value of the attributes worth keeping on every row. */
  readonly kept: readonly (readonly [string, string])[];
}

/** Names of the three levels in OTLP/JSON. In protobuf their field numbers are 1, 2 and 2 for all signals. */
export interface EnvelopeNames {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

/** How the items of one signal are read, in both encodings. */
export interface ItemReaders {
  protobuf(reader: ProtobufReader, end: number, resource: Resource): void;
  json(fields: Fields, resource: Resource): void;
}

/**
 * Walks resources, scopes and items of an OTLP request, protobuf or JSON by content type. An item that
 * cannot be taken is refused alone; bytes that are no protobuf fail the whole request.
 */
export function walkEnvelope(
  request: DecodeRequest,
  names: EnvelopeNames,
  items: ItemReaders,
): Rejections {
  const rejections = new Rejections();
  if (request.contentType === "application/json") {
    walkJson(parseJson(request.body, request.limits.depthMax), names, items, rejections);
  } else {
    const reader = new ProtobufReader(request.body, request.memory.interned);
    const depthMax = request.limits.depthMax;
    while (reader.next(request.body.length)) {
      if (reader.field === 1) walkResource(reader, items, { depthMax, rejections });
      else reader.skip();
    }
  }
  return rejections;
}

interface Walk {
  readonly depthMax: number;
  readonly rejections: Rejections;
}

function walkResource(reader: ProtobufReader, items: ItemReaders, walk: Walk): void {
  const end = reader.lengthEnd();
  const attributes = new AttributeBag();
  // start of each scope's length: the resource may come after its scopes
  const scopes: number[] = [];
  while (reader.next(end)) {
    if (reader.field === 1) {
      readResource(reader, attributes, walk.depthMax);
    } else if (reader.field === 2) {
      scopes.push(reader.position);
      reader.position = reader.lengthEnd();
    } else {
      reader.skip();
    }
  }
  const resource = resourceOf(attributes);
  for (const scope of scopes) {
    reader.resume(scope, end);
    reader.wire = 2;
    walkScope(reader, items, resource, walk);
  }
  reader.resume(end, end);
}

function readResource(reader: ProtobufReader, bag: AttributeBag, depthMax: number): void {
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    if (reader.field === 1) readAttribute(reader, bag, depthMax);
    else reader.skip();
  }
}

function walkScope(
  reader: ProtobufReader,
  items: ItemReaders,
  resource: Resource,
  walk: Walk,
): void {
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    if (reader.field !== 2) {
      reader.skip();
      continue;
    }
    const itemEnd = reader.lengthEnd();
    try {
      items.protobuf(reader, itemEnd, resource);
    } catch (error) {
      refuseItem(error, walk.rejections);
    }
    reader.resume(itemEnd, end);
  }
}

function walkJson(
  body: unknown,
  names: EnvelopeNames,
  items: ItemReaders,
  rejections: Rejections,
): void {
  if (!isFields(body)) {
    throw new AcesoError("bad-field", { field: "the body", expected: "an object", got: "another" });
  }
  for (const group of listOf(body, names.resources)) {
    const attributes = new AttributeBag();
    const resourceFields = group["resource"];
    if (isFields(resourceFields)) readJsonAttributes(resourceFields["attributes"], attributes);
    const resource = resourceOf(attributes);
    for (const scope of listOf(group, names.scopes)) {
      for (const item of listOf(scope, names.items)) {
        try {
          items.json(item, resource);
        } catch (error) {
          refuseItem(error, rejections);
        }
      }
    }
  }
}

/** The objects of a list field; absent means none, another shape is the sender's fault. */
export function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isFields)) {
    const expected = "a list of objects";
    throw new AcesoError("bad-field", { field: name, expected, got: typeof value });
  }
  return value;
}

function refuseItem(error: unknown, rejections: Rejections): void {
  if (!(error instanceof AcesoError) || error.code === "bad-protobuf") throw error;
  rejections.add(error);
}

/** Resource attributes that only describe the SDK and the process start; not kept on rows. */
const droppedPrefixes = ["telemetry.", "process.", "os.", "service.name"];

function resourceOf(attributes: AttributeBag): Resource {
  const kept: [string, string][] = [];
  for (const name of [...attributes.text.keys(), ...attributes.number.keys()]) {
    if (droppedPrefixes.some((prefix) => name.startsWith(prefix))) continue;
    kept.push([name, (attributes.read(name) ?? "").slice(0, 1_024)]);
  }
  return { attributes, identity: identityOf((name) => attributes.read(name)), kept };
}

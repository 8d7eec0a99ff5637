import { AcesoError } from "../model/errors.ts";
import type { AttributeBag } from "./attribute-bag.ts";
import { isFields, type Fields } from "./json-rows.ts";
import { wireBytes, wireFixed64, wireVarint, type ProtobufReader } from "./wire/protobuf.ts";

/** Reads one KeyValue message that begins at the reader's present field into a bag. */
export function readAttribute(reader: ProtobufReader, bag: AttributeBag, depthMax: number): void {
  const end = reader.lengthEnd();
  const from = reader.position;
  const known = reader.interned.attributes;
  const isShort = end > from && end - from <= known.bytesMax;
  const found = isShort ? known.find(reader, from, end) : undefined;
  if (found) {
    bag.add(found);
    reader.position = end;
    return;
  }
  const count = bag.size;
  readNewAttribute(reader, bag, end, depthMax);
  // Only what was added at the end of the bag can be told apart from what was there before.
  const added = isShort && bag.size === count + 1 ? bag.last() : undefined;
  if (added) known.keep(reader, from, end, added);
}

function readNewAttribute(
  reader: ProtobufReader,
  bag: AttributeBag,
  end: number,
  depthMax: number,
): void {
  let name = "";
  let valueAt = -1;
  while (reader.next(end)) {
    if (reader.field === 1) {
      name = reader.text();
    } else if (reader.field === 2 && name !== "") {
      readValueInto(reader, bag, name, depthMax);
    } else if (reader.field === 2) {
      // A sender may put the value before the key: read again when the key is known.
      valueAt = reader.position;
      reader.skip();
    } else {
      reader.skip();
    }
  }
  if (valueAt < 0 || name === "") return;
  reader.resume(valueAt, end);
  reader.wire = wireBytes;
  readValueInto(reader, bag, name, depthMax);
  reader.resume(end, end);
}

function readValueInto(
  reader: ProtobufReader,
  bag: AttributeBag,
  name: string,
  depthMax: number,
): void {
  const end = reader.lengthEnd();
  while (reader.next(end)) {
    switch (reader.field) {
      case 1:
        bag.addText(name, reader.text());
        break;
      case 2:
        reader.expect(wireVarint);
        bag.addText(name, reader.varint() === 0 ? "false" : "true");
        break;
      case 3:
        reader.expect(wireVarint);
        bag.addNumber(name, reader.signedVarint());
        break;
      case 4:
        reader.expect(wireFixed64);
        bag.addNumber(name, reader.double());
        break;
      case 5:
      case 6:
      case 7:
        bag.addText(name, textOf(readNested(reader, depthMax)));
        break;
      default:
        reader.skip();
    }
  }
}

/** The value of an AnyValue field (the reader stands on its length) as a JSON value. */
export function readAnyValue(reader: ProtobufReader, depthMax: number): unknown {
  const end = reader.lengthEnd();
  let value: unknown = null;
  while (reader.next(end)) value = readScalar(reader) ?? readNested(reader, depthMax);
  return value;
}

function readScalar(reader: ProtobufReader): string | number | boolean | undefined {
  switch (reader.field) {
    case 1:
      return reader.text();
    case 2:
      reader.expect(wireVarint);
      return reader.varint() !== 0;
    case 3:
      reader.expect(wireVarint);
      return reader.signedVarint();
    case 4:
      reader.expect(wireFixed64);
      return reader.double();
    default:
      return undefined;
  }
}

/** An array (5), a list of pairs (6) or bytes (7) as a JSON value; unknown fields are passed over. */
function readNested(reader: ProtobufReader, depthMax: number): unknown {
  if (depthMax <= 0) throw new AcesoError("too-deep", { limit: "the allowed" });
  const kind = reader.field;
  switch (kind) {
    case 5: {
      const end = reader.lengthEnd();
      const values: unknown[] = [];
      while (reader.next(end)) {
        if (reader.field === 1) values.push(readAnyValue(reader, depthMax - 1));
        else reader.skip();
      }
      return values;
    }
    case 6: {
      const end = reader.lengthEnd();
      const pairs: [string, unknown][] = [];
      while (reader.next(end)) {
        if (reader.field === 1) pairs.push(readPair(reader, depthMax - 1));
        else reader.skip();
      }
      return Object.fromEntries(pairs);
    }
    case 7:
      return reader.hex();
    default:
      reader.skip();
      return null;
  }
}

function readPair(reader: ProtobufReader, depthMax: number): [string, unknown] {
  const end = reader.lengthEnd();
  let name = "";
  let value: unknown = null;
  while (reader.next(end)) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) value = readAnyValue(reader, depthMax);
    else reader.skip();
  }
  return [name, value];
}

/** Attributes of OTLP/JSON (a list of {key, value}) into a bag; what has another shape is passed over. */
export function readJsonAttributes(list: unknown, bag: AttributeBag): void {
  if (!Array.isArray(list)) return;
  for (const pair of list) {
    if (!isFields(pair) || typeof pair["key"] !== "string" || !isFields(pair["value"])) continue;
    const value = jsonAnyValue(pair["value"]);
    if (typeof value === "number") bag.addNumber(pair["key"], value);
    else if (value !== null) bag.addText(pair["key"], textOf(value));
  }
}

/** The value of an AnyValue of OTLP/JSON as a plain JSON value. The body's depth is already bounded. */
export function jsonAnyValue(value: Fields): unknown {
  if (typeof value["stringValue"] === "string") return value["stringValue"];
  if (typeof value["boolValue"] === "boolean") return value["boolValue"];
  if (value["intValue"] !== undefined) return Number(value["intValue"]);
  if (value["doubleValue"] !== undefined) return Number(value["doubleValue"]);
  if (typeof value["bytesValue"] === "string") {
    return Buffer.from(value["bytesValue"], "base64").toString("hex");
  }
  if (isFields(value["arrayValue"])) {
    const values = value["arrayValue"]["values"];
    return Array.isArray(values)
      ? values.map((inner) => (isFields(inner) ? jsonAnyValue(inner) : null))
      : [];
  }
  if (isFields(value["kvlistValue"])) {
    const pairs = value["kvlistValue"]["values"];
    return Object.fromEntries(
      (Array.isArray(pairs) ? pairs : []).flatMap((pair): [string, unknown][] =>
        isFields(pair) && typeof pair["key"] === "string"
          ? [[pair["key"], isFields(pair["value"]) ? jsonAnyValue(pair["value"]) : null]]
          : [],
      ),
    );
  }
  return null;
}

/** A JSON value as a text: texts as they are, the rest as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

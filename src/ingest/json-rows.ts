import { AcesoError } from "../model/errors.ts";
import { hash64Bytes } from "../model/series-id.ts";
import type { TimeMs } from "../model/time.ts";
import type { TimedSignal } from "./limits.ts";
import type {
  AnswerRequest,
  Decoded,
  DecodeRequest,
  Failure,
  IngestResponse,
  Rejection,
} from "./protocol.ts";
import { Rejections } from "./rejections.ts";
import { checkDepth, decodeUtf8, parseJson, parseJsonText } from "./wire/json-bytes.ts";

/** A JSON object whose fields have not been looked at. */
export type Fields = { readonly [name: string]: unknown };

const lineTypes = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);
/** Media types of the JSON routes. */
export const jsonContentTypes = ["application/json", ...lineTypes] as const;

/**
 * The rows of a JSON body: one object, an array of objects, or an object a line (NDJSON, by content
 * type). A row that cannot be read is refused with its position, the others are kept.
 *
 * @throws AcesoError when the body as a whole cannot be read, or holds more rows than the limit
 */
export function decodeRows<Row>(
  request: DecodeRequest,
  read: (fields: Fields, index: number) => Row,
): { readonly rows: readonly Row[]; readonly rejections: Rejections } {
  const rejections = new Rejections();
  const rows: Row[] = [];
  const values = valuesOf(request);
  if (values.length > request.limits.rowsMax) {
    throw new AcesoError("bad-field", {
      field: "the number of rows",
      expected: `at most ${request.limits.rowsMax}`,
      got: values.length,
    });
  }
  for (let index = 0; index < values.length; index += 1) {
    try {
      const value = values[index];
      rows.push(read(fieldsOf(value instanceof JsonLine ? value.parse() : value), index));
    } catch (error) {
      if (!(error instanceof AcesoError)) throw error;
      rejections.add(error, { index });
    }
  }
  return { rows, rejections };
}

/** A line of NDJSON, parsed when its turn comes so that one bad line costs only itself. */
class JsonLine {
  readonly #text: string;
  readonly #number: number;

  constructor(text: string, number: number) {
    this.#text = text;
    this.#number = number;
  }

  parse(): unknown {
    return parseJsonText(this.#text, `line ${this.#number}, `);
  }
}

function valuesOf(request: DecodeRequest): readonly unknown[] {
  if (!lineTypes.has(request.contentType)) {
    const value = parseJson(request.body, request.limits.depthMax);
    return Array.isArray(value) ? value : [value];
  }
  checkDepth(request.body, request.limits.depthMax);
  const lines: JsonLine[] = [];
  const texts = decodeUtf8(request.body).split("\n");
  for (let index = 0; index < texts.length; index += 1) {
    const text = (texts[index] ?? "").trim();
    if (text !== "") lines.push(new JsonLine(text, index + 1));
  }
  return lines;
}

function fieldsOf(value: unknown): Fields {
  if (isFields(value)) return value;
  throw badField("the row", "an object", value);
}

/** Whether a JSON value is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts of names and ids longer than this are refused: they would only be cut into equal ones. */
const nameLengthMax = 1_024;

/** A text that must be there and not empty. Numbers are taken as texts, for ids and versions. */
export function requiredText(fields: Fields, name: string, expected: string): string {
  const text = optionalText(fields, name);
  if (text === "") throw new AcesoError("missing-field", { field: name, expected });
  return text;
}

/** A text, or empty when absent or null. */
export function optionalText(fields: Fields, name: string, lengthMax = nameLengthMax): string {
  const value = fields[name];
  if (value === undefined || value === null) return "";
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw badField(name, "a text", value);
  if (text.length <= lengthMax) return text;
  throw new AcesoError("bad-field", {
    field: name,
    expected: `a text of at most ${lengthMax} characters`,
    got: `${text.length} characters`,
  });
}

/** Milliseconds since 1970 or ISO 8601 (UTC where no offset stands); `now` when absent. */
export function timeOf(fields: Fields, signal: TimedSignal, request: DecodeRequest): TimeMs {
  const value = fields["time"];
  if (value === undefined || value === null) return request.now;
  const time = typeof value === "string" ? parseIsoTime(value) : value;
  if (typeof time !== "number" || !Number.isFinite(time)) {
    throw badField("time", "UTC milliseconds or ISO 8601", value);
  }
  const earliest = request.now - request.limits.retentionMs[signal];
  if (time >= earliest && time <= request.now + request.limits.futureMsMax) return Math.round(time);
  throw new AcesoError("time-out-of-range", { time });
}

/** An error that names a field, what it must be, and the type (never the content) of what came. */
export function badField(field: string, expected: string, got: unknown): AcesoError {
  return new AcesoError("bad-field", { field: field.slice(0, 100), expected, got: typeName(got) });
}

/** Hash of the body, the root of ids for rows that bring none. */
export function bodyId(body: Uint8Array): string {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const hash = hash64Bytes(view, 0, body.length);
  return hash.high.toString(16).padStart(8, "0") + hash.low.toString(16).padStart(8, "0");
}

/** The answer of the JSON routes: how many rows were taken, and each refused row with its reason. */
export function succeedJson(decoded: Decoded): IngestResponse {
  const rejected = decoded.rejected.map(({ index, code, message, fix, count }) =>
    index === null ? { code, message, fix, count } : { index, code, message, fix },
  );
  const first = decoded.rejected[0];
  if (decoded.accepted > 0 || first === undefined) {
    return jsonResponse(200, { accepted: decoded.accepted, rejected });
  }
  return jsonResponse(400, { error: errorOf(first), accepted: 0, rejected });
}

/** The answer when nothing of a request was taken. */
export function failJson(failure: Failure, _request: AnswerRequest): IngestResponse {
  return jsonResponse(failure.status, { error: errorOf(failure) }, retryHeaders(failure));
}

/** An answer with a JSON body. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): IngestResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}

/** Retry-After, where sending the same again will help. */
export function retryHeaders(failure: Failure): Readonly<Record<string, string>> {
  const seconds = failure.retryAfterSeconds ?? (failure.status === 503 ? 5 : undefined);
  return seconds === undefined ? {} : { "retry-after": String(Math.ceil(seconds)) };
}

/** Code, message and fix, as every failed request of Aceso answers. */
export function errorOf(problem: Failure | Rejection): {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
} {
  return { code: problem.code, message: problem.message, fix: problem.fix };
}

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function parseIsoTime(text: string): number {
  const found = isoTime.exec(text);
  if (!found) return Number.NaN;
  const hasClock = text.length > 10;
  return Date.parse(hasClock && found[1] === undefined ? `${text}Z` : text);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}

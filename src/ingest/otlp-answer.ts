import { errorOf, jsonResponse, retryHeaders } from "./json-rows.ts";
import type { AnswerRequest, Decoded, Failure, IngestResponse } from "./protocol.ts";

/** Media types of OTLP over HTTP. */
export const otlpContentTypes = ["application/x-protobuf", "application/json"] as const;
/** Content encodings of OTLP over HTTP. */
export const otlpEncodings = ["identity", "gzip", "deflate"] as const;

/**
 * An Export…ServiceResponse in the request's encoding. `partial_success` stands only when something was
 * refused; when all was, the answer is 400 with a Status. `rejectedName` is the count's JSON name.
 */
export function succeedOtlp(rejectedName: string) {
  return (decoded: Decoded, request: AnswerRequest): IngestResponse => {
    const first = decoded.rejected[0];
    const isJson = request.contentType === "application/json";
    if (first === undefined) {
      return isJson ? jsonResponse(200, {}) : protobufResponse(200, new Uint8Array());
    }
    const { code, message, fix } = first;
    if (decoded.accepted === 0) {
      return failOtlp({ status: 400, code, message, fix, retryAfterSeconds: undefined }, request);
    }
    const count = decoded.rejected.reduce((sum, rejection) => sum + rejection.count, 0);
    const text = sentence(first);
    if (isJson) {
      const partialSuccess = { [rejectedName]: String(count), errorMessage: text };
      return jsonResponse(200, { partialSuccess });
    }
    const inner = Buffer.concat([varintField(1, count), textField(2, text)]);
    return protobufResponse(200, bytesField(1, inner));
  };
}

// HTTP status → code of google.rpc.Code where it is not INVALID_ARGUMENT (3)
const grpcCodes: { readonly [status: number]: number } = { 413: 8, 429: 8, 500: 13, 503: 14 };

/** A google.rpc.Status in the request's encoding; JSON also carries the error as our other routes do. */
export function failOtlp(failure: Failure, request: AnswerRequest): IngestResponse {
  const code = grpcCodes[failure.status] ?? 3;
  const message = sentence(failure);
  if (request.contentType === "application/x-protobuf" || request.contentType === "") {
    const status = Buffer.concat([varintField(1, code), textField(2, message)]);
    return protobufResponse(failure.status, status, retryHeaders(failure));
  }
  const body = { code, message, error: errorOf(failure) };
  return jsonResponse(failure.status, body, retryHeaders(failure));
}

function sentence(problem: {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}): string {
  return `${problem.code}: ${problem.message}; ${problem.fix}`;
}

function protobufResponse(
  status: number,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): IngestResponse {
  return { status, headers: { "content-type": "application/x-protobuf", ...headers }, body };
}

function varintField(field: number, value: number): Buffer {
  return Buffer.from([field << 3, ...varint(value)]);
}

function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text, "utf8"));
}

function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
}

/** A non-negative whole number below 2^53 as a varint. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

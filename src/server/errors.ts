import { type IncomingMessage, STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { gzip } from "node:zlib";
import type { ErrorBody } from "../api/contract.ts";
import { EncodedJson } from "../model/encoded-json.ts";
import { AcesoError, type ErrorCode } from "../model/errors.ts";

/** Error code → HTTP status: the only place that knows both. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  "body-too-large": 413,
  "bad-request": 400,
  "bad-encoding": 400,
  "unsupported-encoding": 415,
  "unsupported-type": 415,
  "bad-json": 400,
  "bad-protobuf": 400,
  "too-deep": 400,
  "bad-field": 400,
  "missing-field": 400,
  "time-out-of-range": 400,
  "too-many-labels": 400,
  "too-many-series": 400,
  "not-a-number": 400,
  "store-unavailable": 503,
  "store-in-use": 503,
  "schema-too-new": 503,
  overloaded: 429,
  // Nobody reads it: the connection is closed. 408 is what Node itself tells slow senders.
  "sender-gave-up": 408,
  unauthorized: 401,
  forbidden: 403,
  "wrong-origin": 403,
  "not-found": 404,
  "not-allowed-now": 409,
  "bad-config": 400,
  "file-unreadable": 400,
  "bad-file": 400,
  "file-too-large": 413,
  "port-taken": 503,
  "bad-expression": 400,
  "query-too-large": 422,
  "action-failed": 502,
  internal: 500,
};

/**
 * The error to tell. Anything but an error of the table is a fault of ours: only its name is told,
 * because its text may quote data.
 */
export function knownError(error: unknown): AcesoError {
  if (error instanceof AcesoError) return error;
  const reason = error instanceof Error ? error.name : "unknown";
  return new AcesoError("internal", { reason }, { cause: error });
}

/** Answers a failed request; the connection is given up where its body was not read to the end. */
export function sendError(
  response: ServerResponse,
  error: AcesoError,
  manner: "aceso" | "prometheus" = "aceso",
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!response.req.complete) response.setHeader("connection", "close");
  const status = statusOf[error.code];
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  }
  if (status === 401) response.setHeader("www-authenticate", 'Bearer realm="aceso"');
  sendJson(response, status, manner === "aceso" ? bodyOf(error) : prometheusError(error));
}

function bodyOf({ code, message, fix, params }: AcesoError): ErrorBody {
  return { error: { code, message, fix, params } };
}

/**
 * Answers what Node's parser could not read as a request, and closes the connection.
 *
 * @param fault as the server's "clientError" tells it
 * @returns the error told; undefined when the other side has gone
 */
export function answerNoRequest(
  fault: NodeJS.ErrnoException,
  socket: Duplex,
): AcesoError | undefined {
  if (!socket.writable || fault.code === "ECONNRESET") {
    socket.destroy();
    return undefined;
  }
  const reason = fault.code ?? fault.name;
  const error = new AcesoError("bad-request", { reason });
  const status = parserStatus[reason] ?? statusOf["bad-request"];
  const text = JSON.stringify(bodyOf(error));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
  return error;
}

// code of Node's HTTP parser → status, as Node itself would answer
const parserStatus: { readonly [code: string]: number } = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Below this many bytes compression costs more than it saves: it would be one packet anyway. */
const compressBytesMin = 1_024;

/** Answers with JSON, compressed where it is long and the asker takes gzip; NaN and infinities become null. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const bytes = encode(value);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    vary: "Accept-Encoding",
  };
  const send = (body: Buffer, more: { readonly [name: string]: string } = {}) => {
    if (response.destroyed) return;
    response.writeHead(status, { ...headers, ...more, "content-length": body.length }).end(body);
  };
  if (bytes.length < compressBytesMin || !takesGzip(response.req)) {
    send(bytes);
    return;
  }
  // In a thread of the pool, at the cheapest level: the event loop has signals to take.
  gzip(bytes, { level: 1 }, (error, packed) => {
    if (error) send(bytes);
    else send(packed, { "content-encoding": "gzip" });
  });
}

/** JSON text; fields that are encoded already are put in as they are. */
function encode(value: unknown): Buffer {
  const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (!fields.some(([, field]) => field instanceof EncodedJson)) {
    return Buffer.from(JSON.stringify(value));
  }
  const parts = fields.flatMap(([name, field], index) => [
    Buffer.from(`${index === 0 ? "{" : ","}${JSON.stringify(name)}:`),
    field instanceof EncodedJson ? field.bytes : Buffer.from(JSON.stringify(field) ?? "null"),
  ]);
  return Buffer.concat([...parts, Buffer.from("}")]);
}

/** Whether the asker lists gzip (or anything) and does not forbid it with a quality of 0. */
function takesGzip(request: IncomingMessage): boolean {
  const offers = String(request.headers["accept-encoding"] ?? "")
    .toLowerCase()
    .split(",");
  return offers.some((offer) =>
    /^\s*(?:x-)?(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/.test(offer),
  );
}

/** The error shape of Prometheus's HTTP API, which Grafana reads, with our code and fix beside it. */
function prometheusError(error: AcesoError): unknown {
  const status = statusOf[error.code];
  const errorType =
    status === 422
      ? "execution"
      : status < 500
        ? "bad_data"
        : status === 503
          ? "unavailable"
          : "internal";
  return {
    status: "error",
    errorType,
    error: error.message,
    code: error.code,
    fix: error.fix,
    params: error.params,
  };
}

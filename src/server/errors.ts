import type { ServerResponse } from "node:http";
import type { ErrorBody } from "../api/contract.ts";
import { AcesoError, type ErrorCode } from "../model/errors.ts";

/** Error code → HTTP status: the only place that knows both. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  "body-too-large": 413,
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
  const body: ErrorBody = {
    error: { code: error.code, message: error.message, fix: error.fix },
  };
  sendJson(response, status, manner === "aceso" ? body : prometheusError(error));
}

/** Answers with JSON; NaN and infinities become null. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  response.end(text);
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
  return { status: "error", errorType, error: error.message, code: error.code, fix: error.fix };
}

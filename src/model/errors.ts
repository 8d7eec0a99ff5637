/** Every error a person or client can meet: its HTTP-free meaning, what happened, what to do. */
export const errorCodes = {
  "body-too-large": {
    what: "the body holds more than {limitBytes} bytes after decompression",
    fix: "send smaller batches",
  },
  "bad-request": {
    what: "what came is not a valid HTTP request: {reason}",
    fix: "send HTTP/1.1 with a right Content-Length, headers of at most 16 KiB, and without long pauses",
  },
  "bad-encoding": {
    what: "the body is not valid {encoding}: {reason}",
    fix: "send the body as {encoding}, or drop the Content-Encoding header",
  },
  "unsupported-encoding": {
    what: "content encoding {encoding} is not supported",
    fix: "use gzip, deflate or no encoding (remote write: snappy)",
  },
  "unsupported-type": {
    what: "content type {type} is not supported here",
    fix: "send one of: {expected}",
  },
  "bad-json": { what: "the body is not valid JSON: {reason}", fix: "check the JSON at {where}" },
  "bad-protobuf": {
    what: "the body is not a valid protobuf message: {reason}",
    fix: "send the OTLP or remote-write message of this route",
  },
  "too-deep": {
    what: "the value is nested deeper than {limit} levels",
    fix: "flatten the value",
  },
  "bad-field": {
    what: "{field} must be {expected}, got {got}",
    fix: "correct {field}",
  },
  "missing-field": { what: "{field} is missing", fix: "add {field}: {expected}" },
  "time-out-of-range": {
    what: "time {time} is outside now minus retention to now plus 10 minutes",
    fix: "send UTC milliseconds or ISO 8601, and check the sender's clock",
  },
  "too-many-labels": {
    what: "a series has {count} labels, the limit is {limit}",
    fix: "drop labels at the sender",
  },
  "too-many-series": {
    what: "metric {metric} would exceed {limit} series",
    fix: "drop labels with many values, or raise the setting maxSeriesPerMetric",
  },
  "not-a-number": { what: "{field} is not a finite number", fix: "leave it out when unknown" },
  "store-unavailable": {
    what: "the store cannot take data now: {reason}",
    fix: "send the same again after Retry-After seconds",
  },
  "store-in-use": {
    what: "another Aceso runs on {path}",
    fix: "stop it, or set ACESO_DATA_DIR to another folder",
  },
  "schema-too-new": {
    what: "the data in {path} come from a newer Aceso (schema {found}, known {known})",
    fix: "start that version or a newer one",
  },
  overloaded: {
    what: "more data arrive than can be written: {bytes} bytes wait",
    fix: "send the same again after Retry-After seconds",
  },
  "sender-gave-up": {
    what: "the sender closed the connection before the answer",
    fix: "give the sender more patience (OpenTelemetry: timeoutMillis 60000), and let it send again",
  },
  unauthorized: { what: "no valid key", fix: "send Authorization: Bearer <key>" },
  forbidden: { what: "the role {role} may not do this", fix: "ask for the role {needed}" },
  "wrong-origin": {
    what: "requests made by {origin} are not accepted",
    fix: "open Aceso under its own address, or let it listen with a key (ACESO_TOKEN)",
  },
  "not-found": { what: "{what} {id} does not exist", fix: "list what exists with {list}" },
  "not-allowed-now": { what: "{what} is not possible now: {reason}", fix: "{fix}" },
  "bad-config": { what: "{where}: {reason}", fix: "{fix}" },
  "file-unreadable": {
    what: "{path} cannot be read: {reason}",
    fix: "check the path and whether you may read it",
  },
  "bad-file": { what: "{path}, {where}: {reason}", fix: "{fix}" },
  "file-too-large": {
    what: "{path} holds more than {limit} {unit}",
    fix: "give a smaller file, or raise the limit {setting}",
  },
  "port-taken": { what: "port {port} is taken", fix: "stop the other program or set {setting}" },
  "bad-expression": {
    what: "the PromQL expression is invalid at {where}: {reason}",
    fix: "correct the expression",
  },
  "query-too-large": { what: "the query needs more than {limit} {unit}", fix: "narrow it" },
  "action-failed": { what: "the repair step {step} failed: {reason}", fix: "{fix}" },
  internal: { what: "an error in Aceso itself: {reason}", fix: "report it with the log" },
} as const satisfies Record<string, { what: string; fix: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** A failure with a code of the table, its parameters and, where there is one, its cause. */
export class AcesoError extends Error {
  readonly code: ErrorCode;
  readonly params: { readonly [name: string]: string | number };
  /** Seconds after which the same request may be sent again; only for passing failures. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    params: { readonly [name: string]: string | number } = {},
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(fill(errorCodes[code].what, params), { cause: options.cause });
    this.name = "AcesoError";
    this.code = code;
    this.params = params;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** What a person should do. */
  get fix(): string {
    return fill(errorCodes[this.code].fix, this.params);
  }
}

function fill(template: string, params: { readonly [name: string]: string | number }): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? "?"));
}

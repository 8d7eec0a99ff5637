import { AcesoError, type ErrorCode } from "../model/errors.ts";
import type { TimeMs } from "../model/time.ts";
import { decompress } from "./decompress.ts";
import type { Intake } from "./intake.ts";
import type {
  ContentEncoding,
  Decoded,
  Failure,
  IngestResponse,
  Protocol,
  Rejection,
} from "./protocol.ts";

/** A request as it came, framework-free. `path` names the route for the list of refusals. */
export interface IngestRequest {
  readonly path: string;
  /** Lower-case names, as Node gives them. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** Still encoded; the server has bounded its size. */
  readonly body: Uint8Array;
  readonly project: string;
  readonly now: TimeMs;
}

/**
 * The one way from a request to durable rows: undo the encoding, decode, append, answer in the
 * protocol's manner. Whatever the bytes, it answers and never rejects; what is refused is counted.
 */
export async function receive(
  protocol: Protocol,
  request: IngestRequest,
  intake: Intake,
): Promise<IngestResponse> {
  const contentType = mediaTypeOf(headerOf(request, "content-type"));
  let decoded: Decoded | undefined;
  const releases: (() => void)[] = [];
  try {
    checkContentType(protocol, contentType);
    const encoding = encodingOf(protocol, headerOf(request, "content-encoding"));
    releases.push(intake.sink.claim(request.body.length));
    const body = await decompress(request.body, encoding, {
      bytesMax: intake.limits.bodyBytesMax,
      snappy: intake.snappy,
      expanding: intake.expanding,
    });
    releases.push(intake.sink.claim(Math.max(0, body.length - request.body.length)));
    decoded = protocol.decode({
      contentType,
      body,
      project: request.project,
      now: request.now,
      limits: intake.limits,
      prices: intake.prices,
      memory: intake.memoryOf(request.project),
    });
    if (decoded.accepted > 0) {
      await intake.sink.append(decoded.batch);
      decoded.committed?.();
    }
    for (const rejection of decoded.rejected) refuse(intake, request, rejection);
    return protocol.succeed(decoded, { contentType });
  } catch (error) {
    decoded?.undone?.();
    const failure = failureOf(error);
    refuse(intake, request, { ...failure, count: 1, example: contentType });
    return protocol.fail(failure, { contentType });
  } finally {
    for (const release of releases) release();
  }
}

/**
 * Media type, lower case, without parameters, save one: `proto=` of remote write names another message
 * than the plain type does (version 2.0), and taking that for 1.0 would lose samples silently.
 */
export function mediaTypeOf(header: string): string {
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const message = parameters.find((parameter) => parameter.startsWith("proto="));
  const isPlain = message === undefined || message === "proto=prometheus.writerequest";
  return isPlain ? type : `${type};${message}`;
}

// error code → status, where it is not 400
const statuses: Partial<Record<ErrorCode, number>> = {
  "body-too-large": 413,
  "unsupported-encoding": 415,
  "unsupported-type": 415,
  overloaded: 429,
  "store-unavailable": 503,
  internal: 500,
};

function failureOf(error: unknown): Failure {
  // Anything but a known error is a fault of ours; its text may quote data, so only its name is told.
  const known =
    error instanceof AcesoError
      ? error
      : new AcesoError("internal", { reason: error instanceof Error ? error.name : "unknown" });
  return {
    status: statuses[known.code] ?? 400,
    code: known.code,
    message: known.message,
    fix: known.fix,
    retryAfterSeconds: known.retryAfterSeconds,
  };
}

function checkContentType(protocol: Protocol, contentType: string): void {
  if (contentType === "" || protocol.contentTypes.includes(contentType)) return;
  const expected = protocol.contentTypes.join(", ");
  throw new AcesoError("unsupported-type", { type: contentType.slice(0, 100), expected });
}

function encodingOf(protocol: Protocol, header: string): ContentEncoding {
  const named = header.trim().toLowerCase();
  const encoding = named === "x-gzip" ? "gzip" : named;
  const found =
    encoding === ""
      ? protocol.encodings[0]
      : protocol.encodings.find((supported) => supported === encoding);
  if (found) return found;
  throw new AcesoError("unsupported-encoding", { encoding: encoding.slice(0, 100) });
}

function headerOf(request: IngestRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

function refuse(intake: Intake, request: IngestRequest, rejection: Omit<Rejection, "index">): void {
  intake.refusals.add({
    route: request.path,
    code: rejection.code,
    message: rejection.message,
    fix: rejection.fix,
    count: rejection.count,
    at: request.now,
    example: rejection.example,
  });
}

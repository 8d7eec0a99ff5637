import { AcesoError } from "../model/errors.ts";

/**
 * When senders should come again, in seconds. OpenTelemetry's JavaScript exporter tries six times within
 * its timeout, so 9 s bridge 45 s of an outage for one that waits 60 s; one with the default of 10 s
 * still comes once more.
 */
export const retryAfterSeconds = 9;

/**
 * ClickHouse's numeric code out of an error of any of the clients, 0 where there is none.
 * Both name it as "Code: 241." in the message.
 */
export function clickhouseCode(error: unknown): number {
  if (typeof error !== "object" || error === null) return 0;
  if ("clickhouseCode" in error && typeof error.clickhouseCode === "number") {
    return error.clickhouseCode;
  }
  if ("code" in error && /^\d+$/.test(String(error.code))) return Number(error.code);
  const message = "message" in error ? String(error.message) : "";
  return Number(/Code: (\d+)/.exec(message)?.[1] ?? 0);
}

/** An error of ClickHouse or of the way to it, in our words. Errors already ours pass unchanged. */
export function asStoreError(error: unknown): AcesoError {
  if (error instanceof AcesoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Exceptions can quote whole statements and data: the head says what happened.
  const reason = message.slice(0, 300);
  switch (clickhouseCode(error)) {
    case 241: // MEMORY_LIMIT_EXCEEDED
      return new AcesoError("query-too-large", { limit: 300, unit: "MB" }, { cause: error });
    case 159: // TIMEOUT_EXCEEDED
      return new AcesoError("query-too-large", { limit: 60, unit: "s" }, { cause: error });
    case 427: // CANNOT_COMPILE_REGEXP
      return new AcesoError("bad-expression", { where: "regex", reason }, { cause: error });
    default:
      return new AcesoError("store-unavailable", { reason }, { cause: error, retryAfterSeconds });
  }
}

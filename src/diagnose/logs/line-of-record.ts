import { errorStack } from "./error-stack.ts";

/**
 * What stands for a log record: of a stack trace its error and where it was raised, so that the same error is one
 * template (Python's begin all alike); of any other its first line, payloads follow it.
 */
export function lineOfRecord(body: string): string {
  const end = body.indexOf("\n");
  if (end < 0) return body;
  const stack = errorStack(body);
  if (!stack || stack.type === "") return body.slice(0, end);
  return `${stack.type}: ${stack.message} at ${stack.frames[0] ?? ""}`;
}

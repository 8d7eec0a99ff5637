import { buildOpenApi } from "../src/api/openapi.ts";
import { errorCodes } from "../src/model/errors.ts";
import { statusOf } from "../src/server/errors.ts";
import { version } from "../src/version.ts";

/** The OpenAPI document as it is checked in. */
export function openApiText(): string {
  return `${JSON.stringify(buildOpenApi(version), undefined, 2)}\n`;
}

/** The page of all error codes: status, what happened, what to do. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([code, { what, fix }]) => {
    // Every code has a status by type; the loop over entries has lost the key's type.
    const status = statusOf[code as keyof typeof statusOf];
    return `| \`${code}\` | ${status} | ${what} | ${fix} |`;
  });
  return [
    "# Errors",
    "",
    'Every failed request answers `{"error": {"code", "message", "fix"}}` (OTLP: a Status; PromQL',
    "routes: the shape of Prometheus with `code` and `fix` beside it). Made from the code by `npm run docs`.",
    "",
    "| code | status | what happened | what to do |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

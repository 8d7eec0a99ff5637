import type { AppApi, AppRequest, AppRoute } from "../../src/server/app.ts";
import { requestSchemas } from "../../src/api/schemas.ts";
import { loadConfig } from "../../src/config/config.ts";
import { createLiveEvents } from "../../src/server/live-events.ts";
import { type ServerOptions, startServer } from "../../src/server/start-server.ts";

/** An application that answers each route with what it was asked, so that tests see what the server hands on. */
export function echoApp(answers: Partial<Record<AppRoute, () => Promise<never>>> = {}): AppApi {
  const entries = Object.keys(requestSchemas).map((key) => [
    key,
    answers[key as AppRoute] ??
      ((request: AppRequest<AppRoute>) => Promise.resolve({ route: key, ...request })),
  ]);
  return Object.fromEntries(entries) as AppApi;
}

/** Starts a server on free loopback ports with one ingest route that tells what it received. */
export async function startEcho(
  given: {
    readonly environment?: { readonly [name: string]: string };
    readonly file?: unknown;
  } & Partial<Omit<ServerOptions, "config">> = {},
) {
  const { environment = {}, file = {}, ...options } = given;
  const { config } = loadConfig({
    environment: { ACESO_PORT: "0", ...environment },
    readFile: () => JSON.stringify({ otlpPort: 0, ...(file as object) }),
  });
  const live = createLiveEvents(1);
  const server = await startServer({
    config,
    app: echoApp(),
    ingest: ["/v1/traces", "/api/v1/write"].map((path) => ({
      method: "POST",
      path,
      receive: ({ body, headers, project }) =>
        Promise.resolve({
          status: 200,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            size: body.length,
            project,
            encoding: headers["content-encoding"],
          }),
        }),
    })),
    live,
    metrics: () => "up 1\n",
    isReady: () => true,
    webRoot: "/nonexistent",
    version: "0.0.0",
    now: () => 1_000,
    ...options,
  });
  const base = `http://127.0.0.1:${server.port}`;
  return { ...server, base, live };
}

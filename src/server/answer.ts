import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { requestSchemas } from "../api/schemas.ts";
import { AcesoError } from "../model/errors.ts";
import type { AppApi, AppRoute, Identity, IngestRoute, Role } from "./app.ts";
import { knownError, sendError, sendJson } from "./errors.ts";
import { demandRole, type Gate } from "./identify.ts";
import { type BodyBudget, readBody } from "./read-body.ts";
import { createRouter, type Router } from "./router.ts";
import type { StaticFiles } from "./static-files.ts";
import type { EventStreams } from "./stream-events.ts";
import { validate } from "./validate.ts";

/** What answering needs; made once by `startServer`. */
export interface AnswerParts {
  readonly app: AppApi;
  readonly ingest: readonly IngestRoute[];
  readonly gate: Gate;
  readonly budget: BodyBudget;
  readonly files: StaticFiles;
  readonly streams: EventStreams;
  readonly metrics: () => string | Promise<string>;
  readonly isReady: () => boolean;
  readonly openApi: () => unknown;
  readonly now: () => number;
  readonly refused: (route: string, error: AcesoError) => void;
  readonly failed: (route: string, error: unknown) => void;
}

/** A request on its way, with what has been found out about it. */
interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly search: URLSearchParams;
  readonly params: { readonly [name: string]: string };
}

type Answer = (asked: Asked) => Promise<void> | void;

/** Answers one request; never rejects. */
export type AnswerRequest = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Joins routes, checks and application into the function that answers requests.
 *
 * @param only where given, paths that do not start with it are not found (the OTLP port)
 */
export function createAnswer(parts: AnswerParts, only?: string): AnswerRequest {
  const router = createRouter<Answer>([
    ...ingestAnswers(parts),
    ...apiAnswers(parts),
    ...ownAnswers(parts),
  ]);
  return async (request, response) => {
    const path = pathOf(request);
    try {
      secure(response);
      parts.gate.checkOrigin(request.headers);
      const search = new URLSearchParams(/\?(.*)$/.exec(request.url ?? "")?.[1] ?? "");
      const found =
        only === undefined || path.startsWith(only) ? find(router, request, path) : undefined;
      if (found !== undefined) {
        await found.target({ request, response, search, params: found.params });
      } else if (isPageRequest(request, path) && only === undefined) {
        await parts.files.send(request, response, decodedOf(path));
      } else {
        const id = `${request.method} ${path}`.slice(0, 200);
        const list = "GET /api/v1/openapi.json";
        throw new AcesoError("not-found", { what: "the route", id, list });
      }
    } catch (error) {
      const known = knownError(error);
      if (known.code === "internal") parts.failed(path, error);
      sendError(response, known, /^\/api\/v1\/query(_range)?$/.test(path) ? "prometheus" : "aceso");
    }
  };
}

function find(router: Router<Answer>, request: IncomingMessage, path: string) {
  return router.find(request.method ?? "GET", path);
}

/** Pages and files of the web UI: everything that is read and is neither API nor protocol. */
function isPageRequest(request: IncomingMessage, path: string): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  return !path.startsWith("/api/") && !path.startsWith("/v1/");
}

function pathOf(request: IncomingMessage): string {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** A path as its file is named; what cannot be decoded stays as it is and names no file. */
function decodedOf(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function secure(response: ServerResponse): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
}

/** Routes on which signals arrive: the raw body goes to the protocol, which answers in its manner. */
function* ingestAnswers(parts: AnswerParts): Iterable<[string, Answer]> {
  for (const route of parts.ingest) {
    yield [
      `${route.method} ${route.path}`,
      async ({ request, response, search }) => {
        const identity = parts.gate.identify(request.headers);
        demandRole(identity, "operator");
        const body = await readBody(request, parts.budget).catch((error: unknown) => {
          parts.refused(route.path, knownError(error));
          throw error;
        });
        try {
          const answer = await route.receive({
            headers: plainHeaders(request),
            body: body.bytes,
            project: identity.project,
            now: parts.now(),
            query: search,
          });
          if (response.destroyed) parts.refused(route.path, new AcesoError("sender-gave-up"));
          else response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
        } finally {
          body.release();
        }
      },
    ];
  }
}

function plainHeaders(request: IncomingMessage): { [name: string]: string | undefined } {
  const headers: { [name: string]: string | undefined } = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

/** Routes of the contract: role, query and body are checked before the application is asked. */
function* apiAnswers(parts: AnswerParts): Iterable<[string, Answer]> {
  for (const [key, schemas] of Object.entries(requestSchemas)) {
    if (key === "GET /api/v1/openapi.json") continue;
    const call = callOf(parts.app, key, { ...schemas });
    const answer: Answer = async (asked) => {
      const identity = parts.gate.identify(asked.request.headers);
      demandRole(identity, schemas.role);
      const given = await readGiven(asked, parts.budget);
      const value = await call({ ...given, params: asked.params, identity });
      sendJson(asked.response, 200, value);
    };
    yield [key, answer];
    // Prometheus's clients send long expressions as a form.
    if (key.startsWith("GET /api/v1/query")) yield [key.replace("GET", "POST"), answer];
  }
}

interface Given {
  readonly query: { readonly [name: string]: string };
  readonly body: unknown;
}

/** The application's function for a route, behind the validation of its query and body. */
function callOf(
  app: AppApi,
  key: string,
  schemas: { readonly query: z.ZodType; readonly body?: z.ZodType },
): (given: Given & Pick<Asked, "params"> & { identity: Identity }) => Promise<unknown> {
  // `requestSchemas` and `AppApi` have the same keys by type, and the schemas below give what the
  // route's function takes; only the connection between key and types is lost in the loop.
  const route = app[key as AppRoute] as (request: unknown) => Promise<unknown>;
  return (given) =>
    route({
      params: given.params,
      identity: given.identity,
      query: validate(schemas.query, given.query, "query"),
      body: schemas.body === undefined ? undefined : validate(schemas.body, given.body, "body"),
    });
}

/** API bodies are small; signals have routes and bounds of their own. */
const apiBodyBytesMax = 1_048_576;

async function readGiven(asked: Asked, budget: BodyBudget): Promise<Given> {
  const { request, search } = asked;
  const query: { [name: string]: string } = Object.fromEntries(search);
  if (request.method === "GET" || request.method === "DELETE") return { query, body: undefined };
  const own: BodyBudget = {
    ...budget,
    bytesMax: Math.min(budget.bytesMax, apiBodyBytesMax),
    held: 0,
  };
  const { bytes } = await readBody(request, own);
  const text = bytes.toString("utf8");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") {
    return { query: { ...query, ...Object.fromEntries(new URLSearchParams(text)) }, body: {} };
  }
  if (text.trim() === "") return { query, body: {} };
  if (type !== "application/json") {
    const expected = "application/json";
    throw new AcesoError("unsupported-type", { type: type ?? "none", expected });
  }
  return { query, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the text around the fault; only the kind of fault is told.
    const reason = error instanceof Error ? error.name : "unreadable";
    throw new AcesoError("bad-json", { reason, where: "the body" }, { cause: error });
  }
}

/** Routes the server answers by itself. */
function ownAnswers(parts: AnswerParts): readonly (readonly [string, Answer])[] {
  const guarded =
    (needed: Role, answer: (asked: Asked, identity: Identity) => Promise<void> | void): Answer =>
    async (asked) => {
      const identity = parts.gate.identify(asked.request.headers);
      demandRole(identity, needed);
      await answer(asked, identity);
    };
  return [
    ["GET /healthz", ({ response }) => sendText(response, 200, "ok\n")],
    [
      "GET /readyz",
      ({ response }) =>
        parts.isReady()
          ? sendText(response, 200, "ready\n")
          : sendText(response, 503, "starting\n"),
    ],
    [
      "GET /metrics",
      guarded("viewer", async ({ response }) => {
        response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        response.end(await parts.metrics());
      }),
    ],
    [
      "GET /api/v1/openapi.json",
      guarded("viewer", ({ response }) => sendJson(response, 200, parts.openApi())),
    ],
    [
      "GET /api/v1/events",
      guarded("viewer", ({ request, response }, identity) =>
        parts.streams.open(request, response, identity.project),
      ),
    ],
  ];
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(text);
}

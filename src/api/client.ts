import type { ErrorBody, Routes } from "./contract.ts";

/** Where the server is, how to prove who asks, and what makes requests. */
export interface ClientOptions {
  /** Without a trailing slash; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly token?: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The parts of a request; those that a route's type does not have may be left out. */
export type CallArguments<Route extends keyof Routes> = {
  /** Values of the path's `:name` parts. */
  readonly params?: { readonly [name: string]: string };
  readonly query?: Routes[Route]["query"];
  readonly signal?: AbortSignal;
} & (Routes[Route] extends { body: infer Body } ? { readonly body: Body } : unknown);

/** A typed door to the API. */
export interface Client {
  /** @throws ApiError with the server's code, or code "no-answer" when none came */
  call<Route extends keyof Routes>(
    route: Route,
    request: CallArguments<Route>,
  ): Promise<Routes[Route]["response"]>;
}

/** An answer that is not a success: the server's code, message and what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly fix: string;
  /** What stands in the places of the code's texts; undefined when the server did not say. */
  readonly params: { readonly [name: string]: string | number } | undefined;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;

  constructor(facts: {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly status: number;
    readonly params?: { readonly [name: string]: string | number } | undefined;
    readonly cause?: unknown;
  }) {
    super(facts.message, { cause: facts.cause });
    this.name = "ApiError";
    this.code = facts.code;
    this.fix = facts.fix;
    this.params = facts.params;
    this.status = facts.status;
  }
}

/** Makes a client; it holds no state and makes no request by itself. */
export function createClient(options: ClientOptions): Client {
  return {
    async call(route, request) {
      const [method = "GET", pattern = ""] = route.split(" ");
      const url =
        options.baseUrl + fillPath(pattern, request.params ?? {}) + queryText(request.query);
      const body = "body" in request ? JSON.stringify(request.body) : undefined;
      const headers: Record<string, string> = { accept: "application/json" };
      if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
      if (body !== undefined) headers["content-type"] = "application/json";
      const { signal } = request;
      const response = await send(options.fetch, url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw errorOf(response.status, answer);
      // The server answers each route with its type of the contract; both are built from one source.
      return answer as Routes[typeof route]["response"];
    },
  };
}

async function send(
  fetch: ClientOptions["fetch"],
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new ApiError({
      code: "no-answer",
      message: `no answer from ${url}`,
      fix: "check that Aceso runs there",
      status: 0,
      cause,
    });
  }
}

function fillPath(pattern: string, params: { readonly [name: string]: string }): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

function queryText(query: { readonly [name: string]: unknown } | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}

/** Both shapes of failure: ours, and Prometheus's with our code and fix beside its text. */
function errorOf(status: number, answer: unknown): ApiError {
  // Only read as optional texts below, whatever came.
  const body = (answer ?? {}) as Partial<ErrorBody> & Partial<ErrorBody["error"]>;
  if (typeof body.error === "object") return new ApiError({ ...body.error, status });
  const message = typeof body.error === "string" ? body.error : `answer ${status}`;
  const { code = "unknown", fix = "", params } = body;
  return new ApiError({ code, message, fix, params, status });
}

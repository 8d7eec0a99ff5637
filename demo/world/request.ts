import type { Incoming, Journey, Reply, Trace } from "./journey.ts";
import type { Telemetry } from "./telemetry.ts";

/** What a handler learns and wants said on its server span. */
export interface Scope {
  readonly trace: Trace;
  readonly attributes: { [name: string]: string | number };
}

/**
 * Runs a handler as every instrumented server does: a server span under the caller's, a request
 * counter and a latency histogram. A handler that throws answers 500 and marks its span.
 */
export async function serveRequest(
  telemetry: Telemetry,
  incoming: Incoming,
  journey: Journey,
  handler: (scope: Scope) => Promise<Reply>,
): Promise<Reply> {
  const startMs = journey.now();
  const scope: Scope = { trace: telemetry.newTrace(incoming.trace), attributes: {} };
  let reply: Reply;
  let error = "";
  try {
    reply = await handler(scope);
    if (reply.status >= 500) error = `status ${reply.status}`;
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
    reply = { status: 500, body: { error } };
  }
  const endMs = journey.now();
  const route = incoming.path.split("/").slice(0, 4).join("/");
  telemetry.span({
    trace: scope.trace,
    parentId: incoming.trace?.spanId ?? "",
    name: `POST ${route}`,
    kind: "server",
    startMs,
    endMs,
    attributes: {
      "http.route": route,
      "http.response.status_code": reply.status,
      ...scope.attributes,
    },
    error,
  });
  const labels = { route, status: String(reply.status) };
  const { metrics } = telemetry;
  metrics.add("http_requests_total", "Requests answered.", 1, labels);
  metrics.observe(
    "http_request_duration_seconds",
    "Time to answer a request.",
    (endMs - startMs) / 1000,
    { route },
  );
  return reply;
}

/** Calls another service under a client span that names it. */
export async function callPeer(
  telemetry: Telemetry,
  journey: Journey,
  request: { peer: string; path: string; body: unknown; parent: Trace },
): Promise<Reply> {
  const { peer, path, body, parent } = request;
  const trace = telemetry.newTrace(parent);
  const startMs = journey.now();
  let reply: Reply;
  let error = "";
  try {
    reply = await journey.call(peer, { path, body, trace });
    if (reply.status >= 500) error = `status ${reply.status}`;
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
    reply = { status: 503, body: { error } };
  }
  telemetry.span({
    trace,
    parentId: parent.spanId,
    name: `POST ${path}`,
    kind: "client",
    startMs,
    endMs: journey.now(),
    attributes: {
      "peer.service": peer,
      "http.response.status_code": reply.status,
    },
    error,
  });
  return reply;
}

import { performance } from "node:perf_hooks";
import type { Incoming, Journey, Reply, Trace } from "../world/journey.ts";

/** UTC milliseconds with fractions, steady within the process. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** A journey in real time: waits wait, work works, calls go over HTTP. */
export function liveJourney(
  peers: { readonly [name: string]: string },
  send: (piece: string) => void,
): Journey {
  return {
    now: preciseNow,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    compute: (_service, _costMs, run) => Promise.resolve(run()),
    call: (peer, incoming) => callOverHttp(peers[peer] ?? "", incoming),
    send,
  };
}

/** Calls a service of the demo with W3C trace context. */
export async function callOverHttp(base: string, incoming: Incoming): Promise<Reply> {
  const response = await fetch(base + incoming.path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(incoming.trace === null
        ? {}
        : { traceparent: `00-${incoming.trace.traceId}-${incoming.trace.spanId}-01` }),
    },
    body: JSON.stringify(incoming.body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

/** The caller's span from a traceparent header; null when there is none or it is malformed. */
export function traceOf(header: string | undefined): Trace | null {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(header ?? "");
  return match === null ? null : { traceId: match[1]!, spanId: match[2]! };
}

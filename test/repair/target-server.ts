import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isSignedBy } from "../../src/repair/sign.ts";

/** A loopback service that speaks both repair contracts as docs/repair-contract.md writes them. */
export interface TargetServer {
  readonly url: string;
  current: string;
  on: boolean;
  /** Idempotency key → times it really acted. */
  readonly acted: Map<string, number>;
  /** Every request line, e.g. "POST 200". */
  readonly log: string[];
  /** What happens to the next POSTs before they are obeyed, in order; empty = all goes well. */
  readonly trouble: (
    | "503"
    | "403"
    | "drop-before"
    | "drop-after"
    | "redirect"
    | "hang"
    | "garbage"
  )[];
  close(): Promise<void>;
}

export const secret = "s3cret-of-the-test";

export async function startTarget(): Promise<TargetServer> {
  const state = { current: "v2", on: false };
  const acted = new Map<string, number>();
  const log: string[] = [];
  const trouble: TargetServer["trouble"] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => answer(request, response, body));
  });
  const answer = (request: IncomingMessage, response: ServerResponse, body: string) => {
    const reply = (status: number, value: unknown, headers: Record<string, string> = {}) => {
      log.push(`${request.method} ${status}`);
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    const header = String(request.headers["aceso-signature"] ?? "");
    if (!isSignedBy(secret, { header, body, nowSeconds: Math.floor(Date.now() / 1_000) })) {
      return reply(401, { error: "bad signature" });
    }
    if (request.method === "GET") {
      return reply(200, { current: state.current, available: ["v0", "v1", "v2"], on: state.on });
    }
    const problem = trouble.shift();
    if (problem === "503") return reply(503, { error: "busy" });
    if (problem === "403") return reply(403, { error: `no, and your secret is ${secret}` });
    if (problem === "redirect") return reply(307, "", { location: "http://127.0.0.1:1/" });
    if (problem === "hang") return void log.push("POST hang");
    if (problem === "drop-before") return void request.socket.destroy();
    if (problem === "garbage") return reply(200, "<html>");
    const call = JSON.parse(body);
    const key = String(request.headers["idempotency-key"]);
    if (!acted.has(key)) {
      if (typeof call.version === "string") state.current = call.version;
      else state.on = call.undo !== true;
    }
    acted.set(key, (acted.get(key) ?? 0) + 1);
    if (problem === "drop-after") return void request.socket.destroy();
    return reply(200, { current: state.current, on: state.on });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/repair`,
    get current() {
      return state.current;
    },
    set current(version) {
      state.current = version;
    },
    get on() {
      return state.on;
    },
    set on(value) {
      state.on = value;
    },
    acted,
    log,
    trouble,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

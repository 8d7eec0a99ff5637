import { request as httpRequest } from "node:http";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestSchemas } from "../../src/api/schemas.ts";
import { startEcho } from "./fake-app.ts";

let server: Awaited<ReturnType<typeof startEcho>>;
const faults: string[] = [];
beforeAll(async () => {
  server = await startEcho({ log: (line) => faults.push(line) });
});
afterAll(() => server.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly type: string;
}

/** Sends bytes as they are; fetch would correct some of them. */
function send({ method, path, body, type }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, "content-length": body.length };
    const request = httpRequest(
      { host: "127.0.0.1", port: server.port, path, method, headers },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 500 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc
    .record({
      plan: fc.anything(),
      text: fc.anything(),
      cause: fc.anything(),
      right: fc.anything(),
    })
    .map((value) => new TextEncoder().encode(textOf(value))),
  fc.constant(new TextEncoder().encode("[".repeat(100_000))),
  fc.constant(new TextEncoder().encode(`{"__proto__":{"role":"admin"},"text":"x"}`)),
);
const anyType = fc.constantFrom(
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "",
);
const anyPart = fc.string({ unit: "binary", maxLength: 20 }).map(part);
const anyQuery = fc
  .dictionary(fc.constantFrom("from", "to", "limit", "query", "start", "step", "x"), fc.string())
  .map((values) => new URLSearchParams(values).toString());

describe("garbage", () => {
  it("on every route of the API gives an answer below 500, and the server goes on", async () => {
    const routes = fc.constantFrom(...Object.keys(requestSchemas));
    await fc.assert(
      fc.asyncProperty(
        routes,
        anyPart,
        anyQuery,
        anyBody,
        anyType,
        async (key, id, query, body, type) => {
          const [method = "GET", pattern = "/"] = key.split(" ");
          const path = `${pattern.replace(/:\w+/g, id)}?${query}`;
          const status = await send({
            method,
            path,
            body: method === "GET" ? new Uint8Array() : body,
            type,
          });
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 400 },
    );
    const long = `/${"a/".repeat(3_000)}`;
    expect(await send({ method: "GET", path: long, body: new Uint8Array(), type: "" })).toBe(503);
    expect(faults).toEqual([]);
    expect(await send({ method: "GET", path: "/healthz", body: new Uint8Array(), type: "" })).toBe(
      200,
    );
  });

  it.each([
    "/%",
    "/%00",
    "/i/%ff",
    "//evil.example/x",
    "/api/v1/models/%",
    "/api/v1/models/%00",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "//[",
    "http://[/x",
    "/api/v1/query?query=%",
    "/?%=&%ff",
  ])("the path %s is answered", async (path) => {
    const status = await send({ method: "GET", path, body: new Uint8Array(), type: "" });
    // 503 is the page that is not built here.
    expect([200, 400, 404, 503]).toContain(status);
    expect(faults).toEqual([]);
  });
});

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "{}";
  }
}

/** Any text as one part of a path; what is no text at all (lone surrogates) stays out. */
function part(text: string): string {
  return encodeURIComponent(text.isWellFormed() ? text : "x") || "x";
}

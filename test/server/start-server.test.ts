import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { errorCodes } from "../../src/model/errors.ts";
import { AcesoError } from "../../src/model/errors.ts";
import { statusOf } from "../../src/server/errors.ts";
import { echoApp, startEcho } from "./fake-app.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(given: Parameters<typeof startEcho>[0] = {}) {
  const server = await startEcho(given);
  closing.push(() => server.close());
  return server;
}

/** A request with headers that fetch does not let one set. */
function raw(
  base: string,
  path: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { headers, method }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    request.end();
  });
}

const json = { "content-type": "application/json" };

describe("routes", () => {
  it("path, query and body reach the application checked and typed", async () => {
    const { base } = await start();
    const model = await fetch(`${base}/api/v1/models/a%2Fb?from=5`).then((r) => r.json());
    expect(model).toMatchObject({
      route: "GET /api/v1/models/:model",
      params: { model: "a/b" },
      query: { from: 5 },
      identity: { name: "local", project: "default", role: "admin" },
    });
    const note = await fetch(`${base}/api/v1/incidents/7Q/note`, {
      method: "POST",
      headers: json,
      body: '{"text":"hi"}',
    }).then((r) => r.json());
    expect(note).toMatchObject({ params: { id: "7Q" }, body: { text: "hi" } });
  });

  it("PromQL answers to a form as to a query, with RFC 3339 times and step durations", async () => {
    const { base } = await start();
    const answer = await fetch(`${base}/api/v1/query_range`, {
      method: "POST",
      body: new URLSearchParams({
        query: "up",
        start: "1970-01-01T00:01:00Z",
        end: "120",
        step: "15s",
        timeout: "3s",
      }),
    }).then((r) => r.json());
    expect(answer).toMatchObject({ query: { query: "up", start: 60, end: 120, step: 15 } });
  });

  it.each([
    ["GET", "/api/v1/nothing", undefined, 404, "not-found"],
    ["DELETE", "/api/v1/overview", undefined, 404, "not-found"],
    ["GET", "/api/v1/incidents?limit=x", undefined, 400, "bad-field"],
    ["GET", "/api/v1/incidents?limit=0", undefined, 400, "bad-field"],
    ["GET", "/api/v1/incidents?foo=1", undefined, 400, "bad-field"],
    ["POST", "/api/v1/incidents/1/note", "{}", 400, "missing-field"],
    ["POST", "/api/v1/incidents/1/note", '{"text":7}', 400, "bad-field"],
    ["POST", "/api/v1/incidents/1/note", "{", 400, "bad-json"],
    [
      "POST",
      "/api/v1/incidents/1/note",
      `{"text":"${"x".repeat(2_000_000)}"}`,
      413,
      "body-too-large",
    ],
    ["PUT", "/api/v1/monitors/a", "[]", 400, "bad-field"],
    ["GET", "/api/v1/models/%E0%A4%A", undefined, 404, "not-found"],
  ])("%s %s is refused with a code and a fix", async (method, path, body, status, code) => {
    const { base } = await start();
    const init = body === undefined ? { method } : { method, body, headers: json };
    const response = await fetch(base + path, init);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: string; fix: string } };
    expect(error.code).toBe(code);
    expect(error.fix).not.toBe("");
  });

  it("errors of the application become statuses; faults of ours tell only their name", async () => {
    const faults: string[] = [];
    const { base } = await start({
      app: echoApp({
        "GET /api/v1/status": () =>
          Promise.reject(new AcesoError("store-unavailable", {}, { retryAfterSeconds: 2.2 })),
        "GET /api/v1/overview": () => Promise.reject(new TypeError("secret value 42")),
        "GET /api/v1/query": () =>
          Promise.reject(new AcesoError("bad-expression", { where: 1, reason: "x" })),
      }),
      log: (line) => faults.push(line),
    });
    const down = await fetch(`${base}/api/v1/status`);
    expect([down.status, down.headers.get("retry-after")]).toEqual([503, "3"]);
    const fault = await fetch(`${base}/api/v1/overview`);
    expect(fault.status).toBe(500);
    expect(await fault.text()).not.toContain("42");
    expect(faults).toHaveLength(1);
    const prom = await fetch(`${base}/api/v1/query?query=x`);
    expect(prom.status).toBe(400);
    expect(await prom.json()).toMatchObject({ status: "error", errorType: "bad_data" });
  });

  it("every error code has a status of 4xx or 5xx", () => {
    expect(Object.keys(statusOf).toSorted()).toEqual(Object.keys(errorCodes).toSorted());
    for (const status of Object.values(statusOf)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it("health, readiness and metrics answer", async () => {
    let ready = false;
    const { base } = await start({ isReady: () => ready });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    ready = true;
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    const metrics = await fetch(`${base}/metrics`);
    expect(metrics.headers.get("content-type")).toContain("version=0.0.4");
    expect(await metrics.text()).toBe("up 1\n");
  });
});

describe("signals", () => {
  it("the raw body reaches the protocol, still encoded", async () => {
    const { base } = await start();
    const answer = await fetch(`${base}/v1/traces`, {
      method: "POST",
      body: new Uint8Array(70_000),
      headers: { "content-encoding": "gzip" },
    }).then((r) => r.json());
    expect(answer).toEqual({ size: 70_000, project: "default", encoding: "gzip" });
  });

  it.each([{ announced: true }, { announced: false }])(
    "a body over the limit is refused and told, announced: $announced",
    async ({ announced }) => {
      const told: string[] = [];
      const { base } = await start({
        file: { limits: { maxBodyBytes: 100_000 } },
        refused: (route, error) => told.push(`${route} ${error.code}`),
      });
      const bytes = new Uint8Array(400_000);
      const body = announced ? bytes : new Blob([bytes]).stream();
      const response = await fetch(`${base}/v1/traces`, {
        method: "POST",
        body,
        duplex: "half",
      } as RequestInit).catch(() => undefined);
      // The server may close before the sender has written everything; what counts is that it refused.
      if (response !== undefined) expect(response.status).toBe(413);
      expect(told).toEqual(["/v1/traces body-too-large"]);
    },
  );

  it("bytes that are no HTTP get 400 and do not end the server", async () => {
    const { base, port } = await start();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("\u0016\u0003garbage\r\n\r\n"));
      socket.on("data", (data) => resolve(data.toString()));
    });
    expect(answer).toContain("400");
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it("the OTLP port takes signals and nothing else; a taken one is said, not fatal", async () => {
    const blocker = createServer();
    const taken = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
    });
    const { otlpPort } = await start({ file: { otlpPort: taken } });
    expect(otlpPort).toBeNull();
    await new Promise((resolve) => blocker.close(resolve));
    const second = await start({ file: { otlpPort: taken } });
    expect(second.otlpPort).toBe(taken);
    const otlp = `http://127.0.0.1:${taken}`;
    expect((await fetch(`${otlp}/v1/traces`, { method: "POST", body: "x" })).status).toBe(200);
    expect((await fetch(`${otlp}/api/v1/overview`)).status).toBe(404);
    expect((await fetch(`${otlp}/`)).status).toBe(404);
  });

  it("a taken main port is an error that names it", async () => {
    const { port } = await start();
    await expect(startEcho({ environment: { ACESO_PORT: String(port) } })).rejects.toMatchObject({
      code: "port-taken",
      params: { port },
    });
  });
});

describe("who may come in", () => {
  const file = {
    keys: [
      { name: "ana", role: "viewer", keyEnv: "ANA", project: "shop" },
      { name: "bo", role: "operator", keyEnv: "BO" },
    ],
  };
  const environment = { ACESO_TOKEN: "first", ANA: "ana-key", BO: "bo-key" };
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

  it("with keys, everything but health and pages needs one", async () => {
    const { base } = await start({ environment, file });
    for (const path of ["/api/v1/overview", "/metrics", "/api/v1/events", "/api/v1/openapi.json"]) {
      const response = await fetch(base + path);
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.json()).toMatchObject({ error: { code: "unauthorized" } });
    }
    expect((await fetch(`${base}/v1/traces`, { method: "POST", body: "x" })).status).toBe(401);
    expect((await fetch(`${base}/api/v1/overview`, bearer("firs"))).status).toBe(401);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
  });

  it("a key brings its project and role, as Bearer or as the password of Basic", async () => {
    const { base } = await start({ environment, file });
    const own = await fetch(`${base}/api/v1/overview`, bearer("ana-key")).then((r) => r.json());
    expect(own).toMatchObject({ identity: { name: "ana", project: "shop", role: "viewer" } });
    const basic = `Basic ${Buffer.from("prometheus:first").toString("base64")}`;
    const sent = await fetch(`${base}/v1/traces`, {
      method: "POST",
      body: "x",
      headers: { authorization: basic },
    });
    expect(sent.status).toBe(200);
  });

  it("a role below what the route needs is refused", async () => {
    const { base } = await start({ environment, file });
    const approve = (key: string) =>
      fetch(`${base}/api/v1/incidents/1/repair/approve`, {
        method: "POST",
        body: '{"plan":"p"}',
        headers: { ...json, ...bearer(key).headers },
      }).then((r) => r.status);
    expect(await Promise.all(["ana-key", "bo-key", "first"].map(approve))).toEqual([403, 200, 200]);
    expect((await fetch(`${base}/api/v1/audit`, bearer("bo-key"))).status).toBe(403);
    const send = (key: string) =>
      fetch(`${base}/v1/traces`, { method: "POST", body: "x", ...bearer(key) }).then(
        (response) => response.status,
      );
    expect(await Promise.all(["ana-key", "bo-key"].map(send))).toEqual([403, 200]);
  });

  it("beyond loopback it starts only with a key or when told that this is meant", async () => {
    const environment = { ACESO_HOST: "0.0.0.0" };
    await expect(startEcho({ environment })).rejects.toMatchObject({ code: "bad-config" });
    await start({ environment: { ...environment, ACESO_TOKEN: "t" } });
    await start({ environment, file: { insecure: true } });
  });

  it("a foreign name or a foreign page is refused while no key is needed", async () => {
    const { base } = await start();
    expect((await raw(base, "/api/v1/overview", { host: "evil.example" })).status).toBe(403);
    expect((await raw(base, "/api/v1/overview", { host: "localhost:1" })).status).toBe(200);
    const origin = { origin: "http://evil.example" };
    const sent = await raw(base, "/api/v1/incidents/1/acknowledge", origin, "POST");
    expect(sent).toMatchObject({ status: 403 });
    expect(sent.text).toContain("wrong-origin");
    const same = await raw(base, "/api/v1/incidents/1/acknowledge", { origin: base }, "POST");
    expect(same.status).toBe(200);
  });
});

describe("pages", () => {
  it("files are served with their policy and caching, and unknown paths with the page", async () => {
    const root = mkdtempSync(join(tmpdir(), "aceso-web-"));
    closing.push(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, "web", "assets"), { recursive: true });
    writeFileSync(join(root, "secret.txt"), "secret");
    writeFileSync(join(root, "web", "index.html"), "<script>go()</script><p>page</p>");
    writeFileSync(join(root, "web", "assets", "a-1.js"), "x".repeat(5_000));
    const { base } = await start({ webRoot: join(root, "web") });
    const page = await fetch(`${base}/i/7Q4K`);
    expect(await page.text()).toContain("<p>page</p>");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    // printf 'go()' | openssl dgst -sha256 -binary | base64
    expect(page.headers.get("content-security-policy")).toContain(
      "'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='",
    );
    const script = await fetch(`${base}/assets/a-1.js`);
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect((await script.text()).length).toBe(5_000);
    const again = await raw(base, "/assets/a-1.js", {
      "if-none-match": script.headers.get("etag")!,
    });
    expect(again.status).toBe(304);
    for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"]) {
      const response = await raw(base, path, {});
      expect([path, response.status]).toEqual([path, 404]);
    }
    expect((await fetch(`${base}/assets/missing.js`)).status).toBe(404);
  });

  it("says how to build the page when it is not built", async () => {
    const { base } = await start();
    const page = await fetch(base);
    expect(page.status).toBe(503);
    expect(await page.text()).toContain("npm run build:ui");
  });
});

describe("live events", () => {
  async function readUntil(response: Response, wanted: string): Promise<string> {
    const reader = response.body!.getReader();
    let text = "";
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) break;
      text += Buffer.from(value).toString();
    }
    await reader.cancel();
    return text;
  }

  it("a reader sees the events of its project as they happen and resumes by Last-Event-ID", async () => {
    const { base, live } = await start();
    const first = await fetch(`${base}/api/v1/events`);
    live.publish("other", { type: "tick", now: 1, evaluated: 1, firing: 0 });
    live.publish("default", { type: "tick", now: 2, evaluated: 1, firing: 0 });
    live.publish("default", { type: "tick", now: 3, evaluated: 1, firing: 0 });
    const text = await readUntil(first, '"now":3');
    expect(text).not.toContain('"now":1,');
    expect(text).toContain('id: 1-2\nevent: tick\ndata: {"now":2,"evaluated":1,"firing":0}\n\n');
    const second = await fetch(`${base}/api/v1/events`, { headers: { "last-event-id": "1-2" } });
    const resumed = await readUntil(second, '"now":3');
    expect(resumed).not.toContain('"now":2');
  });

  it("a reader that does not read is dropped", async () => {
    const { live, port } = await start();
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const kind = "x".repeat(100_000);
    let isOpen = true;
    void closed.then(() => (isOpen = false));
    for (let count = 0; count < 500; count++) {
      if (!isOpen) break;
      live.publish("default", { type: "signal", kind, count });
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    await closed;
    expect(isOpen).toBe(false);
  });

  it("close ends the streams and does not wait for them", async () => {
    const server = await startEcho();
    const response = await fetch(`${server.base}/api/v1/events`);
    await server.close();
    expect(await response.text()).toContain("retry:");
  });
});

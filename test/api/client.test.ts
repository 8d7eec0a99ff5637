import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/api/client.ts";
import { AcesoError } from "../../src/model/errors.ts";
import { echoApp, startEcho } from "../server/fake-app.ts";

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function start(given: Parameters<typeof startEcho>[0] = {}, token?: string) {
  const server = await startEcho(given);
  close = () => server.close();
  return createClient({
    baseUrl: server.base,
    fetch: globalThis.fetch,
    ...(token === undefined ? {} : { token }),
  });
}

describe("the client", () => {
  it("what it sends is what the application gets", async () => {
    const client = await start({ environment: { ACESO_TOKEN: "key" } }, "key");
    const id = "a/b ü";
    const noted = await client.call("POST /api/v1/incidents/:id/note", {
      params: { id },
      body: { text: "seen" },
    });
    expect(noted).toMatchObject({ params: { id }, body: { text: "seen" } });
    const listed = await client.call("GET /api/v1/incidents", { query: { limit: 5 } });
    expect(listed).toMatchObject({ query: { limit: 5 }, identity: { role: "admin" } });
  });

  it("failures carry code, fix and status", async () => {
    const client = await start({
      app: echoApp({
        "GET /api/v1/incidents/:id": () =>
          Promise.reject(new AcesoError("not-found", { what: "incident", id: "x", list: "y" })),
        "GET /api/v1/query": () =>
          Promise.reject(new AcesoError("bad-expression", { where: 1, reason: "r" })),
      }),
    });
    await expect(
      client.call("GET /api/v1/incidents/:id", { params: { id: "x" } }),
    ).rejects.toMatchObject({ code: "not-found", status: 404, fix: "list what exists with y" });
    await expect(client.call("GET /api/v1/query", { query: { query: "x" } })).rejects.toMatchObject(
      { code: "bad-expression", status: 400, fix: "correct the expression" },
    );
  });

  it("nobody there is an error of its own", async () => {
    const client = createClient({ baseUrl: "http://127.0.0.1:1", fetch: globalThis.fetch });
    await expect(client.call("GET /api/v1/overview", {})).rejects.toMatchObject({
      code: "no-answer",
      status: 0,
    });
  });
});

import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { type BodyBudget, readBody } from "../../src/server/read-body.ts";

/** A request as Node's parser would fill it; `end` marks the message as complete. */
function requestOf(headers: { readonly [name: string]: string } = {}) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return {
    request,
    push: (size: number) => request.push(Buffer.alloc(size, 1)),
    end() {
      request.complete = true;
      request.push(null);
    },
  };
}

const budgetOf = (bytesMax: number, totalBytesMax: number): BodyBudget => ({
  bytesMax,
  totalBytesMax,
  held: 0,
});

describe("reading a body", () => {
  it("gives all bytes and holds them until they are released, once", async () => {
    const budget = budgetOf(100, 100);
    const { request, push, end } = requestOf();
    const reading = readBody(request, budget);
    push(40);
    push(50);
    end();
    const body = await reading;
    expect(body.bytes.length).toBe(90);
    expect(budget.held).toBe(90);
    body.release();
    body.release();
    expect(budget.held).toBe(0);
  });

  it("stops at the limit while it streams and holds nothing afterwards", async () => {
    const budget = budgetOf(100, 1_000);
    const { request, push } = requestOf({ "content-length": "5" });
    const reading = readBody(request, budget);
    push(60);
    push(60);
    await expect(reading).rejects.toMatchObject({ code: "body-too-large" });
    expect(budget.held).toBe(0);
  });

  it("refuses by the announced length without reading", async () => {
    const { request } = requestOf({ "content-length": "101" });
    await expect(readBody(request, budgetOf(100, 100))).rejects.toMatchObject({
      code: "body-too-large",
    });
  });

  it("bodies being read at once are bounded together, and the later one is told to come back", async () => {
    const budget = budgetOf(100, 150);
    const first = requestOf();
    const reading = readBody(first.request, budget);
    first.push(100);
    await new Promise(setImmediate);
    const second = requestOf();
    const refused = readBody(second.request, budget);
    second.push(60);
    await expect(refused).rejects.toMatchObject({ code: "overloaded", retryAfterSeconds: 1 });
    first.end();
    (await reading).release();
    expect(budget.held).toBe(0);
  });

  it("a sender that gives up leaves nothing held", async () => {
    const budget = budgetOf(100, 100);
    const { request, push } = requestOf();
    const reading = readBody(request, budget);
    push(60);
    await new Promise(setImmediate);
    request.destroy();
    await expect(reading).rejects.toMatchObject({ code: "bad-encoding" });
    expect(budget.held).toBe(0);
  });
});

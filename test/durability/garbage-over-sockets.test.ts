import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SystemStatus } from "../../src/api/contract.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { field, snappyLiteral, timeSeries, varint } from "../ingest/harness.ts";
import { type AcesoProcess, startAceso } from "./aceso-process.ts";

let aceso: AcesoProcess;
let folder: string;
let port: number;
let slow: Promise<readonly string[]>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aceso-garbage-"));
  aceso = await startAceso({ dataDir: folder });
  port = Number(new URL(aceso.url).port);
  // They run beside the other tests: the answer comes after 15 s.
  slow = Promise.all(
    Array.from({ length: 50 }, () =>
      exchange([Buffer.from("POST /v1/traces HTTP/1.1\r\nX: ")], { closesMs: 50_000 }),
    ),
  );
});
afterAll(async () => {
  const code = await aceso.stop();
  await rm(folder, { recursive: true, force: true });
  expect(code).toBe(0);
});

const routes = protocols.flatMap(({ name, routes: own, contentTypes, encodings }) =>
  own.map(({ path }) => ({
    name,
    path,
    takesJson: (contentTypes as readonly string[]).includes("application/json"),
    takesProtobuf: (contentTypes as readonly string[]).includes("application/x-protobuf"),
    isSnappy: encodings[0] === "snappy",
  })),
);
type Route = (typeof routes)[number];

const json = "Content-Type: application/json";
const protobuf = "Content-Type: application/x-protobuf";
const gzip = "Content-Encoding: gzip";
const deflate = "Content-Encoding: deflate";
const huge = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
const wrap = (route: Route, bytes: Uint8Array) => (route.isSnappy ? snappyLiteral(bytes) : bytes);
const isJson = (route: Route) => route.takesJson;
const isProtobuf = (route: Route) => route.takesProtobuf;

/** Bodies that no protocol can take, whole and well framed. */
const bodies: readonly {
  readonly name: string;
  readonly when: (route: Route) => boolean;
  readonly headers: readonly string[];
  readonly body: (route: Route) => Uint8Array;
}[] = [
  { name: "gzip cut off", when: isJson, headers: [json, gzip], body: () => bomb.subarray(0, 50) },
  { name: "gzip that is none", when: isJson, headers: [json, gzip], body: () => text("no gzip") },
  { name: "a zip bomb", when: isJson, headers: [json, gzip], body: () => bomb },
  { name: "a deflate bomb", when: isJson, headers: [json, deflate], body: () => deflateBomb },
  { name: "deep JSON", when: isJson, headers: [json], body: () => text("[".repeat(1_000_000)) },
  { name: "broken JSON", when: isJson, headers: [json], body: () => text('{"a":') },
  {
    name: "JSON that is no UTF-8",
    when: isJson,
    headers: [json],
    body: () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  {
    name: "text as protobuf",
    when: isProtobuf,
    headers: [protobuf],
    body: (route) => wrap(route, text("this is text, not protobuf")),
  },
  {
    name: "a length of 2^60",
    when: isProtobuf,
    headers: [protobuf],
    body: (route) => wrap(route, Buffer.concat([Buffer.from([0x0a]), huge])),
  },
  {
    name: "a snappy block that claims 4 GB",
    when: (route) => route.isSnappy,
    headers: [protobuf],
    body: () => Buffer.from(varint(2 ** 32 - 1)),
  },
  {
    name: "a million labels",
    when: (route) => route.isSnappy,
    headers: [protobuf],
    body: () => snappyLiteral(millionLabels),
  },
  {
    name: "a time in the far future",
    when: (route) => route.isSnappy,
    headers: [protobuf],
    body: () => snappyLiteral(timeSeries({ __name__: "m" }, [{ value: Number.NaN, time: 9e15 }])),
  },
  {
    name: "no such type",
    when: () => true,
    headers: ["Content-Type: text/html"],
    body: () => text("<p>"),
  },
  {
    name: "no such encoding",
    when: () => true,
    headers: ["Content-Encoding: br"],
    body: () => text("x"),
  },
];

/** Requests whose frame is wrong; `code` is what the answer names, null where closing is enough. */
const frames: readonly {
  readonly name: string;
  readonly bytes: string;
  readonly code: string | null;
}[] = [
  { name: "no HTTP at all", bytes: "\u0016\u0003\u0001\u0002garbage\r\n\r\n", code: "bad-request" },
  { name: "zero bytes", bytes: "\0".repeat(1_000), code: "bad-request" },
  { name: "a length that is no number", bytes: post("Content-Length: ten"), code: "bad-request" },
  { name: "a negative length", bytes: post("Content-Length: -1"), code: "bad-request" },
  {
    name: "two lengths",
    bytes: post("Content-Length: 1\r\nContent-Length: 2", "xx"),
    code: "bad-request",
  },
  {
    name: "a length and chunks",
    bytes: post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    code: "bad-request",
  },
  {
    name: "a chunk of 2^63",
    bytes: post("Transfer-Encoding: chunked", "7fffffffffffffff\r\nx"),
    code: null,
  },
  {
    name: "a chunk size that is none",
    bytes: post("Transfer-Encoding: chunked", "zz\r\n"),
    code: "bad-request",
  },
  {
    name: "a length of 2^50",
    bytes: post("Content-Length: 1125899906842624"),
    code: "body-too-large",
  },
  { name: "headers of 100 kB", bytes: post(`X: ${"x".repeat(100_000)}`), code: "bad-request" },
  {
    name: "a body longer than its length",
    bytes: post("Content-Type: application/json\r\nContent-Length: 2", "{}{}{}{}"),
    code: "bad-request",
  },
];

const bomb = gzipSync(Buffer.alloc(256 << 20), { level: 9 });
const deflateBomb = deflateSync(Buffer.alloc(100 << 20));
const millionLabels = field(
  1,
  Buffer.concat([
    field(1, Buffer.concat([field(1, "__name__"), field(2, "m")])),
    ...Array.from({ length: 1_000_000 }, (_, index) =>
      field(1, Buffer.concat([field(1, `l${index % 200}`), field(2, "b")])),
    ),
  ]),
);

describe("a started Aceso over sockets", () => {
  for (const { name, when, headers, body } of bodies) {
    it.each(routes.filter(when))(`$path, ${name}: refused with a code and a fix`, async (route) => {
      const bytes = body(route);
      const head = `POST ${route.path} HTTP/1.1\r\nHost: localhost\r\n${headers.join("\r\n")}\r\n`;
      const ends = Buffer.from(
        `${head}Content-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`,
      );
      // It closes by itself; a busy machine may take its time.
      const answer = await exchange([ends, bytes], { closesMs: 30_000 });
      expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
      expect(statusOf(answer)).toBeLessThan(500);
      // JSON names the code; OTLP's protobuf Status carries both in its message.
      expect(answer).toMatch(/[a-z]+(?:-[a-z]+)+/);
      if (answer.includes("application/json")) expect(answer).toMatch(/"fix":"[^"]+"/);
    });
  }

  it.each(frames)("$name: a known error or a closed connection", async ({ bytes, code }) => {
    const answer = await exchange([Buffer.from(bytes, "latin1")]);
    if (code !== null) {
      expect(answer).toContain(`"code":"${code}"`);
      expect(answer).toMatch(/"fix":"[^"]+"/);
    }
    if (answer !== "") expect(statusOf(answer)).toBeLessThan(500);
  });

  it("bodies broken off in the middle are forgotten, a hundred at once", async () => {
    const head = post(`Content-Type: application/json\r\nContent-Length: 50000000`);
    const half = Buffer.alloc(200_000, 0x20);
    await Promise.all(
      Array.from({ length: 100 }, () => breakOff([Buffer.from(head, "latin1"), half])),
    );
    expect((await fetch(`${aceso.url}/readyz`)).status).toBe(200);
  });

  it("headers that never end are cut off, and hold no one up", { timeout: 60_000 }, async () => {
    const began = performance.now();
    expect((await fetch(`${aceso.url}/healthz`)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const answer of await slow) {
      expect(statusOf(answer)).toBe(408);
      expect(answer).toContain('"code":"bad-request"');
    }
  });

  it("memory stays bounded: fifteen bombs at once, again and again, and nothing leaks", async () => {
    const storm = async () => {
      const answers = await Promise.all(
        Array.from({ length: 15 }, () =>
          fetch(`${aceso.url}/api/v1/predictions`, {
            method: "POST",
            body: bomb,
            headers: { "content-type": "application/json", "content-encoding": "gzip" },
          }).then(async (answer) => [answer.status, await answer.text()] as const),
        ),
      );
      // 429: the bodies being expanded at one time have a bound of their own.
      for (const [status, body] of answers) {
        expect([413, 429]).toContain(status);
        expect(body).toMatch(/"fix":"[^"]+"/);
      }
      return aceso.residentBytes();
    };
    const before = aceso.residentBytes();
    const first = await storm();
    await storm();
    const third = await storm();
    const mb = (bytes: number) => Math.round(bytes / 1e6);
    console.log(
      `resident: ${mb(before)} MB before, ${mb(first)} after one storm, ${mb(third)} after three`,
    );
    expect(third).toBeLessThan(2_000_000_000);
    // What a body may hold once is kept by the allocator; it must not grow with every storm.
    expect(third - first).toBeLessThan(300_000_000);
  });

  it("afterwards it takes data, has refused and counted, and found no fault of its own", async () => {
    const taken = await fetch(`${aceso.url}/api/v1/predictions`, {
      method: "POST",
      body: JSON.stringify({ id: "1", model: "m", output: "a" }),
      headers: { "content-type": "application/json" },
    });
    expect(taken.status).toBe(200);
    const status = (await (await fetch(`${aceso.url}/api/v1/status`)).json()) as SystemStatus;
    const codes = new Set(status.refusals.map(({ code }) => code));
    for (const code of ["bad-request", "body-too-large", "too-many-labels", "bad-json"]) {
      expect(codes).toContain(code);
    }
    expect(codes).not.toContain("internal");
    expect(aceso.isAlive()).toBe(true);
    expect(aceso.log()).not.toMatch(/TypeError|RangeError|at .*\.ts:\d/);
  });
});

function post(headers: string, body = ""): string {
  return `POST /api/v1/predictions HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

/** Sends bytes and gives what came back until the other side closed; ends after a while of silence. */
function exchange(parts: readonly Uint8Array[], { closesMs = 6_000 } = {}): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    const patience = setTimeout(() => socket.destroy(), closesMs);
    // A reset while we still write is one of the ways in which it may refuse.
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => {
      clearTimeout(patience);
      resolve(Buffer.concat(chunks).toString("latin1"));
    });
    for (const part of parts) socket.write(part);
  });
}

/** Sends bytes and resets the connection as soon as they are on their way. */
function breakOff(parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    socket.write(Buffer.concat(parts), () => socket.resetAndDestroy());
  });
}

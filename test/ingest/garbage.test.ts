import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { protocols } from "../../src/ingest/catalog.ts";
import type { IngestResponse, Protocol } from "../../src/ingest/protocol.ts";
import { errorCodes } from "../../src/model/errors.ts";
import {
  field,
  fixed64,
  json,
  makeIntake,
  now,
  send,
  snappyLiteral,
  timeSeries,
  varint,
} from "./harness.ts";

const protobufType = { "content-type": "application/x-protobuf" };
const jsonType = { "content-type": "application/json" };
const takesJson = (protocol: Protocol) => protocol.contentTypes.includes("application/json");
const takesProtobuf = (protocol: Protocol) =>
  protocol.contentTypes.includes("application/x-protobuf");
const wrap = (protocol: Protocol, body: Uint8Array) =>
  protocol.encodings[0] === "snappy" ? snappyLiteral(body) : body;

/** A refusal a person can act on: 4xx, a code of the table, and a fix; nothing of the payload. */
function expectRefusal(response: IngestResponse, intake: ReturnType<typeof makeIntake>["intake"]) {
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  const text = new TextDecoder().decode(response.body);
  const refusal = intake.refusals.list()[0];
  expect(Object.keys(errorCodes)).toContain(refusal?.code);
  expect(refusal?.fix).not.toBe("");
  expect(text).toContain(refusal?.code);
  expect(text).toContain(refusal?.fix);
  expect(text.length).toBeLessThan(200_000);
}

const huge = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
const corpus: readonly {
  readonly name: string;
  readonly when?: (protocol: Protocol) => boolean;
  readonly headers: Record<string, string>;
  readonly body: (protocol: Protocol) => Uint8Array | string;
}[] = [
  {
    name: "gzip cut off",
    when: takesJson,
    headers: { ...jsonType, "content-encoding": "gzip" },
    body: () => gzipSync(Buffer.alloc(10_000, 65)).subarray(0, 20),
  },
  {
    name: "gzip that is none",
    when: takesJson,
    headers: { ...jsonType, "content-encoding": "gzip" },
    body: () => "this is no gzip",
  },
  {
    name: "deflate that is none",
    when: takesJson,
    headers: { ...jsonType, "content-encoding": "deflate" },
    body: () => "this is no deflate",
  },
  {
    name: "unknown encoding",
    headers: { "content-encoding": "br" },
    body: () => "x",
  },
  { name: "unknown type", headers: { "content-type": "text/html" }, body: () => "<p>" },
  {
    name: "a zip bomb",
    when: takesJson,
    headers: { ...jsonType, "content-encoding": "gzip" },
    body: () => gzipSync(Buffer.alloc(8 << 20)),
  },
  {
    name: "a deflate bomb",
    when: takesJson,
    headers: { ...jsonType, "content-encoding": "deflate" },
    body: () => deflateSync(Buffer.alloc(8 << 20)),
  },
  { name: "no JSON", when: takesJson, headers: jsonType, body: () => '{"a":' },
  { name: "nothing", when: takesJson, headers: jsonType, body: () => "" },
  { name: "deep JSON", when: takesJson, headers: jsonType, body: () => "[".repeat(200_000) },
  {
    name: "deep objects",
    when: takesJson,
    headers: jsonType,
    body: () => '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
  },
  { name: "JSON null", when: takesJson, headers: jsonType, body: () => "null" },
  { name: "a number", when: takesJson, headers: jsonType, body: () => "17" },
  {
    name: "text that is no UTF-8",
    when: takesJson,
    headers: jsonType,
    body: () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  {
    name: "wrong protobuf",
    when: takesProtobuf,
    headers: protobufType,
    body: (protocol) => wrap(protocol, Buffer.from("this is text, not protobuf")),
  },
  {
    name: "a length of 2^60",
    when: takesProtobuf,
    headers: protobufType,
    body: (protocol) => wrap(protocol, Buffer.concat([Buffer.from([0x0a]), huge])),
  },
  {
    name: "an inner length of 2^60",
    when: takesProtobuf,
    headers: protobufType,
    body: (protocol) => wrap(protocol, field(1, Buffer.concat([Buffer.from([0x12]), huge]))),
  },
  {
    name: "a group",
    when: takesProtobuf,
    headers: protobufType,
    body: (protocol) => wrap(protocol, Buffer.from([0x0b, 0x0c])),
  },
];

describe.each(protocols)("$name", (protocol) => {
  for (const { name, when, headers, body } of corpus) {
    if (when && !when(protocol)) continue;
    it(`${name}: refused with a code and a fix`, async () => {
      const { intake } = makeIntake({ bodyBytesMax: 4 << 20 });
      expectRefusal(await send(intake, protocol, body(protocol), headers), intake);
      expect(intake.sink.counts().bytesInFlight).toBe(0);
    });
  }

  it("any bytes of any type: an answer below 500, and never a throw", async () => {
    const types = fc.constantFrom(...protocol.contentTypes);
    const { intake } = makeIntake();
    await fc.assert(
      fc.asyncProperty(types, fc.uint8Array({ maxLength: 300 }), async (type, bytes) => {
        const response = await send(intake, protocol, wrap(protocol, bytes), {
          "content-type": type,
        });
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it("any JSON: an answer below 500", async () => {
    if (!takesJson(protocol)) return;
    const { intake } = makeIntake();
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        expect((await send(intake, protocol, text, jsonType)).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it("the request's bytes are not written to", async () => {
    const { intake } = makeIntake();
    const bytes = wrap(protocol, Buffer.from('[{"model":"m","output":1}]'));
    const before = Buffer.from(bytes);
    await send(intake, protocol, bytes);
    expect(Buffer.from(bytes)).toEqual(before);
  });
});

const otlp = protocols.filter(({ name }) => name.startsWith("otlp"));
const fixtures: Record<string, string> = {
  "otlp-traces": "otlp/traces.pb",
  "otlp-metrics": "otlp/metrics.pb",
  "otlp-logs": "otlp/logs.pb",
};

describe.each(otlp)("a damaged request of a real SDK to $name", (protocol) => {
  const path = new URL(`../fixtures/${fixtures[protocol.name]}`, import.meta.url);
  const whole = readFileSync(path);

  it("cut anywhere or with any byte changed: rows or a known error", async () => {
    const { intake } = makeIntake();
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.nat({ max: 255 }),
        fc.boolean(),
        async (at, byte, isCut) => {
          const bytes = isCut ? whole.subarray(0, at) : Buffer.from(whole);
          if (!isCut) bytes[at] = byte;
          const response = await send(intake, protocol, bytes, protobufType);
          expect(response.status).toBeLessThan(500);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("remote write garbage", () => {
  const [remoteWrite] = protocols.filter(({ name }) => name === "remote-write");

  it("a million labels on one series are refused in bounded memory", async () => {
    const { intake, batches } = makeIntake();
    const label = field(1, Buffer.concat([field(1, "a"), field(2, "b")]));
    const labels = [field(1, Buffer.concat([field(1, "__name__"), field(2, "m")]))];
    for (let index = 0; index < 1_000_000; index += 1) {
      labels.push(
        index < 200 ? field(1, Buffer.concat([field(1, `l${index}`), field(2, "b")])) : label,
      );
    }
    const series = field(1, Buffer.concat(labels));
    expectRefusal(await send(intake, remoteWrite!, snappyLiteral(series)), intake);
    expect(intake.refusals.list()[0]?.code).toBe("too-many-labels");
    expect(batches).toEqual([]);
  });

  it.each([
    ["far future", now + 10 * 365 * 86_400_000],
    ["long ago", 1],
  ])("a time in the %s is refused", async (_, time) => {
    const { intake } = makeIntake();
    const body = snappyLiteral(timeSeries({ __name__: "m" }, [{ value: 1, time }]));
    expectRefusal(await send(intake, remoteWrite!, body), intake);
    expect(intake.refusals.list()[0]?.code).toBe("time-out-of-range");
  });

  it("a label that is no UTF-8 is refused", async () => {
    const { intake } = makeIntake();
    const name = field(
      1,
      Buffer.concat([field(1, "__name__"), field(2, Buffer.from([0xff, 0xfe]))]),
    );
    const body = snappyLiteral(field(1, name));
    expectRefusal(await send(intake, remoteWrite!, body), intake);
    expect(intake.refusals.list()[0]?.code).toBe("bad-encoding");
  });

  it("a snappy block that claims 4 GB is refused", async () => {
    const { intake } = makeIntake();
    expectRefusal(await send(intake, remoteWrite!, Uint8Array.from(varint(2 ** 32 - 1))), intake);
    expect(intake.refusals.list()[0]?.code).toBe("body-too-large");
  });
});

it("a span name that is no UTF-8 is refused, its neighbours are kept", async () => {
  const [traces] = otlp;
  const { intake, batches } = makeIntake();
  const span = (name: Uint8Array | string, id: number) =>
    field(
      2,
      Buffer.concat([
        field(1, Buffer.alloc(16, 1)),
        field(2, Buffer.alloc(8, id)),
        field(5, name),
        fixed64(7, BigInt(now) * 1_000_000n),
      ]),
    );
  const spans = Buffer.concat([span("good", 1), span(Buffer.from([0xc3, 0x28]), 2)]);
  const response = await send(intake, traces!, field(1, field(2, spans)));
  expect(response.status).toBe(200);
  expect(batches[0]?.spans?.rows().map(({ name }) => name)).toEqual(["good"]);
  expect(intake.refusals.list()[0]?.code).toBe("bad-encoding");
});

it("twenty bombs at once stay within the limit of memory and are all refused", async () => {
  const { intake } = makeIntake({ bodyBytesMax: 16 << 20 });
  const predictions = protocols.find(({ name }) => name === "predictions")!;
  const bomb = gzipSync(Buffer.alloc(100 << 20));
  const before = process.memoryUsage().rss;
  const headers = { ...jsonType, "content-encoding": "gzip" };
  const sent = Array.from({ length: 20 }, () => send(intake, predictions, bomb, headers));
  for (const response of await Promise.all(sent)) {
    expect(json(response).error.code).toBe("body-too-large");
    expect(response.status).toBe(413);
  }
  // Two bodies of 16 MiB at a time, and what the collector has not freed yet; unbounded it were 2 GB.
  expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
});

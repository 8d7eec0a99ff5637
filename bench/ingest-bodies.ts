/** Bodies for the ingestion bench, made before the clock starts and equal for every receiver. */

/** Series of the sample bodies, and how many of them a body carries. */
export const seriesCount = 10_000;
export const seriesPerBody = 2_000;

/**
 * Remote-write bodies, one list per lane of series; within a lane times only grow, as receivers demand.
 * A sample has ten labels, about 300 bytes before and 40 after snappy, as Prometheus sends them.
 */
export function sampleLanes(options: {
  readonly start: number;
  readonly rounds: number;
}): readonly (readonly Uint8Array[])[] {
  const lanes: Uint8Array[][] = [];
  for (let first = 0; first < seriesCount; first += seriesPerBody) {
    const labels = Array.from({ length: seriesPerBody }, (_, index) => labelBytes(first + index));
    const lane: Uint8Array[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const time = options.start + round * 15_000;
      const parts = labels.map((bytes, index) =>
        field(1, Buffer.concat([bytes, field(2, sampleBytes(round * 17 + index * 0.37, time))])),
      );
      lane.push(snappyCompress(Buffer.concat(parts)));
    }
    lanes.push(lane);
  }
  return lanes;
}

/** OTLP trace bodies of a thousand server and client spans with eight attributes, about 320 bytes each. */
export function spanBodies(options: {
  readonly start: number;
  readonly count: number;
}): readonly Uint8Array[] {
  const resource = field(1, field(1, attribute("service.name", "checkout")));
  return Array.from({ length: options.count }, (_, body) => {
    const spans = Array.from({ length: 1_000 }, (_, index) =>
      field(2, spanBytes(body * 1_000 + index, options.start)),
    );
    return field(1, Buffer.concat([resource, field(2, Buffer.concat(spans))]));
  });
}

/** JSON bodies of 500 predictions with twenty numeric features. */
export function predictionBodies(options: {
  readonly start: number;
  readonly count: number;
}): readonly Uint8Array[] {
  return Array.from({ length: options.count }, (_, body) => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      predictionRow(body * 500 + index, options.start),
    );
    return Buffer.from(JSON.stringify(rows));
  });
}

function predictionRow(id: number, start: number): unknown {
  const features: Record<string, number> = {};
  for (let feature = 0; feature < 20; feature += 1) {
    features[`feature_${feature}`] = Math.round(Math.sin(id * 0.1 + feature) * 1e6) / 1e4;
  }
  const output = id % 3 === 0 ? "cat" : "dog";
  const scores = { cat: 0.25 + (id % 50) / 100, dog: 0.75 - (id % 50) / 100 };
  return {
    id: `p-${id}`,
    model: "bench",
    version: "1",
    time: start + id,
    features,
    output,
    scores,
  };
}

function labelBytes(series: number): Buffer {
  const labels: [string, string][] = [
    ["__name__", `http_request_duration_seconds_${series % 50}`],
    ["cluster", "production-eu-west-1"],
    ["container", "application-server"],
    ["endpoint", "metrics"],
    ["instance", `10.${series % 200}.${series % 97}.17:8080`],
    ["job", "kubernetes-pods"],
    ["method", series % 2 === 0 ? "GET" : "POST"],
    ["namespace", `team-${series % 10}`],
    ["pod", `application-server-7d9f8c6b5-${series}`],
    ["status", ["200", "404", "500"][series % 3] ?? ""],
  ];
  return Buffer.concat(
    labels.map(([name, value]) => field(1, Buffer.concat([field(1, name), field(2, value)]))),
  );
}

function sampleBytes(value: number, time: number): Buffer {
  return Buffer.concat([double(1, value), whole(2, time)]);
}

function spanBytes(id: number, start: number): Buffer {
  const traceId = Buffer.alloc(16, 1);
  traceId.writeUInt32BE(Math.floor(id / 8), 0);
  const spanId = Buffer.alloc(8, 2);
  spanId.writeUInt32BE(id, 0);
  const startNs = BigInt(start + (id % 60_000)) * 1_000_000n;
  return Buffer.concat([
    field(1, traceId),
    field(2, spanId),
    field(5, "GET /api/orders/{id}"),
    whole(6, id % 2 === 0 ? 2 : 3),
    fixed64(7, startNs),
    fixed64(8, startNs + BigInt(1_000_000 + (id % 977) * 10_000)),
    field(9, attribute("http.request.method", "GET")),
    field(9, attribute("http.route", "/api/orders/{id}")),
    field(9, attribute("http.response.status_code", 200)),
    field(9, attribute("server.address", `orders-${id % 5}.internal`)),
    field(9, attribute("server.port", 8080)),
    field(9, attribute("user_agent.original", "okhttp/4.12.0")),
    field(9, attribute("network.protocol.version", "1.1")),
    field(9, attribute("order.total", (id % 1_000) / 8)),
  ]);
}

function attribute(name: string, value: string | number): Buffer {
  const isText = typeof value === "string";
  const number = Number.isInteger(value) ? whole(3, Number(value)) : double(4, Number(value));
  return Buffer.concat([field(1, name), field(2, isText ? field(1, value) : number)]);
}

function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(bytes.length)]), bytes]);
}

function whole(number: number, value: number): Buffer {
  return Buffer.from([number * 8, ...varint(value)]);
}

function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = number * 8 + 1;
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = number * 8 + 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A plain greedy compressor of the snappy block format: matches of four bytes and more within 64 KiB. */
export function snappyCompress(source: Uint8Array): Uint8Array {
  const out: number[] = varint(source.length);
  const seen = new Int32Array(1 << 14).fill(-1);
  let literalFrom = 0;
  let at = 0;
  while (at + 4 <= source.length) {
    const word =
      source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
    const slot = Math.imul(word, 0x1e35a7bd) >>> 18;
    const before = seen[slot]!;
    seen[slot] = at;
    if (before < 0 || at - before > 65_535 || !equalWords(source, before, at)) {
      at += 1;
      continue;
    }
    writeLiteral(out, source, literalFrom, at);
    let length = 4;
    while (at + length < source.length && source[before + length] === source[at + length])
      length += 1;
    writeCopies(out, at - before, length);
    at += length;
    literalFrom = at;
  }
  writeLiteral(out, source, literalFrom, source.length);
  return Uint8Array.from(out);
}

function equalWords(source: Uint8Array, one: number, other: number): boolean {
  for (let index = 0; index < 4; index += 1) {
    if (source[one + index] !== source[other + index]) return false;
  }
  return true;
}

function writeLiteral(out: number[], source: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to; at += 60) {
    const end = Math.min(to, at + 60);
    out.push((end - at - 1) << 2);
    for (let index = at; index < end; index += 1) out.push(source[index]!);
  }
}

function writeCopies(out: number[], offset: number, length: number): void {
  let rest = length;
  while (rest > 0) {
    const part = Math.min(rest, 64);
    out.push(((part - 1) << 2) | 2, offset & 255, offset >> 8);
    rest -= part;
  }
}

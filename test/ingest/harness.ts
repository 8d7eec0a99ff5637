import { createIntake, type Intake } from "../../src/ingest/intake.ts";
import type { IngestLimits } from "../../src/ingest/limits.ts";
import type { IngestResponse, Protocol } from "../../src/ingest/protocol.ts";
import { receive } from "../../src/ingest/receive.ts";
import type { SignalBatch } from "../../src/model/signals.ts";

/** The moment of the fixtures: 2026-09-21T14:13:20Z. */
export const now = 1_790_000_000_000;

/** An intake that keeps what it was given. `fail` makes the next appends reject. */
export function makeIntake(limits: Partial<IngestLimits> = {}): {
  intake: Intake;
  batches: SignalBatch[];
  fail: (error: Error | undefined) => void;
} {
  const batches: SignalBatch[] = [];
  let failure: Error | undefined;
  const sink = {
    async append(batch: SignalBatch) {
      if (failure) throw failure;
      batches.push(batch);
    },
  };
  return {
    intake: createIntake({ sink, now: () => now, limits }),
    batches,
    fail: (error) => {
      failure = error;
    },
  };
}

/** Sends a body through `receive` as its route would. */
export function send(
  intake: Intake,
  protocol: Protocol,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
  at = now,
): Promise<IngestResponse> {
  return receive(
    protocol,
    {
      path: protocol.routes[0]?.path ?? "",
      headers,
      body: typeof body === "string" ? new TextEncoder().encode(body) : body,
      project: "default",
      now: at,
    },
    intake,
  );
}

/** The body of an answer as JSON. */
// Answers are compared with literals, which checks their shape.
export function json(response: IngestResponse): ReturnType<typeof JSON.parse> {
  return JSON.parse(new TextDecoder().decode(response.body));
}

/** Snappy's block format with literals only: enough to wrap any body. */
export function snappyLiteral(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from(varint(body.length))];
  for (let at = 0; at < body.length; at += 60) {
    const part = body.subarray(at, at + 60);
    parts.push(Uint8Array.from([(part.length - 1) << 2]), part);
  }
  return Buffer.concat(parts);
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A length-delimited protobuf field. */
export function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

/** A 64-bit protobuf field. */
export function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([Buffer.from(varint(number * 8 + 1)), bytes]);
}

/** A double field. */
export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(varint(number * 8 + 1)), bytes]);
}

/** A varint field of a whole number from 0 to 2^53. */
export function whole(number: number, value: number): Buffer {
  return Buffer.from([...varint(number * 8), ...varint(value)]);
}

/** A time series of remote write. */
export function timeSeries(
  labels: Record<string, string>,
  samples: readonly { value: number; time: number }[],
): Buffer {
  return field(
    1,
    Buffer.concat([
      ...Object.entries(labels).map(([name, value]) =>
        field(1, Buffer.concat([field(1, name), field(2, value)])),
      ),
      ...samples.map(({ value, time }) =>
        field(2, Buffer.concat([double(1, value), whole(2, time)])),
      ),
    ]),
  );
}

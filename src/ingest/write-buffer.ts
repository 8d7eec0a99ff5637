import { AcesoError } from "../model/errors.ts";
import type { SignalBatch, SignalSink } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import { createTurns } from "./turns.ts";

/** Rows of each kind in a batch. */
export const signalKinds = [
  "samples",
  "spans",
  "logs",
  "predictions",
  "labels",
  "changes",
  "trainingScalars",
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Told after rows became durable. Must not throw. */
export type AcceptedListener = (accepted: {
  readonly project: string;
  readonly kind: SignalKind;
  readonly count: number;
}) => void;

/** What came through since start. */
export interface AcceptedCounts {
  readonly perKind: Readonly<Record<SignalKind, number>>;
  readonly signalsPerSecond: number;
  readonly lastSignalAt: TimeMs | null;
  readonly bytesInFlight: number;
}

/** Seconds after which a refused sender should come again: a group commit takes about one. */
const retryAfterSeconds = 2;
/** Seconds over which the rate is taken. */
const rateSeconds = 60;

/**
 * Backpressure in front of the store: bounds the bytes being worked on and the appends under way,
 * and counts what became durable. All signals go through it, our own too.
 */
export interface WriteBuffer extends SignalSink {
  /**
   * Claims memory for a body before it is decoded; the caller gives it back by calling the result.
   * A single body is always let in, however large, so nothing can be refused for ever.
   *
   * @throws AcesoError "overloaded" with retryAfterSeconds
   */
  claim(bytes: number): () => void;
  counts(): AcceptedCounts;
  onAccepted(listener: AcceptedListener): () => void;
}

/** Puts a buffer before a sink. */
export function createWriteBuffer(options: {
  readonly sink: SignalSink;
  readonly bytesInFlightMax: number;
  readonly appendsMax: number;
  readonly now: () => TimeMs;
}): WriteBuffer {
  const turns = createTurns(options.appendsMax);
  const tally = createTally(options.now);
  let bytesInFlight = 0;
  return {
    claim(bytes) {
      if (bytesInFlight > 0 && bytesInFlight + bytes > options.bytesInFlightMax) {
        throw new AcesoError("overloaded", { bytes: bytesInFlight }, { retryAfterSeconds });
      }
      bytesInFlight += bytes;
      let isHeld = true;
      return () => {
        if (isHeld) bytesInFlight -= bytes;
        isHeld = false;
      };
    },
    async append(batch) {
      await turns.take();
      try {
        await options.sink.append(batch);
      } finally {
        turns.give();
      }
      tally.add(batch);
    },
    counts: () => ({ ...tally.counts(), bytesInFlight }),
    onAccepted: tally.listen,
  };
}

function createTally(now: () => TimeMs): {
  add(batch: SignalBatch): void;
  counts(): Omit<AcceptedCounts, "bytesInFlight">;
  listen(listener: AcceptedListener): () => void;
} {
  const perKind = Object.fromEntries(signalKinds.map((kind) => [kind, 0])) as Record<
    SignalKind,
    number
  >; // every kind was given a number just now
  const listeners = new Set<AcceptedListener>();
  // second modulo rateSeconds → rows in that second, valid while its second is in `seconds`
  const rows = new Float64Array(rateSeconds);
  const seconds = new Float64Array(rateSeconds);
  let lastSignalAt: TimeMs | null = null;
  return {
    add(batch) {
      const time = now();
      const present = Math.floor(time / 1_000);
      const slot = present % rateSeconds;
      if (seconds[slot] !== present) rows[slot] = 0;
      seconds[slot] = present;
      for (const kind of signalKinds) {
        const count = batch[kind]?.length ?? 0;
        if (count === 0) continue;
        perKind[kind] += count;
        rows[slot] = (rows[slot] ?? 0) + count;
        lastSignalAt = time;
        for (const listener of listeners) listener({ project: batch.project, kind, count });
      }
    },
    counts() {
      const present = Math.floor(now() / 1_000);
      let sum = 0;
      for (let slot = 0; slot < rateSeconds; slot += 1) {
        if (present - (seconds[slot] ?? 0) < rateSeconds) sum += rows[slot] ?? 0;
      }
      return { perKind: { ...perKind }, signalsPerSecond: sum / rateSeconds, lastSignalAt };
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

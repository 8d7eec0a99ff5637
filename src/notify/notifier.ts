import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Channel, ChannelWorld, Destination } from "./channel.ts";
import { payloadOf, type Payload } from "./render.ts";

/** What became of one notification at one destination. */
export interface DeliveryRecord {
  readonly event: string;
  readonly incident: string;
  readonly url: string;
  readonly at: number;
  readonly result: "delivered" | "failed" | "dropped";
  readonly tries: number;
  readonly status: number;
  readonly error: string;
}

export interface NotifierStatus {
  /** Notifications that wait or are being tried. */
  readonly queued: number;
  readonly delivered: number;
  readonly failed: number;
  /** Refused because a queue was full. */
  readonly dropped: number;
  /** The newest records, newest last. */
  readonly records: readonly DeliveryRecord[];
}

export interface Notifier {
  /** Tells all destinations of an event; returns at once. Events nobody is told of are ignored. */
  tell(incident: Incident, event: IncidentEvent, project: string): void;
  status(): NotifierStatus;
  /** Resolves when all queues are empty. */
  idle(): Promise<void>;
  /** Gives up waiting retries and takes no more; resolves when the try under way has ended. */
  stop(): Promise<void>;
}

const triesMax = 6;
const waitMsFirst = 1_000;
const waitMsMax = 60_000;
const queueMax = 500;
const recordsMax = 200;

/**
 * Sends incident events to every destination, each with a queue of its own so that a dead one delays no
 * other, and in order. A passing failure is tried up to six times, waiting 1, 2, 4 … s times a random
 * half to whole; then it is recorded as failed. A full queue (500) refuses the newest and counts it.
 */
export function startNotifier(options: {
  readonly channel: Channel;
  readonly destinations: readonly Destination[];
  readonly world: ChannelWorld;
  /** Of the UI, without a slash at its end. */
  readonly baseUrl: string;
}): Notifier {
  const { channel, destinations, world, baseUrl } = options;
  const counts = { delivered: 0, failed: 0, dropped: 0 };
  const records: DeliveryRecord[] = [];
  const keep = (record: DeliveryRecord) => {
    counts[record.result] += 1;
    records.push(record);
    if (records.length > recordsMax) records.shift();
  };
  const lines = destinations.map((destination) => startLine({ channel, destination, world, keep }));
  return {
    tell(incident, event, project) {
      const payload = payloadOf({ project, event, incident, baseUrl });
      if (payload) for (const line of lines) line.add(payload);
    },
    status: () => ({
      ...counts,
      queued: lines.reduce((sum, line) => sum + line.size(), 0),
      records: [...records],
    }),
    async idle() {
      await Promise.all(lines.map((line) => line.idle()));
    },
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
    },
  };
}

/** The queue of one destination. */
interface Line {
  add(payload: Payload): void;
  size(): number;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

function startLine(options: {
  readonly channel: Channel;
  readonly destination: Destination;
  readonly world: ChannelWorld;
  readonly keep: (record: DeliveryRecord) => void;
}): Line {
  const { channel, destination, world, keep } = options;
  const waiting: Payload[] = [];
  const stopping = Promise.withResolvers<void>();
  const state = { isStopped: false, running: null as Promise<void> | null };
  const deliver = async (payload: Payload): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const attempt = await channel.send(payload, destination, world);
      const { ok, status, error } = attempt;
      if (ok || !attempt.again || tries === triesMax || state.isStopped) {
        const result = ok ? "delivered" : "failed";
        return keep({ ...headOf(payload, destination, world.now()), result, tries, status, error });
      }
      const wait = world.wait(retryWaitMs(tries, world.random()));
      await Promise.race([wait, stopping.promise]);
    }
  };
  const drain = async (): Promise<void> => {
    for (let next = waiting[0]; next && !state.isStopped; next = waiting[0]) {
      await deliver(next);
      waiting.shift();
    }
    state.running = null;
  };
  return {
    add(payload) {
      if (waiting.length >= queueMax || state.isStopped) {
        const error = state.isStopped ? "stopped" : "the queue is full";
        const head = headOf(payload, destination, world.now());
        return keep({ ...head, result: "dropped", tries: 0, status: 0, error });
      }
      waiting.push(payload);
      state.running ??= drain();
    },
    size: () => waiting.length,
    idle: async () => void (await state.running),
    async stop() {
      state.isStopped = true;
      stopping.resolve();
      await state.running;
    },
  };
}

/** Doubling from one second to a minute, shortened by up to half so that senders do not fall in step. */
export function retryWaitMs(tries: number, random: number): number {
  return Math.min(waitMsMax, waitMsFirst * 2 ** (tries - 1)) * (0.5 + 0.5 * random);
}

function headOf(payload: Payload, destination: Destination, at: number) {
  return {
    event: payload.id,
    incident: payload.url.split("/").at(-1) ?? "",
    url: destination.url,
    at,
  };
}

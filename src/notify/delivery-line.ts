import type { Channel, ChannelWorld, Destination } from "./channel.ts";
import { type DeliveryMemory, type DoneEvents, isOpen, withDone } from "./delivery-memory.ts";
import type { Payload } from "./render.ts";

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

const triesMax = 6;
const waitMsFirst = 1_000;
const waitMsMax = 60_000;
const queueMax = 500;

/** The queue of one destination, in order of telling. */
export interface DeliveryLine {
  /** Queues a notification; one that waits already is not queued again. */
  add(payload: Payload): void;
  /** Queues those of a project's notifications, oldest first, that an earlier run left open. */
  resume(project: string, payloads: readonly Payload[]): Promise<void>;
  size(): number;
  idle(): Promise<void>;
  /** What is not delivered by then stays open in the memory. */
  stop(): Promise<void>;
}

export interface DeliveryLineParts {
  readonly channel: Channel;
  readonly destination: Destination;
  readonly world: ChannelWorld;
  readonly memory: DeliveryMemory;
  readonly keep: (record: DeliveryRecord) => void;
  /** The memory could not be read or written; deliveries go on. */
  readonly failed: (error: unknown) => void;
}

/** Starts an empty queue. */
export function startDeliveryLine(parts: DeliveryLineParts): DeliveryLine {
  const { destination, world, keep } = parts;
  const waiting: Payload[] = [];
  const stopping = Promise.withResolvers<void>();
  const state = { isStopped: false, running: null as Promise<void> | null };
  const done = rememberDone(parts);

  const deliver = async (payload: Payload): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const attempt = await parts.channel.send(payload, destination, world);
      const { ok, status, error } = attempt;
      const isGivenUp = !attempt.again || tries === triesMax;
      if (ok || isGivenUp || state.isStopped) {
        const result = ok ? "delivered" : "failed";
        if (ok || isGivenUp) await done.add(payload);
        return keep({ ...headOf(payload, destination, world.now()), result, tries, status, error });
      }
      const wait = world.wait(retryWaitMs(tries, world.random()));
      await Promise.race([wait, stopping.promise]);
    }
  };
  const drain = async (): Promise<void> => {
    for (let next = waiting[0]; next && !state.isStopped; next = waiting[0]) {
      // Known from now on, so that a crash during the first delivery of a project loses nothing.
      await done.of(next.project);
      await deliver(next);
      waiting.shift();
    }
    state.running = null;
  };
  const add = (payload: Payload): void => {
    if (waiting.some(({ id }) => id === payload.id)) return;
    if (waiting.length >= queueMax || state.isStopped) {
      const error = state.isStopped ? "stopped" : "the queue is full";
      const head = headOf(payload, destination, world.now());
      return keep({ ...head, result: "dropped", tries: 0, status: 0, error });
    }
    waiting.push(payload);
    state.running ??= drain();
  };
  return {
    add,
    async resume(project, payloads) {
      const known = await done.of(project);
      for (const payload of payloads) if (isOpen(known, payload, world.now())) add(payload);
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

/** The memory of one destination; a failing one is told of and does not hold deliveries up. */
function rememberDone({ memory, destination, world, failed }: DeliveryLineParts): {
  of(project: string): Promise<DoneEvents>;
  add(payload: Payload): Promise<void>;
} {
  const startedAt = world.now();
  // project → what is done with there
  const known = new Map<string, DoneEvents>();
  const write = async (project: string, events: DoneEvents): Promise<void> => {
    known.set(project, events);
    await memory.write(project, destination.url, events).catch(failed);
  };
  const of = async (project: string): Promise<DoneEvents> => {
    const held = known.get(project);
    if (held) return held;
    try {
      const stored = await memory.read(project, destination.url);
      if (stored) known.set(project, stored);
      else await write(project, { since: startedAt, done: [] });
    } catch (error) {
      failed(error);
    }
    // After a failed reading it is asked for again.
    return known.get(project) ?? { since: startedAt, done: [] };
  };
  return {
    of,
    async add({ project, id }) {
      await write(project, withDone(await of(project), id, world.now()));
    },
  };
}

function headOf(payload: Payload, destination: Destination, at: number) {
  return {
    event: payload.id,
    incident: payload.url.split("/").at(-1) ?? "",
    url: destination.url,
    at,
  };
}

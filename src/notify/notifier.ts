import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Channel, ChannelWorld, Destination } from "./channel.ts";
import { type DeliveryRecord, startDeliveryLine } from "./delivery-line.ts";
import type { DeliveryMemory } from "./delivery-memory.ts";
import { payloadOf } from "./render.ts";

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

/** An incident as it was after one of its events. */
export interface ToldEvent {
  readonly incident: Incident;
  readonly event: IncidentEvent;
}

export interface Notifier {
  /** Tells all destinations of an event; returns at once. Events nobody is told of are ignored. */
  tell(incident: Incident, event: IncidentEvent, project: string): void;
  /**
   * Tells what an earlier run did not get delivered: of these events of a project, oldest first, those
   * that a destination is not done with and that are at most a day old. To be called before `tell`.
   */
  resume(project: string, events: readonly ToldEvent[]): Promise<void>;
  status(): NotifierStatus;
  /** Resolves when all queues are empty. */
  idle(): Promise<void>;
  /** Gives up waiting retries and takes no more; resolves when the try under way has ended. */
  stop(): Promise<void>;
}

const recordsMax = 200;

/**
 * Sends incident events to every destination, each with a queue of its own so that a dead one delays no
 * other, and in order. A passing failure is tried up to six times, waiting 1, 2, 4 … s times a random
 * half to whole; then it is recorded as failed. A full queue (500) refuses the newest and counts it.
 * What a destination is done with is kept in the memory, so that a crash or a stop loses nothing; one
 * that comes right after a delivery has it made twice, with the same id.
 */
export function startNotifier(options: {
  readonly channel: Channel;
  readonly destinations: readonly Destination[];
  readonly world: ChannelWorld;
  readonly memory: DeliveryMemory;
  readonly failed: (error: unknown) => void;
  /** Of the UI, without a slash at its end. */
  readonly baseUrl: string;
}): Notifier {
  const { destinations, baseUrl } = options;
  const counts = { delivered: 0, failed: 0, dropped: 0 };
  const records: DeliveryRecord[] = [];
  const keep = (record: DeliveryRecord) => {
    counts[record.result] += 1;
    records.push(record);
    if (records.length > recordsMax) records.shift();
  };
  const lines = destinations.map((destination) =>
    startDeliveryLine({ ...options, destination, keep }),
  );
  return {
    tell(incident, event, project) {
      const payload = payloadOf({ project, event, incident, baseUrl });
      if (payload) for (const line of lines) line.add(payload);
    },
    async resume(project, events) {
      const payloads = events
        .map(({ event, incident }) => payloadOf({ project, event, incident, baseUrl }))
        .filter((payload) => payload !== undefined);
      await Promise.all(lines.map((line) => line.resume(project, payloads)));
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

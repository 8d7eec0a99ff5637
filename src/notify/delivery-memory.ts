import type { TimeMs } from "../model/time.ts";

/**
 * Which events of one project one destination is done with: delivered, or given up after all tries.
 * Events are durable elsewhere, so what is not named here and came after `since` is still to be told.
 */
export interface DoneEvents {
  /** Events before this moment are none of this destination's business: it was not there yet. */
  readonly since: TimeMs;
  /** Event id and when it was done with, oldest first. */
  readonly done: readonly (readonly [id: string, at: TimeMs])[];
}

/** Where that is kept, so that a crash does not reach it; main.ts hands in the store's settings. */
export interface DeliveryMemory {
  /** Undefined for a project and destination that were never written. */
  read(project: string, url: string): Promise<DoneEvents | undefined>;
  write(project: string, url: string, events: DoneEvents): Promise<void>;
}

/** News older than this is not told any more after a start. */
export const resumeAgeMs = 86_400_000;
/** Ids kept per project and destination: a day of one event every 43 s. */
const doneMax = 2_000;

/** One more event that is done with; ids too old to be asked for are forgotten. */
export function withDone(events: DoneEvents, id: string, now: TimeMs): DoneEvents {
  const young = events.done.filter(([, at]) => at > now - resumeAgeMs);
  return { ...events, done: [...young, [id, now] as const].slice(-doneMax) };
}

/** Whether an event of this time is still to be told. */
export function isOpen(
  events: DoneEvents,
  event: { readonly id: string; readonly at: TimeMs },
  now: TimeMs,
): boolean {
  if (event.at < events.since || event.at < now - resumeAgeMs) return false;
  return !events.done.some(([id]) => id === event.id);
}

/** A memory that lasts as long as the process, for tests and programs without a store. */
export function processMemory(): DeliveryMemory {
  const kept = new Map<string, DoneEvents>();
  const key = (project: string, url: string) => JSON.stringify([project, url]);
  return {
    read: async (project, url) => kept.get(key(project, url)),
    async write(project, url, events) {
      kept.set(key(project, url), events);
    },
  };
}

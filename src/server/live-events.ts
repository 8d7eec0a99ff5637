import type { LiveEvent } from "../api/contract.ts";

/** An event with the id by which a reader that lost its connection resumes. */
export interface NumberedEvent {
  readonly id: string;
  readonly project: string;
  readonly event: LiveEvent;
}

/** Carries live events from the pipeline to every open page. */
export interface LiveEvents {
  publish(project: string, event: LiveEvent): void;
  /**
   * Calls the listener for each later event of the project.
   *
   * @returns a function that ends it
   */
  subscribe(project: string, listener: (event: NumberedEvent) => void): () => void;
  /** Events of the project after the one with this id that are still remembered, oldest first. */
  since(project: string, id: string): readonly NumberedEvent[];
}

/** Events remembered for readers that come back; at one tick every 10 s about an hour. */
const rememberedMax = 500;

/**
 * Makes an empty exchange of live events.
 *
 * @param epoch distinguishes the ids of this process from those before it, e.g. the start time
 */
export function createLiveEvents(epoch: number): LiveEvents {
  const listeners = new Set<{ project: string; call: (event: NumberedEvent) => void }>();
  const remembered: NumberedEvent[] = [];
  let sequence = 0;
  return {
    publish(project, event) {
      const numbered = { id: `${epoch}-${++sequence}`, project, event };
      // Signals come many a second and say only that something came: nobody needs them afterwards.
      if (event.type !== "signal") remembered.push(numbered);
      if (remembered.length > rememberedMax) remembered.shift();
      for (const listener of listeners) if (listener.project === project) listener.call(numbered);
    },
    subscribe(project, call) {
      const listener = { project, call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(project, id) {
      const [idEpoch, idSequence] = id.split("-").map(Number);
      if (idEpoch !== epoch || idSequence === undefined) return [];
      return remembered.filter(
        (numbered) =>
          numbered.project === project && Number(numbered.id.split("-")[1]) > idSequence,
      );
    },
  };
}

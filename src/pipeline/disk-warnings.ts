import { say, type Message } from "../model/message.ts";

/** A day of signals that was given up because the disk budget was met. */
export interface DroppedDay {
  readonly day: string;
  readonly budget: number;
}

/** What to tell of the days given up since the start; nothing while there are none. */
export function diskWarnings(dropped: readonly DroppedDay[]): readonly Message[] {
  const newest = dropped.at(-1);
  if (!newest) return [];
  const { day, budget } = newest;
  return [say("pipeline/days-dropped", { count: dropped.length, day, budget })];
}

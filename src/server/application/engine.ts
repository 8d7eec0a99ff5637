import type { Refusal, SystemStatus } from "../../api/contract.ts";
import type { LiveJudge } from "../../pipeline/live-judge.ts";
import type { Loop } from "../../pipeline/loop.ts";
import type { Schedule } from "../../pipeline/schedule.ts";

/** What arrived lately, counted at the door. */
export interface Traffic {
  /** Signals accepted per second over the last minute. */
  readonly signalsPerSecond: number;
  readonly lastSignalAt: number | null;
}

/** What the application answers from; main.ts hands it in. */
export interface Engine {
  readonly loop: Loop;
  readonly schedule: Schedule;
  readonly traffic: () => Traffic;
  readonly refusals: () => readonly Refusal[];
  readonly scrapeTargets: () => SystemStatus["scrapeTargets"];
  readonly version: string;
  readonly startedAt: number;
  /** Signal → how long it is kept, in ms. */
  readonly retention: { readonly [signal: string]: number };
  /** Judges of stored answers that run in a project. */
  readonly judgesOf: (project: string) => readonly LiveJudge[];
  readonly warnings: () => SystemStatus["warnings"];
}

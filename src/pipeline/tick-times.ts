import { second, type TimeMs } from "../model/time.ts";

/** The stages of a tick, in order. */
export type TickStage = "labels" | "monitors" | "measure" | "judge" | "incidents" | "attend";

/** What a stage took, in ms. */
export interface StageTime {
  readonly stage: TickStage;
  readonly ms: number;
}

/** A watch of one tick: each `lap` ends a stage. */
export interface StageWatch {
  lap(stage: TickStage): void;
  /** What was lapped so far, in order. */
  readonly laps: readonly StageTime[];
}

/** Starts a watch now. */
export function startStageWatch(now: () => TimeMs): StageWatch {
  const laps: StageTime[] = [];
  let since = now();
  return {
    laps,
    lap(stage) {
      const at = now();
      laps.push({ stage, ms: at - since });
      since = at;
    },
  };
}

/** A tick that is done at `now`, for windows that ended at `end`. */
export interface TimedTick {
  readonly laps: readonly StageTime[];
  readonly end: TimeMs;
  readonly now: TimeMs;
}

/** What ticks take, for Aceso's metrics about itself. */
export interface TickTimes {
  add(tick: TimedTick): void;
  /** Adds the metrics to a registry, which has this shape. */
  watch(metrics: {
    read(
      name: string,
      help: string,
      reading: () => number | { labels: { stage: TickStage }; value: number }[],
      kind?: "gauge" | "counter",
    ): void;
  }): void;
}

/**
 * Sums that start at zero.
 *
 * @param log gets a line for each tick that took longer than `slowMs`, by default the time between two ticks
 */
export function createTickTimes(log: (line: string) => void, slowMs = 10 * second): TickTimes {
  // stage → ms of all ticks
  const totals = new Map<TickStage, number>();
  let ticks = 0;
  let behindMs = 0;
  return {
    add({ laps, end, now }) {
      ticks += 1;
      behindMs = now - end;
      for (const { stage, ms } of laps) totals.set(stage, (totals.get(stage) ?? 0) + ms);
      const tookMs = laps.reduce((sum, { ms }) => sum + ms, 0);
      if (tookMs > slowMs) log(slowText(tookMs, laps));
    },
    watch(metrics) {
      metrics.read(
        "aceso_ticks_total",
        "Turns of the loop, one a project.",
        () => ticks,
        "counter",
      );
      metrics.read(
        "aceso_tick_seconds_total",
        "Seconds that turns of the loop took, by stage.",
        () => [...totals].map(([stage, ms]) => ({ labels: { stage }, value: ms / second })),
        "counter",
      );
      metrics.read(
        "aceso_tick_behind_seconds",
        "From the end of the newest windows until they were judged and attended to.",
        () => behindMs / second,
      );
    },
  };
}

/** One line for the operator, the stages by what they took. */
function slowText(tookMs: number, laps: readonly StageTime[]): string {
  const seconds = (ms: number): string => `${(ms / second).toFixed(1)} s`;
  const parts = laps
    .filter(({ ms }) => ms >= 100)
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ stage, ms }) => `${stage} ${seconds(ms)}`);
  return `a turn of the loop took ${seconds(tookMs)}: ${parts.join(", ")}`;
}

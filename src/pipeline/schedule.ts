import type { TimeMs } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { newProjectState } from "./project-state.ts";
import { restoreCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { tick } from "./tick.ts";
import { saveBeliefs } from "./weigh-evidence.ts";

/** Detector state is saved this often, so that a restart has little to step again. */
const checkpointEveryMs = 600_000;

/** The projects at work and the clock that drives them. */
export interface Schedule {
  /** Ticks every project up to the newest closed window; for tests and for the clock. */
  tickAll(): Promise<void>;
  project(name: string): Promise<ProjectState>;
  /** Starts the clock: `tickAll` at every step, never two at once. */
  start(): void;
  /** Waits for the running tick and saves detector state. */
  stop(): Promise<void>;
}

/** Newest window end that may be judged: on the tick's grid and at least the delay ago. */
export function closedEnd(now: TimeMs, tickMs: number, delayMs: number): TimeMs {
  return Math.floor((now - delayMs) / tickMs) * tickMs;
}

export function createSchedule(loop: Loop): Schedule {
  // project → its state
  const projects = new Map<string, ProjectState>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let lastCheckpoint = loop.now();

  const project = async (name: string): Promise<ProjectState> => {
    const known = projects.get(name);
    if (known) return known;
    const state = await newProjectState(loop, name);
    await restoreCheckpoint(loop, state);
    projects.set(name, state);
    return state;
  };

  const tickAll = async (): Promise<void> => {
    const end = closedEnd(loop.now(), loop.settings.tickMs, loop.settings.delayMs);
    await loop.store.flush();
    for (const name of await loop.store.projects()) {
      try {
        const state = await project(name);
        if (end > state.lastEnd) await tick(loop, state, end);
      } catch (error) {
        loop.failed(`tick of project ${name}`, error);
      }
    }
    if (loop.now() - lastCheckpoint < checkpointEveryMs) return;
    lastCheckpoint = loop.now();
    await saveAll();
  };

  const saveAll = async (): Promise<void> => {
    for (const state of projects.values()) {
      try {
        await Promise.all([saveCheckpoint(loop, state), saveBeliefs(loop, state)]);
      } catch (error) {
        loop.failed(`checkpoint of project ${state.name}`, error);
      }
    }
  };

  const arm = (): void => {
    if (stopped) return;
    const { tickMs, delayMs } = loop.settings;
    const now = loop.now();
    const next = closedEnd(now, tickMs, delayMs) + tickMs + delayMs;
    timer = setTimeout(
      () => {
        running = tickAll()
          .catch((error: unknown) => loop.failed("tick", error))
          .finally(arm);
      },
      Math.max(50, next - now),
    );
  };

  return {
    tickAll,
    project,
    start: arm,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await saveAll();
    },
  };
}

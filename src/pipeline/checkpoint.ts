import { z } from "zod";
import type { Json } from "../model/json.ts";
import { restoreDetector } from "./detector-at-work.ts";
import type { Loop, ProjectState } from "./loop.ts";
import type { MonitorAtWork } from "./judge.ts";

/** Settings key under which a project's detector states stand, in parts of `partSize` monitors. */
const keyPrefix = "checkpoint/";
const partSize = 200;

const savedMonitor = z.object({
  monitor: z.string(),
  /** The monitor's definition when it was saved: a changed one starts anew. */
  definition: z.string(),
  lastEnd: z.number(),
  hold: z.object({
    firing: z.boolean(),
    anomalousCount: z.number(),
    normalCount: z.number(),
    startedAt: z.number().nullable(),
    lastWindowEnd: z.number().nullable(),
  }),
  state: z.unknown(),
});

/** Saves what detectors have learned. A cache: losing it costs a replay, never data. */
export async function saveCheckpoint(
  loop: Pick<Loop, "store">,
  project: Pick<ProjectState, "name" | "monitors">,
): Promise<void> {
  const works = [...project.monitors.values()].filter((work) => work.lastEnd > 0);
  for (let part = 0; part * partSize < works.length; part += 1) {
    const saved = works.slice(part * partSize, (part + 1) * partSize).map((work) => ({
      monitor: work.monitor.id,
      definition: definitionOf(work),
      lastEnd: work.lastEnd,
      hold: work.hold,
      state: work.state.snapshot(),
    }));
    // A list of plain records of JSON values.
    await loop.store.putSetting(project.name, `${keyPrefix}${part}`, saved as unknown as Json);
  }
}

/** Reads saved detector states; monitors pick theirs up when they start (see `takeSaved`). */
export async function restoreCheckpoint(
  loop: Pick<Loop, "store">,
  project: Pick<ProjectState, "name" | "saved">,
): Promise<void> {
  for (const { value } of await loop.store.settings(project.name, keyPrefix)) {
    const parsed = z.array(savedMonitor).safeParse(value);
    if (!parsed.success) continue;
    for (const saved of parsed.data) project.saved.set(saved.monitor, saved);
  }
}

/** What a checkpoint holds for one monitor. */
export type SavedMonitor = z.infer<typeof savedMonitor>;

/** The monitor with its saved state, where there is one and its definition is the same. */
export function takeSaved(work: MonitorAtWork, saved: SavedMonitor | undefined): MonitorAtWork {
  if (!saved || saved.definition !== definitionOf(work)) return work;
  // It was written as JSON by `snapshot()` of this detector with these settings.
  const state = restoreDetector(work.monitor, saved.state as Json) ?? work.state;
  return { ...work, state, hold: saved.hold, lastEnd: saved.lastEnd };
}

function definitionOf(work: MonitorAtWork): string {
  const { watch, detector, settings, direction, holdWindows, windowMs } = work.monitor;
  return JSON.stringify({ watch, detector, settings, direction, holdWindows, windowMs });
}

import type { ModelSlices } from "../diagnose/probe.ts";
import { findSlices } from "../diagnose/slices/find-slices.ts";
import { referenceShare } from "../diagnose/slices/reference-share.ts";
import { hour, type Window } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { predictionTable } from "./prediction-table.ts";

// Judged rows read per model and window, and models looked at: a second of work at most.
const rowsMax = 20_000;
const modelsMax = 3;
// Fewer wrong rows since the onset than these tell no slice.
const wrongMin = 10;
// Labels of the last quarter of an hour are few: slices need more of the past.
const beforeMs = 6 * hour;

/** The slices of the incident's models whose predictions became wrong more often since the onset. */
export async function worseSlices(
  loop: Pick<Loop, "store">,
  project: Pick<ProjectState, "name">,
  asked: {
    readonly models: readonly string[];
    readonly before: Window;
    readonly during: Window;
    /** model → feature → what it was trained on, or first served. */
    readonly references?: ProjectState["known"]["references"];
  },
): Promise<readonly ModelSlices[]> {
  const found: ModelSlices[] = [];
  for (const model of asked.models.slice(0, modelsMax)) {
    const rowsOf = (window: Window) =>
      loop.store.judgedPredictions(project.name, { model, window, limit: rowsMax });
    const later = await rowsOf(asked.during);
    const wrong = later.filter(({ isWrong }) => isWrong).length;
    if (wrong < wrongMin) continue;
    const earlier = await rowsOf({ start: asked.before.end - beforeMs, end: asked.before.end });
    const rows = [...earlier, ...later];
    const slices = findSlices({
      table: predictionTable(rows.map(({ prediction }) => prediction)),
      marked: Uint8Array.from(rows, ({ isWrong }) => (isWrong ? 1 : 0)),
      during: Uint8Array.from(rows, (_, row) => (row < earlier.length ? 0 : 1)),
      slicesMax: 3,
    });
    if (slices.length === 0) continue;
    const wrongBefore = earlier.filter(({ isWrong }) => isWrong).length;
    const references = asked.references?.get(model);
    found.push({
      model,
      slices,
      ...(references && {
        referenceShares: slices.map(({ predicates }) => referenceShare(predicates, references)),
      }),
      rowsDuring: later.length,
      rateBefore: wrongBefore / earlier.length,
      rateDuring: wrong / later.length,
    });
  }
  return found;
}

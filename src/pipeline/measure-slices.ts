import { sliceBins, worstSlicesOf } from "../measure/quality/live-slices.ts";
import { measureAll } from "../measure/table.ts";
import { isStructuredTask, type Measurement } from "../model/measurement.ts";
import { gridOf, hour, minute, type TimeMs } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";

/** Joining predictions with their labels costs more than all else a tick asks: it is done seldom. */
const everyMs = 4 * minute;
const windowMs = hour;
const rowsMax = 10_000;

/**
 * Finds the slices in which models fare worst, in one statement for all of them, every four minutes and
 * only while labels come; keeps them for the pages and gives their measurements.
 */
export async function measureSlices(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  if (end - project.slicesAt < everyMs || !labelsCome(loop, project)) return [];
  project.slicesAt = end;
  const { references } = project.known;
  const models = project.known.models
    .filter(
      ({ task, hasLabels, model }) =>
        hasLabels && task !== "generation" && !isStructuredTask(task) && references.has(model),
    )
    .map(({ model }) => model);
  if (models.length === 0) return [];
  const grid = gridOf({ start: end - windowMs, end });
  const sought = new Map([...references].filter(([model]) => models.includes(model)));
  const rows = await loop.store.summarise<"slices">(project.name, {
    kind: "slices",
    grid,
    models,
    bins: sliceBins(sought),
    rowsMax,
  });
  const context = contextOf(loop, project, grid);
  for (const found of worstSlicesOf(rows, context)) project.slices.set(found.model, found);
  return measureAll({ slices: rows }, context);
}

/** Whether a label or prediction has come since slices were last sought. */
function labelsCome(loop: Loop, project: ProjectState): boolean {
  const { matchableAt } = loop.arrivals.look(project.name);
  return matchableAt === null || matchableAt >= project.slicesAt;
}

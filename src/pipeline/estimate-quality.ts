import { liveEstimates } from "../measure/estimate/live-estimate.ts";
import { measureAll } from "../measure/table.ts";
import type { Measurement } from "../model/measurement.ts";
import type { ConfidenceSummary } from "../model/summary.ts";
import { day, gridOf, hour, minute, type TimeMs } from "../model/time.ts";
import { isDrifting } from "./drift-of-model.ts";
import { keepEstimate } from "./keep-estimate.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";

const everyMs = 4 * minute;
const windowMs = hour;
const recentMs = windowMs / 4;
/** The reference is a day of labels before the window, looked up anew each hour. */
const referenceMs = day;
const referenceEveryMs = hour;

/**
 * Estimates the quality of classifiers over the last hour without waiting for labels, in one statement for
 * all of them, every four minutes while predictions come; keeps it for the pages.
 */
export async function estimateQuality(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { estimates, known } = project;
  const { newestPredictionAt } = loop.arrivals.look(project.name);
  const start = end - windowMs;
  const isIdle = newestPredictionAt !== null && newestPredictionAt < start;
  if (end - estimates.at < everyMs || isIdle) return [];
  const models = known.models
    .filter(({ task, hasLabels, hasScores }) => hasLabels && hasScores && task !== "generation")
    .map(({ model }) => model);
  if (models.length === 0) return [];
  estimates.at = end;
  const isStale = end - estimates.referenceAt >= referenceEveryMs;
  const told = await loop.store.summarise<"confidence">(project.name, {
    kind: "confidence",
    grid: gridOf({ start, end }),
    models,
    referenceStart: isStale ? start - referenceMs : start,
    recentStart: end - recentMs,
  });
  if (isStale) {
    estimates.reference = told.filter(({ part }) => part === "reference");
    // Of a young model nothing is there yet: that costs little to ask again.
    if (estimates.reference.length > 0) estimates.referenceAt = end;
  }
  const fresh = told.filter(({ part }) => part !== "reference");
  const rows: readonly ConfidenceSummary[] = [...estimates.reference, ...fresh];
  const context = contextOf(loop, project, gridOf({ start, end }));
  const found = liveEstimates(rows, context);
  for (const each of found) keepEstimate(project, each);
  const summaries = found.map((each) => {
    return { ...each, version: "", isDrifting: isDrifting(project, each.model) };
  });
  return measureAll({ confidence: rows, estimates: summaries }, context);
}

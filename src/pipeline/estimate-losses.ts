import { learnLosses, liveLossEstimate } from "../measure/estimate/live-loss.ts";
import { measureAll } from "../measure/table.ts";
import type { Measurement } from "../model/measurement.ts";
import type { EstimateSummary } from "../model/summary.ts";
import { day, gridOf, hour, minute, type TimeMs } from "../model/time.ts";
import { seededRandom } from "../stats/random.ts";
import { isDrifting } from "./drift-of-model.ts";
import { keepEstimate } from "./keep-estimate.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { contextOf } from "./measure-windows.ts";

const everyMs = 4 * minute;
const windowMs = hour;
const recentMs = windowMs / 4;
/** Losses are learned from a day of labels before the window, anew each hour. */
const referenceMs = day;
const referenceEveryMs = hour;
/** Where labels are too few still, they are looked for again after this long. */
const retryMs = 20 * minute;
/** Rows of each side that are looked at: under a second of work an hour for a model of ten features, in two turns. */
const rowsMax = 600;
/** Models looked at in one turn; the longest not looked at of more. */
const modelsMax = 3;

/**
 * Estimates the errors of regressions over the last hour without waiting for labels: one statement a model
 * every four minutes while predictions come, one more each hour; keeps them for the pages.
 */
export async function estimateLosses(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<readonly Measurement[]> {
  const { newestPredictionAt } = loop.arrivals.look(project.name);
  if (newestPredictionAt !== null && newestPredictionAt < end - windowMs) return [];
  const { losses } = project.estimates;
  const due = project.known.models
    .filter(({ task, hasLabels }) => task === "regression" && hasLabels)
    .map(({ model }) => ({ model, at: losses.get(model)?.at ?? 0 }))
    .filter(({ at }) => end - at >= everyMs)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, modelsMax);
  const rows: EstimateSummary[] = [];
  for (const { model } of due) rows.push(...(await estimateOf(loop, project, model, end)));
  return measureAll(
    { estimates: rows },
    contextOf(loop, project, gridOf({ start: end - windowMs, end })),
  );
}

async function estimateOf(
  loop: Loop,
  project: ProjectState,
  model: string,
  end: TimeMs,
): Promise<readonly EstimateSummary[]> {
  const { losses } = project.estimates;
  const window = { start: end - windowMs, end };
  const random = seededRandom(`losses of ${model} at ${end}`);
  const before = losses.get(model);
  let learned = before?.learned ?? null;
  let learnedAt = before?.learnedAt ?? 0;
  if (end - learnedAt >= (learned === null ? retryMs : referenceEveryMs)) {
    const past = { start: window.start - referenceMs, end: window.start };
    const request = { model, window: past, limit: rowsMax, labelledOnly: true };
    const { rows } = await loop.store.numberPredictions(project.name, request);
    learned = await learnLosses(rows, random, nextTurn);
    learnedAt = end;
  }
  losses.set(model, { at: end, learned, learnedAt });
  if (learned === null) return [];
  const request = { model, window, limit: rowsMax, labelledOnly: false };
  const { rows, total } = await loop.store.numberPredictions(project.name, request);
  if (rows.length === 0) return [];
  const about = { model, window, total, recentFrom: end - recentMs };
  const estimate = liveLossEstimate(learned, rows, about, random);
  keepEstimate(project, estimate);
  return [{ ...estimate, version: "", isDrifting: isDrifting(project, model) }];
}

/** Lets what waits on the event loop have its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

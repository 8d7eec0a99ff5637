import type { Evaluation, Monitor } from "../model/monitor.ts";
import type { Measurement } from "../model/measurement.ts";
import { hour, minute, type TimeMs, type WindowGrid } from "../model/time.ts";
import { step, type MonitorAtWork } from "./judge.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { kindsOf, measureGrids, sameGrid } from "./measure-windows.ts";
import { writeBack } from "./measured-series.ts";
import { seriesSource } from "./series-source.ts";
import {
  indexMeasurements,
  isFaultOfExpression,
  isSeriesMonitor,
  keyOf,
  samplePast,
  type SeriesMonitor,
  type WatchedValue,
} from "./watched-values.ts";

/** A replay steps at most this many windows. */
const windowsMax = 2_016;
/** Strides of a replay are whole multiples of this, on the clock's grid. */
const strideMs = 10 * minute;
/** Windows of an expression that are replayed: three days of minutes. */
const expressionWindowsMax = 4_320;
/** The newest part is replayed window by window: who has an hour of history need not wait another. */
const recentMs = 2 * hour;

/**
 * The same path as the tick, over stored windows: measures them in one pass and lets the given
 * monitors judge them, so that what has been is known before the first live verdict. Windows without
 * rows are passed over; nothing opens an incident here. Writes measured series and evaluations, so
 * that charts have a past.
 */
export async function replay(
  loop: Loop,
  project: ProjectState,
  works: readonly MonitorAtWork[],
  end: TimeMs,
): Promise<readonly Evaluation[]> {
  const kinds = kindsOf(works.map(({ monitor }) => monitor));
  const measurements: Measurement[] = [];
  for (const grid of gridsUntil(end, loop.settings)) {
    measurements.push(...(await measureGrids(loop, project, sameGrid(grid, kinds))));
  }
  await writeBack(loop, project, measurements);

  const index = indexMeasurements(measurements);
  const evaluations: Evaluation[] = [];
  for (const work of works) {
    const values = isDeclaredSeries(work.monitor)
      ? await pastValues(loop, project, work.monitor, end)
      : storedValues(work, index);
    for (const value of values) evaluations.push(step(work, value));
    calm(work, end);
  }
  await loop.store.appendEvaluations(project.name, evaluations);
  return evaluations;
}

/** The far past by strides, then the newest hours window by window; the two do not overlap. */
function gridsUntil(
  end: TimeMs,
  { windowMs, replayMs, tickMs }: Loop["settings"],
): readonly WindowGrid[] {
  const stride = Math.max(strideMs, Math.ceil(replayMs / windowsMax / strideMs) * strideMs);
  const last = end - tickMs - windowMs;
  const border = Math.floor((end - Math.min(recentMs, replayMs)) / stride) * stride;
  const grid = (firstStart: TimeMs, stepMs: number, lastStart: TimeMs): WindowGrid => ({
    firstStart,
    sizeMs: windowMs,
    stepMs,
    count: Math.max(0, Math.floor((lastStart - firstStart) / stepMs) + 1),
  });
  const far = grid(Math.ceil((end - replayMs) / stride) * stride, stride, border - windowMs);
  return [far, grid(border, windowMs, last)];
}

/** An expression that a person declared. Those of packs watch machines, whose history is seldom kept. */
function isDeclaredSeries(monitor: Monitor): monitor is SeriesMonitor {
  return monitor.owner !== "pack" && isSeriesMonitor(monitor);
}

/** What an expression gave in the last windows before the newest, oldest first; nothing where it cannot be asked. */
async function pastValues(
  loop: Loop,
  project: ProjectState,
  monitor: SeriesMonitor,
  end: TimeMs,
): Promise<readonly WatchedValue[]> {
  const { replayMs, tickMs } = loop.settings;
  const count = Math.min(expressionWindowsMax, Math.floor(replayMs / monitor.windowMs));
  if (count < 1) return [];
  try {
    const source = seriesSource(loop, project.name);
    return await samplePast(monitor, { end: end - tickMs, count }, source);
  } catch (error) {
    if (!isFaultOfExpression(error)) throw error;
    loop.failed(`past of monitor ${monitor.id}`, error);
    return [];
  }
}

/** What was measured for a monitor, oldest first. */
function storedValues(
  { monitor }: MonitorAtWork,
  index: ReturnType<typeof indexMeasurements>,
): readonly WatchedValue[] {
  if (monitor.watch.kind !== "measure") return [];
  const values = index.get(keyOf(monitor.watch)) ?? [];
  return values.filter(({ value }) => value !== null);
}

/** The past teaches; it neither fires nor holds. */
function calm(work: MonitorAtWork, end: TimeMs): void {
  work.hold = { ...work.hold, firing: false, anomalousCount: 0, startedAt: null };
  work.lastEnd = Math.min(work.lastEnd, end);
}

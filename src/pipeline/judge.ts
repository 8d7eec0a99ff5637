import { detectorNamed } from "../detect/catalog.ts";
import type { StreamDetector, StreamState } from "../detect/detector.ts";
import { advanceHold, noHold, type HoldState } from "../incident/hold.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Evaluation, Monitor } from "../model/monitor.ts";
import { resolveSettings } from "../model/settings.ts";
import type { TimeMs } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { seriesSource } from "./series-source.ts";
import {
  absentValue,
  indexMeasurements,
  isSeriesMonitor,
  keyOf,
  sampleExpression,
  windowEnding,
  type ValueIndex,
  type WatchedValue,
} from "./watched-values.ts";

/** A monitor at work: its detector with what it has learned, and where it stands. */
export interface MonitorAtWork {
  readonly monitor: Monitor;
  readonly detector: StreamDetector;
  readonly state: StreamState;
  hold: HoldState;
  /** End of the newest window judged; 0 before the first. */
  lastEnd: TimeMs;
}

/** Puts a monitor to work with nothing learned yet; undefined for an unknown detector. */
export function workOn(monitor: Monitor): MonitorAtWork | undefined {
  const detector = detectorNamed(monitor.detector);
  if (!detector) return undefined;
  const { values } = resolveSettings(detector.settings, monitor.settings);
  const state = detector.start(values, monitor.direction);
  return { monitor, detector, state, hold: noHold, lastEnd: 0 };
}

/**
 * Judges what the tick measured: every monitor steps through its settled windows in order, up to the
 * first that still waits for labels. Returns one evaluation per monitor and window.
 */
export async function judgeAll(
  loop: Loop,
  project: ProjectState,
  measurements: readonly Measurement[],
  end: TimeMs,
): Promise<readonly Evaluation[]> {
  const index = indexMeasurements(measurements);
  const source = seriesSource(loop, project.name);
  const evaluations: Evaluation[] = [];
  for (const work of project.monitors.values()) {
    const { monitor } = work;
    const values = isSeriesMonitor(monitor)
      ? [await sampleExpression(monitor, windowEnding(end, monitor.windowMs), source)]
      : valuesOf(work, index, end);
    for (const value of settledPrefix(values)) evaluations.push(step(work, value));
  }
  for (const evaluation of evaluations) project.newest.set(evaluation.monitor, evaluation);
  return evaluations;
}

/** One step of one monitor; writes its detector's state and its hold counters. */
export function step(work: MonitorAtWork, watched: WatchedValue): Evaluation {
  const { monitor } = work;
  const { window, value, count, standardError } = watched;
  const verdict = work.state.step({
    time: window.end,
    value: value ?? Number.NaN,
    count,
    ...(standardError === null ? {} : { standardError }),
  });
  const held = advanceHold(work.hold, { state: verdict.state, window }, monitor.holdWindows);
  work.hold = held.state;
  work.lastEnd = window.end;
  return {
    monitor: monitor.id,
    windowStart: window.start,
    windowEnd: window.end,
    revision: 0,
    value,
    count,
    standardError,
    state: verdict.state,
    score: verdict.score,
    expected: verdict.expected ?? null,
    low: verdict.low ?? null,
    high: verdict.high ?? null,
    progress: verdict.progress ?? null,
    reason: verdict.reason,
    firing: held.state.firing,
  };
}

/** What a measure monitor has not judged yet; the newest window counts as empty when it is missing. */
function valuesOf(work: MonitorAtWork, index: ValueIndex, end: TimeMs): readonly WatchedValue[] {
  const { monitor } = work;
  if (monitor.watch.kind !== "measure") return [];
  const values = (index.get(keyOf(monitor.watch)) ?? []).filter(
    (value) => value.window.end > work.lastEnd,
  );
  const last = values.at(-1);
  if (last || work.lastEnd >= end) return values;
  return [absentValue(windowEnding(end, monitor.windowMs))];
}

/** The values up to the first that is not settled: detectors see windows in order or not yet. */
function settledPrefix(values: readonly WatchedValue[]): readonly WatchedValue[] {
  const unsettled = values.findIndex((value) => !value.settled);
  return unsettled < 0 ? values : values.slice(0, unsettled);
}

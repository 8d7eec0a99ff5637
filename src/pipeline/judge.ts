import { advanceHold, noHold, type HoldState } from "../incident/hold.ts";
import { measures } from "../measure/catalog.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Evaluation, Monitor } from "../model/monitor.ts";
import type { SeriesSource } from "../model/series.ts";
import { minute, type TimeMs, type Window } from "../model/time.ts";
import { startDetector, type DetectorAtWork } from "./detector-at-work.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { worsePart, newestVersionPart, versionsByAge, type VersionPart } from "./newest-version.ts";
import { seriesSource } from "./series-source.ts";
import {
  absentValue,
  indexMeasurements,
  isFaultOfExpression,
  isGroupMonitor,
  isSeriesMonitor,
  keyOf,
  sampleExpression,
  sampleGroup,
  windowEnding,
  type ValueIndex,
  type WatchedValue,
} from "./watched-values.ts";

/** A monitor at work: its detector with what it has learned, and where it stands. */
export interface MonitorAtWork {
  readonly monitor: Monitor;
  readonly state: DetectorAtWork;
  hold: HoldState;
  /** End of the newest window judged; 0 before the first. */
  lastEnd: TimeMs;
  /** Why its expression gave nothing at the last look; empty where it did. */
  failure: string;
}

/** What is measured every four minutes is missing when it has not come for this long. */
const seldomAbsentMs = 10 * minute;
const seldomKinds: ReadonlySet<string> = new Set([
  "slices",
  "confidence",
  "estimates",
  "drift",
  "text-drift",
  "rows",
  "llm-answers",
]);
const seldomMeasures: ReadonlySet<string> = new Set(
  measures.filter(({ needs }) => seldomKinds.has(needs)).map(({ name }) => name),
);

/** What is measured when its labels come is not missing before. */
const lateMeasures: ReadonlySet<string> = new Set(
  measures.filter(({ needs }) => needs === "judged-outputs").map(({ name }) => name),
);

/** Puts a monitor to work with nothing learned yet; undefined for an unknown detector. */
export function workOn(monitor: Monitor): MonitorAtWork | undefined {
  const state = startDetector(monitor);
  return state && { monitor, state, hold: noHold, lastEnd: 0, failure: "" };
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
  const ages = versionsByAge(measurements, project.known.models);
  const source = seriesSource(loop, project.name);
  const evaluations: Evaluation[] = [];
  const works = [...project.monitors.values()];
  // Asked all at once, so that the store can answer them together.
  const given = await Promise.all(
    works.map((work) => valuesOf(loop, work, { index, end, source })),
  );
  for (const [place, work] of works.entries()) {
    const values = given[place] ?? [];
    const { subject } = work.monitor.watch;
    const versions = (subject.kind === "model" && ages.get(subject.model)) || [];
    for (const value of settledPrefix(values)) {
      const part = newestVersionPart(work.monitor, value, { index, versions });
      evaluations.push(step(work, value, part));
    }
  }
  for (const evaluation of evaluations) project.newest.set(evaluation.monitor, evaluation);
  return evaluations;
}

/**
 * One step of one monitor; writes its detector's state and its hold counters. Where the whole is normal and
 * the newest version's part of it is not, the part is what the evaluation is about.
 */
export function step(work: MonitorAtWork, watched: WatchedValue, part?: VersionPart): Evaluation {
  const { monitor } = work;
  const { window } = watched;
  const worse = part && worsePart(monitor, work.state.snapshot(), part);
  const whole = { watched, ...work.state.step(watched) };
  const judged = worse && whole.verdict.state === "normal" ? worse : whole;
  const { verdict, value } = judged;
  const { count, standardError } = judged.watched;
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

/**
 * What a monitor has not judged yet: the newest window of expressions; of a measure all windows since, the newest
 * counting as empty when it is missing, and of what is measured every few minutes when it has been for long.
 */
async function valuesOf(
  loop: Pick<Loop, "failed">,
  work: MonitorAtWork,
  given: { readonly index: ValueIndex; readonly end: TimeMs; readonly source: SeriesSource },
): Promise<readonly WatchedValue[]> {
  const { monitor } = work;
  const { index, end, source } = given;
  const newest = windowEnding(end, monitor.windowMs);
  if (isSeriesMonitor(monitor)) {
    return [await sampled(loop, work, newest, () => sampleExpression(monitor, newest, source))];
  }
  if (isGroupMonitor(monitor)) {
    return [await sampled(loop, work, newest, () => sampleGroup(monitor, newest, source))];
  }
  if (monitor.watch.kind !== "measure") return [];
  const values = (index.get(keyOf(monitor.watch)) ?? []).filter(
    (value) => value.window.end > work.lastEnd,
  );
  const last = values.at(-1);
  if (last || work.lastEnd >= end || lateMeasures.has(monitor.watch.measure)) return values;
  if (isMeasuredSeldom(monitor) && newest.end - work.lastEnd < seldomAbsentMs) return values;
  return [absentValue(newest)];
}

function isMeasuredSeldom({ watch }: Monitor): boolean {
  return watch.kind === "measure" && seldomMeasures.has(watch.measure);
}

/**
 * The value of a monitor's own expression. One that is wrong or too large has none, and is told once: it must not keep
 * the other monitors from being judged.
 */
async function sampled(
  loop: Pick<Loop, "failed">,
  work: MonitorAtWork,
  window: Window,
  sample: () => Promise<WatchedValue>,
): Promise<WatchedValue> {
  try {
    const value = await sample();
    work.failure = "";
    return value;
  } catch (error) {
    if (!isFaultOfExpression(error)) throw error;
    if (work.failure !== error.message) loop.failed(`monitor ${work.monitor.id}`, error);
    work.failure = error.message;
    return absentValue(window);
  }
}

/**
 * The values up to the first that still waits for labels: detectors see windows in order or not yet. A window is
 * overtaken when one that begins after its end is settled: labels come, and those it lacks were lost with whatever was
 * wrong then. It is judged by the labels it has; the windows after it would wait for the horizon otherwise.
 */
export function settledPrefix(values: readonly WatchedValue[]): readonly WatchedValue[] {
  const newestSettledStart = Math.max(
    -Infinity,
    ...values.filter(({ settled }) => settled).map(({ window }) => window.start),
  );
  const waiting = values.findIndex(
    ({ settled, window }) => !settled && window.end > newestSettledStart,
  );
  return waiting < 0 ? values : values.slice(0, waiting);
}

import { AcesoError } from "../model/errors.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Monitor } from "../model/monitor.ts";
import type { SeriesSource } from "../model/series.ts";
import type { TimeMs, Window } from "../model/time.ts";
import { evaluateInstant, evaluateRange } from "../promql/engine.ts";
import { labelsOf } from "./measured-series.ts";

/** What a monitor is given to judge: one window's value with what it rests on. */
export interface WatchedValue {
  readonly window: Window;
  /** null when there was nothing to measure. */
  readonly value: number | null;
  readonly count: number;
  readonly standardError: number | null;
  readonly settled: boolean;
  /** The values of a group's series at the window's end, NaN where there is none; only for groups. */
  readonly row?: readonly number[];
}

/** Key of what a measure monitor watches → its values, oldest window first. */
export type ValueIndex = ReadonlyMap<string, readonly WatchedValue[]>;

/** Arranges measurements by what monitors watch. */
export function indexMeasurements(measurements: readonly Measurement[]): ValueIndex {
  const index = new Map<string, WatchedValue[]>();
  for (const measurement of measurements) {
    const key = keyOf(measurement);
    const values = index.get(key);
    if (values) values.push(measurement);
    else index.set(key, [measurement]);
  }
  for (const values of index.values()) values.sort((a, b) => a.window.end - b.window.end);
  return index;
}

/** The key under which the values of a measure of a subject's slice are found. */
export function keyOf(watched: Pick<Measurement, "measure" | "subject" | "slice">): string {
  const labels = Object.entries(labelsOf(watched)).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([watched.measure, labels]);
}

/** A monitor whose watch is a PromQL expression. */
export type SeriesMonitor = Monitor & {
  readonly watch: Extract<Monitor["watch"], { readonly kind: "series" }>;
};

/** A monitor that watches several series together. */
export type GroupMonitor = Monitor & {
  readonly watch: Extract<Monitor["watch"], { readonly kind: "group" }>;
};

export function isGroupMonitor(monitor: Monitor): monitor is GroupMonitor {
  return monitor.watch.kind === "group";
}

export function isSeriesMonitor(monitor: Monitor): monitor is SeriesMonitor {
  return monitor.watch.kind === "series";
}

/**
 * The value of a monitor's expression at a window's end: the largest element of an instant vector (the
 * worst replica), or a scalar; null when the vector is empty or not a number.
 */
export async function sampleExpression(
  monitor: SeriesMonitor,
  window: Window,
  source: SeriesSource,
): Promise<WatchedValue> {
  const finite = await finiteValues(monitor.watch.expression, window.end, source);
  const value = finite.length > 0 ? worstOf(monitor, finite) : null;
  return { window, value, count: finite.length, standardError: null, settled: true };
}

function worstOf({ direction }: SeriesMonitor, values: readonly number[]): number {
  return direction === "down" ? Math.min(...values) : Math.max(...values);
}

/** Samples and points that a look at an expression's past may hold: about half a second of work. */
const pastSamplesMax = 1_000_000;

/**
 * The values of a monitor's expression in the past, as `sampleExpression` would have taken them: of `count` windows that
 * do not overlap, the last ending at `end`, oldest first; those without a value are left out.
 */
export async function samplePast(
  monitor: SeriesMonitor,
  { end, count }: { readonly end: TimeMs; readonly count: number },
  source: SeriesSource,
): Promise<readonly WatchedValue[]> {
  const { windowMs, watch } = monitor;
  const range = { start: end - (count - 1) * windowMs, end, step: windowMs };
  const options = { samplesMax: pastSamplesMax };
  const { data } = await evaluateRange(watch.expression, range, source, options);
  // window's end → its finite values
  const found = new Map<TimeMs, number[]>();
  for (const { times, values } of data.type === "matrix" ? data.series : []) {
    times.forEach((time, index) => {
      const value = values[index] ?? Number.NaN;
      if (!Number.isFinite(value)) return;
      const own = found.get(time);
      if (own) own.push(value);
      else found.set(time, [value]);
    });
  }
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .map(([time, values]) => ({
      window: windowEnding(time, windowMs),
      value: worstOf(monitor, values),
      count: values.length,
      standardError: null,
      settled: true,
    }));
}

/** Whether an expression itself is to blame: it is wrong, or asks for too much. A store that fails is not. */
export function isFaultOfExpression(error: unknown): error is AcesoError {
  return (
    error instanceof AcesoError &&
    (error.code === "bad-expression" || error.code === "query-too-large")
  );
}

/** The values of a group's series at a window's end, of several elements the largest. */
export async function sampleGroup(
  monitor: GroupMonitor,
  window: Window,
  source: SeriesSource,
): Promise<WatchedValue> {
  const { series } = monitor.watch;
  const row = await Promise.all(
    series.map(async ({ expression }) => {
      const finite = await finiteValues(expression, window.end, source);
      return finite.length > 0 ? Math.max(...finite) : Number.NaN;
    }),
  );
  const count = row.filter((value) => Number.isFinite(value)).length;
  return { window, value: null, count, standardError: null, settled: true, row };
}

async function finiteValues(
  expression: string,
  at: TimeMs,
  source: SeriesSource,
): Promise<readonly number[]> {
  const { data } = await evaluateInstant(expression, at, source);
  const values =
    data.type === "scalar"
      ? [data.value]
      : data.type === "vector"
        ? data.samples.map((sample) => sample.value)
        : [];
  return values.filter((value) => Number.isFinite(value));
}

/** Windows of a measure monitor that the index lacks are windows without rows. */
export function absentValue(window: Window): WatchedValue {
  return { window, value: null, count: 0, standardError: null, settled: true };
}

/** The window of this size that ends here. */
export function windowEnding(end: TimeMs, sizeMs: number): Window {
  return { start: end - sizeMs, end };
}

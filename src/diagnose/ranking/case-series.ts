import { second, type TimeMs } from "../../model/time.ts";
import type { CaseFile } from "../probe.ts";
import { serviceOf, servicesOf } from "../resource.ts";
import { roleOf } from "../role.ts";
import type { CallWaits, ComponentSeries } from "./component-case.ts";
import type { ToldChange } from "./change-signs.ts";
import type { Signals } from "./diagnose-signals.ts";

/** Width of a row: that of the short windows a case file measures. */
const rowMs = 10 * second;
const rowsMax = 400;

/** The signals of a case on one axis, and the calls of its services. */
export interface CaseSignals extends Signals {
  readonly calls: readonly CallWaits[];
}

/**
 * Every series of a case by the component it speaks of: resources as levels or rates, measures of services and
 * models in short windows. Samples of the machine as a whole have no component and are left out.
 *
 * Cost O(samples + measurements).
 */
export function signalsOfCase(file: CaseFile): CaseSignals {
  const start = Math.floor(file.before.start / rowMs) * rowMs;
  const rows = Math.max(0, Math.min(rowsMax, Math.ceil((file.during.end - start) / rowMs)));
  const times = Array.from({ length: rows }, (_, row) => start + row * rowMs);
  const rowOf = (time: TimeMs): number => Math.floor((time - start) / rowMs);
  return {
    times,
    series: [...resourceSeries(file, rows, rowOf), ...measuredSeries(file, rows, rowOf)],
    calls: callsOf(file),
    edges: file.edges.map(({ caller, callee }) => ({ caller: caller.name, callee: callee.name })),
    changes: file.changes.map(({ time, component, model, title }): ToldChange => ({
      time,
      component: component || model,
      title,
    })),
    lines: [],
    alarm: file.incident.onset,
    target: null,
  };
}

function resourceSeries(
  file: CaseFile,
  rows: number,
  rowOf: (time: TimeMs) => number,
): readonly ComponentSeries[] {
  const known = servicesOf(file);
  return file.resources.flatMap((series): readonly ComponentSeries[] => {
    const component = serviceOf(series, known);
    const metric = series.labels["__name__"] ?? "";
    if (!component) return [];
    const isCounter = /_total$|_time$/.test(metric);
    const values = new Float64Array(rows).fill(Number.NaN);
    for (let index = 0; index < series.times.length; index++) {
      const row = rowOf(series.times[index] ?? 0);
      const value = isCounter ? rateAt(series, index) : (series.values[index] ?? Number.NaN);
      if (row >= 0 && row < rows && Number.isFinite(value)) values[row] = value;
    }
    return [{ component, metric, values }];
  });
}

/** Increase per second since the sample before; NaN at a reset or the first. */
function rateAt(
  { times, values }: { readonly times: ArrayLike<number>; readonly values: ArrayLike<number> },
  index: number,
): number {
  if (index === 0) return Number.NaN;
  const seconds = ((times[index] ?? 0) - (times[index - 1] ?? 0)) / second;
  const increase = (values[index] ?? Number.NaN) - (values[index - 1] ?? Number.NaN);
  return seconds > 0 && increase >= 0 ? increase / seconds : Number.NaN;
}

/** Measures of whole services and models over the short windows. */
function measuredSeries(
  file: CaseFile,
  rows: number,
  rowOf: (time: TimeMs) => number,
): readonly ComponentSeries[] {
  const found = new Map<string, ComponentSeries>();
  for (const { measure, subject, slice, value, window } of file.measurementsOverTime) {
    if (Object.keys(slice).length > 0 || value === null || !Number.isFinite(value)) continue;
    const component = subject.kind === "service" ? subject.service : subject.model;
    const key = `${component}\u0000${measure}`;
    const known = found.get(key) ?? {
      component,
      metric: measure,
      values: new Float64Array(rows).fill(Number.NaN),
    };
    found.set(key, known);
    const row = rowOf(window.start);
    if (row >= 0 && row < rows) known.values[row] = value;
  }
  return [...found.values()];
}

/** What services wait for their peers, in the quiet stretch and since. */
function callsOf(file: CaseFile): readonly CallWaits[] {
  const found = new Map<
    string,
    { caller: string; callee: string; before: number[]; during: number[]; duringCalls: number }
  >();
  const add = (rows: CaseFile["measurementsBefore"], side: "before" | "during"): void => {
    for (const { measure, subject, slice, value, count } of rows) {
      const { peer } = slice;
      if (subject.kind !== "service" || !peer || roleOf(measure) !== "latency") continue;
      if (value === null || !(value > 0)) continue;
      const key = `${subject.service}\u0000${peer}`;
      const known = found.get(key) ?? {
        caller: subject.service,
        callee: peer,
        before: [],
        during: [],
        duringCalls: 0,
      };
      found.set(key, known);
      known[side].push(value);
      if (side === "during") known.duringCalls = Math.max(known.duringCalls, count);
    }
  };
  add(file.measurementsBefore, "before");
  add(file.measurementsDuring, "during");
  return [...found.values()].map((call) => ({
    ...call,
    before: Float64Array.from(call.before),
    during: Float64Array.from(call.during),
  }));
}

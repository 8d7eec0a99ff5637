import type { SeriesSamples } from "../model/series.ts";
import type { Window } from "../model/time.ts";
import { placesOf, servicesByHost } from "./place.ts";
import type { CaseFile } from "./probe.ts";
import { scopeOf } from "./scope.ts";
import { median } from "./shift.ts";

/** A resource that ran short during the incident and did not before. */
export interface TightResource {
  /** The service it belongs to; empty for the machine as a whole. */
  readonly service: string;
  readonly metric: string;
  readonly kind: "cpu" | "memory" | "event-loop" | "load" | "disk" | "queue";
  /** In the metric's own unit; counters as increase per second. */
  readonly from: number;
  readonly to: number;
  /** How clearly it tells of a shortage, in nats. */
  readonly weight: number;
}

interface Rule {
  readonly pattern: RegExp;
  readonly kind: TightResource["kind"];
  readonly isTight: (from: number, to: number) => boolean;
  readonly weight: number;
}

/**
 * What a shortage looks like in the common metrics (Prometheus and OpenTelemetry names with dots as
 * underscores). Limits: utilisation near 1, waiting times that multiplied; in between says nothing.
 */
const rules: readonly Rule[] = [
  {
    // Seconds or milliseconds that a Node.js callback waits for the loop.
    pattern: /event_?loop.*(lag|delay)/,
    kind: "event-loop",
    isTight: (from, to) => to >= 2.5 * from && to - from >= 0.004,
    weight: 2.5,
  },
  {
    // Seconds per second spent waiting for a processor, or held back by a quota.
    pattern: /throttl|cpu.*(pressure|wait|stall)|pressure.*cpu|schedstat_wait|run_?queue/,
    kind: "cpu",
    isTight: (from, to) => to >= 2.5 * from && to - from >= 0.05,
    weight: 2.5,
  },
  {
    pattern: /cpu.*(utili[sz]ation|usage_?(ratio|percent)|busy|ratio|percent)/,
    kind: "cpu",
    isTight: (from, to) => asShare(to) >= 0.85 && asShare(to) - asShare(from) >= 0.15,
    weight: 2.5,
  },
  {
    // Cores in use by one process: a full core for a program of one thread.
    pattern: /process_cpu_(seconds_total|time)|container_cpu_usage_seconds_total/,
    kind: "cpu",
    isTight: (from, to) => to >= 0.85 && to >= 1.4 * from,
    weight: 2,
  },
  {
    pattern: /memory.*(utili[sz]ation|used_?(ratio|percent))/,
    kind: "memory",
    isTight: (from, to) => asShare(to) >= 0.92 && asShare(to) - asShare(from) >= 0.05,
    weight: 2,
  },
  {
    pattern: /mem(ory)?_?available/,
    kind: "memory",
    isTight: (from, to) => to <= 0.35 * from,
    weight: 1.5,
  },
  {
    pattern: /resident_memory_bytes|process_memory_usage|memory_rss/,
    kind: "memory",
    isTight: (from, to) => to >= 1.7 * from && to - from >= 1.5e8,
    weight: 1.5,
  },
  {
    // Seconds per second that a disk is busy, or that work waits for one.
    pattern: /disk_io_time|pressure_io|io_?wait/,
    kind: "disk",
    isTight: (from, to) => to >= 0.85 && to - from >= 0.3,
    weight: 2.5,
  },
  {
    // Requests that wait for a place in the batch of an inference server such as vLLM.
    pattern: /num_requests_waiting|queue_(size|length|depth)/,
    kind: "queue",
    isTight: (from, to) => to >= 5 && to >= 3 * from,
    weight: 1.5,
  },
  {
    // Share of the memory for attention's keys and values: full, requests are turned out and begin anew.
    pattern: /kv_cache_usage/,
    kind: "memory",
    isTight: (from, to) => asShare(to) >= 0.95 && asShare(to) - asShare(from) >= 0.1,
    weight: 1.5,
  },
  {
    pattern: /(^|_)load_?1(m|$)/,
    kind: "load",
    isTight: (from, to) => to >= 2 * from && to - from >= 1.5,
    weight: 0.7,
  },
];

/**
 * Shortages among the resource series of a case, the clearest first. Of machines only those count that run one of the
 * services the case is about, or of which labels do not say what they run.
 */
export function tightResources(file: CaseFile): readonly TightResource[] {
  const known = servicesOf(file);
  const about = scopeOf(file).services;
  const servicesOn = servicesByHost(file, known);
  const found: TightResource[] = [];
  for (const { series, host } of placesOf(file)) {
    if (!series) continue;
    const metric = series.labels["__name__"] ?? "";
    const rule = rules.find(({ pattern }) =>
      pattern.test(metric.toLowerCase().replaceAll(".", "_")),
    );
    if (!rule) continue;
    const isCounter = /_total$|_time$/.test(metric);
    const before = valuesIn(series, file.before, isCounter);
    const during = valuesIn(series, file.during, isCounter);
    if (before.length < 2 || during.length < 2) continue;
    const scale = /_(ms|milliseconds)$/.test(metric) && rule.kind === "event-loop" ? 0.001 : 1;
    const from = median(before) * scale;
    const to = median(during) * scale;
    if (!rule.isTight(from, to)) continue;
    const service = serviceOf(series, known);
    if (service === undefined) continue;
    const others = service === "" ? servicesOn.get(host) : undefined;
    if (others && !about.some((name) => others.has(name))) continue;
    const { kind, weight } = rule;
    found.push({ service, metric, kind, from, to, weight: service ? weight : weight * 0.6 });
  }
  return found.toSorted((a, b) => b.weight - a.weight);
}

/** Every service the case knows by its spans, its map or its models. */
export function servicesOf(file: CaseFile): ReadonlySet<string> {
  const names = new Set(file.models.flatMap(({ services }) => services));
  for (const { subject } of file.measurementsDuring) {
    if (subject.kind === "service") names.add(subject.service);
  }
  for (const { kind, name } of file.incident.components) if (kind === "serving") names.add(name);
  for (const { caller, callee } of file.edges) {
    names.add(caller.name);
    names.add(callee.name);
  }
  return names;
}

/**
 * The service a series speaks of, by whichever label names a known one; empty for a metric of the
 * machine; undefined for a process that the case does not know.
 */
export function serviceOf(series: SeriesSamples, known: ReadonlySet<string>): string | undefined {
  const named = Object.entries(series.labels).find(
    ([label, value]) => label !== "__name__" && known.has(value),
  );
  if (named) return named[1];
  const isProcess = /^(process|container|nodejs|python|jvm|go)[_.]/.test(
    series.labels["__name__"] ?? "",
  );
  return isProcess ? undefined : "";
}

/** Gauge values in a window, or a counter's increase per second between neighbours; resets are skipped. */
export function valuesIn(
  series: SeriesSamples,
  window: Window,
  isCounter: boolean,
): readonly number[] {
  const values: number[] = [];
  let previous = -1;
  for (let index = 0; index < series.times.length; index += 1) {
    const time = series.times[index] ?? 0;
    const value = series.values[index] ?? Number.NaN;
    if (time < window.start || time >= window.end || !Number.isFinite(value)) continue;
    if (!isCounter) values.push(value);
    else if (previous >= 0) {
      const seconds = (time - (series.times[previous] ?? 0)) / 1_000;
      const increase = value - (series.values[previous] ?? 0);
      if (seconds > 0 && increase >= 0) values.push(increase / seconds);
    }
    previous = index;
  }
  return values;
}

/** Utilisation as a share, whether it was told as a share or in percent. */
function asShare(value: number): number {
  return value > 1.5 ? value / 100 : value;
}

import type { ModelHead, MonitorChart } from "../../src/api/contract.ts";
import { say } from "../../src/model/message.ts";
import type { Evaluation, Monitor } from "../../src/model/monitor.ts";
import { hour, minute, second } from "../../src/model/time.ts";

/** The moment of the recorded answers. */
export const fixtureNow = Date.UTC(2026, 4, 3, 6, 8, 20);
/** When the open incident's fault began. */
export const fixtureOnset = fixtureNow - 6 * minute - 10 * second;

/** A monitored measure of the fixture and how it behaves. */
export interface FixtureMeasure {
  readonly subject: Monitor["watch"]["subject"];
  readonly measure: string;
  readonly slice?: { readonly feature?: string; readonly peer?: string };
  readonly expression?: string;
  readonly unit: string;
  readonly normal: number;
  readonly noise: number;
  /** Level from `from` to `to` (UTC ms). */
  readonly fault?: { readonly level: number; readonly from: number; readonly to: number };
  readonly class?: Monitor["class"];
  readonly direction?: Monitor["direction"];
  readonly reason?: string;
  readonly state?: "learning" | "no-data";
}

/** The chart of a measure: windows of 60 s at steps that give `count` of them until now. */
export function fixtureChart(measure: FixtureMeasure, span = hour, count = 240): MonitorChart {
  const random = seededRandom(`${measure.measure}${JSON.stringify(measure.subject)}`);
  const step = span / count;
  let deviation = 0;
  let fired = false;
  const evaluations: Evaluation[] = [];
  for (let index = 0; index < count; index++) {
    const windowEnd = fixtureNow - 5 * second - (count - 1 - index) * step;
    // Overlapping windows share most of their rows, so neighbours are alike.
    deviation = 0.8 * deviation + 0.6 * (random() + random() + random() - 1.5);
    const fault = measure.fault;
    const rising =
      fault === undefined || windowEnd < fault.from || windowEnd > fault.to + minute
        ? 0
        : Math.min(1, (windowEnd - fault.from) / minute) *
          (windowEnd > fault.to ? 1 - (windowEnd - fault.to) / minute : 1);
    const level = measure.normal + rising * ((fault?.level ?? measure.normal) - measure.normal);
    const value = clamp(level + deviation * measure.noise, measure.unit);
    const low = clamp(measure.normal - 4 * measure.noise, measure.unit);
    const high = clamp(measure.normal + 4 * measure.noise, measure.unit);
    const anomalous = value < low || value > high;
    evaluations.push({
      monitor: monitorId(measure),
      windowStart: windowEnd - minute,
      windowEnd,
      revision: 0,
      value: measure.state === "no-data" ? null : value,
      count: measure.state === "no-data" ? 0 : 176,
      standardError: measure.noise,
      state: measure.state ?? (anomalous ? "anomalous" : "normal"),
      score: anomalous ? 0.99 : 0.1,
      expected: measure.state === undefined ? measure.normal : null,
      low: measure.state === undefined ? low : null,
      high: measure.state === undefined ? high : null,
      progress: measure.state === "learning" ? 0.62 : null,
      reason: say("detect/within", {}),
      firing: anomalous && fired,
    });
    fired = anomalous;
  }
  return { monitor: fixtureMonitor(measure), evaluations };
}

/** The newest value of a measure with its last hour, as the overview shows it. */
export function fixtureTile(measure: FixtureMeasure): ModelHead["tiles"][number] {
  const { evaluations, monitor } = fixtureChart(measure, hour, 60);
  const last = evaluations.at(-1)!;
  return {
    monitor: monitor.id,
    measure: measure.measure,
    unit: measure.unit,
    state: last.state,
    firing: last.firing,
    value: last.value,
    line: evaluations.map((evaluation) => evaluation.value),
  };
}

export function fixtureMonitor(measure: FixtureMeasure): Monitor {
  const common = {
    id: monitorId(measure),
    owner: "pack",
    detector: "robust-season",
    settings: {},
    direction: measure.direction ?? "up",
    class: measure.class ?? "objective",
    holdWindows: 2,
    windowMs: minute,
    severity: "critical",
    unit: measure.unit,
    reason: say(measure.reason ?? "pack/quality", { subject: subjectName(measure) }),
    enabled: true,
  } as const;
  const { subject, expression } = measure;
  if (expression !== undefined || subject.kind === "host") {
    const watch = { kind: "series", expression: expression ?? "", subject } as const;
    return { ...common, watch };
  }
  return {
    ...common,
    watch: { kind: "measure", measure: measure.measure, subject, slice: measure.slice ?? {} },
  };
}

export function monitorId(measure: FixtureMeasure): string {
  const slice = Object.entries(measure.slice ?? {}).map(([name, value]) => `${name}=${value}`);
  const tail = slice.length > 0 ? slice.join(",") : "all";
  return `pack/${measure.subject.kind}:${subjectName(measure)}/${measure.measure}/${tail}`;
}

function subjectName({ subject }: FixtureMeasure): string {
  return subject.kind === "model"
    ? subject.model
    : subject.kind === "service"
      ? subject.service
      : subject.host;
}

function clamp(value: number, unit: string): number {
  return unit === "ratio" ? Math.min(1, Math.max(0, value)) : value;
}

/** mulberry32, seeded by the text's FNV-1a hash: the same series in every run. */
export function seededRandom(text: string): () => number {
  let seed = 0x811c9dc5;
  for (const letter of text) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import type { Labels } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { Intake } from "./intake.ts";
import { writePoints, type MetricPoint } from "./points.ts";

/** Own metrics are written to the store this often, in ms. */
const selfIntervalMs = 10_000;

/** Something to be counted. Labels must have few values: every combination stays for ever. */
export interface Counter {
  add(amount?: number, labels?: Labels): void;
}

/** What a gauge or a counter kept elsewhere reads: one value, or one per label set. */
export type Reading = number | readonly { readonly labels: Labels; readonly value: number }[];

/** Aceso's metrics about itself: rendered at GET /metrics and written to the store like all others. */
export interface SelfMetrics {
  /** A counter kept here; its name ends in `_total`. */
  counter(name: string, help: string): Counter;
  /** A value read when asked; `kind` "counter" for totals that are kept elsewhere. */
  read(name: string, help: string, reading: () => Reading, kind?: "gauge" | "counter"): void;
  points(): readonly MetricPoint[];
  /** The text format 0.0.4, families in the order they were made. */
  render(): string;
}

/** Makes an empty registry. */
export function createSelfMetrics(): SelfMetrics {
  // metric name → how to read it
  const families = new Map<string, { help: string; kind: "gauge" | "counter"; read(): Reading }>();
  const points = (): readonly MetricPoint[] =>
    [...families].flatMap(([metric, { help, kind, read }]) => {
      const reading = read();
      const values = typeof reading === "number" ? [{ labels: {}, value: reading }] : reading;
      const unit = /_(seconds|bytes)(_total)?$/.exec(metric)?.[1] ?? "";
      return values.map(({ labels, value }) => ({ metric, labels, value, kind, unit, help }));
    });
  return {
    counter(name, help) {
      // labels as JSON → count
      const counts = new Map<string, { labels: Labels; value: number }>();
      families.set(name, { help, kind: "counter", read: () => [...counts.values()] });
      return {
        add(amount = 1, labels = {}) {
          const key = JSON.stringify(labels);
          counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + amount });
        },
      };
    },
    read(name, help, reading, kind = "gauge") {
      families.set(name, { help, kind, read: reading });
    },
    points,
    render() {
      let text = "";
      let family = "";
      for (const { metric, labels, value, kind, help } of points()) {
        if (metric !== family) {
          text += `# HELP ${metric} ${help.replace(/[\\\n]/g, " ")}\n# TYPE ${metric} ${kind}\n`;
        }
        family = metric;
        text += `${metric}${renderLabels(labels)} ${renderValue(value)}\n`;
      }
      return text;
    },
  };
}

/** What the process says of itself; `process` of Node has this shape. */
export interface ProcessFacts {
  cpuUsage(): { readonly user: number; readonly system: number };
  memoryUsage(): { readonly rss: number; readonly heapUsed: number };
  uptime(): number;
}

/** Adds CPU, memory and start time of a process under the names every Prometheus client uses. */
export function watchProcess(metrics: SelfMetrics, facts: ProcessFacts, now: () => TimeMs): void {
  const startSeconds = now() / 1_000 - facts.uptime();
  metrics.read(
    "process_cpu_seconds_total",
    "Seconds of CPU time, user and system.",
    () => (facts.cpuUsage().user + facts.cpuUsage().system) / 1e6,
    "counter",
  );
  const memory = () => facts.memoryUsage();
  metrics.read("process_resident_memory_bytes", "Resident memory.", () => memory().rss);
  metrics.read("nodejs_heap_size_used_bytes", "Heap in use.", () => memory().heapUsed);
  const help = "Start of the process, in seconds since 1970.";
  metrics.read("process_start_time_seconds", help, () => startSeconds);
}

/** Adds what came in, what was refused and what is being worked on. */
export function watchIntake(metrics: SelfMetrics, intake: Intake): void {
  metrics.read(
    "aceso_signals_accepted_total",
    "Signals made durable, by kind.",
    () =>
      Object.entries(intake.sink.counts().perKind).map(([kind, value]) => ({
        labels: { kind },
        value,
      })),
    "counter",
  );
  metrics.read(
    "aceso_refusals_total",
    "Rows and requests refused, by route and error code.",
    () =>
      intake.refusals
        .list()
        .map(({ route, code, count }) => ({ labels: { route, code }, value: count })),
    "counter",
  );
  metrics.read(
    "aceso_ingest_in_flight_bytes",
    "Bytes of bodies being decoded or written.",
    () => intake.sink.counts().bytesInFlight,
  );
}

/**
 * Writes the registry to the store every ten seconds with `job` = "aceso". A store that is away costs
 * one sample, not the loop.
 *
 * @returns stops the loop
 */
export function startSelfMetrics(options: {
  readonly metrics: SelfMetrics;
  readonly intake: Intake;
  readonly project: string;
  readonly instance: string;
  readonly now: () => TimeMs;
  readonly every: (intervalMs: number, callback: () => void) => () => void;
}): () => void {
  const { metrics, intake, project, instance } = options;
  const write = async () => {
    try {
      const labels = { job: "aceso", service: "aceso", instance };
      await writePoints(metrics.points(), { intake, project, now: options.now(), labels });
    } catch {
      // Whatever kept the sink from taking it says so itself; the next write comes in ten seconds.
    }
  };
  return options.every(selfIntervalMs, () => void write());
}

function renderLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function renderValue(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

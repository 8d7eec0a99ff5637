import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { BadDirection, Monitor, Severity } from "../../model/monitor.ts";
import { minute } from "../../model/time.ts";
import { monitorId } from "./monitor-id.ts";

/** How one figure of a machine is watched. */
interface HostRule {
  readonly measure: string;
  /** Metrics that must be there. */
  readonly needs: readonly string[];
  readonly expression: string;
  readonly unit: string;
  readonly direction: BadDirection;
  readonly detector: "static-threshold" | "robust-season";
  readonly settings: { readonly [name: string]: Json };
  readonly class: "objective" | "evidence";
  readonly severity: Severity;
  /** Windows at steps of 10 s. */
  readonly holdWindows: number;
}

const evidence = {
  detector: "robust-season",
  direction: "up",
  class: "evidence",
  severity: "info",
  holdWindows: 2,
} as const;

/**
 * Only what stops a machine when it runs out is an objective, with a limit and a minute's hold: memory
 * and disk. A busy machine is not a fault, so the rest is evidence. Names: node_exporter.
 */
const hostRules: readonly HostRule[] = [
  {
    measure: "host-memory-available",
    needs: ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
    expression: "min(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
    unit: "ratio",
    direction: "down",
    detector: "static-threshold",
    settings: { low: 0.05 },
    class: "objective",
    severity: "critical",
    holdWindows: 6,
  },
  {
    measure: "host-disk-free",
    needs: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
    // A volume counts as at most 400 GB: 20 GB free are enough however large it is.
    expression:
      "min(clamp_max(node_filesystem_avail_bytes / clamp_max(node_filesystem_size_bytes > 0, 4e11), 1))",
    unit: "ratio",
    direction: "down",
    detector: "static-threshold",
    settings: { low: 0.05 },
    class: "objective",
    severity: "warning",
    holdWindows: 6,
  },
  {
    measure: "host-cpu-busy",
    needs: ["node_cpu_seconds_total"],
    expression: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[1m]))',
    unit: "ratio",
    ...evidence,
    settings: { changeMin: 0.25, changeMinRatio: 0 },
  },
  {
    measure: "host-load",
    needs: ["node_load1", "node_cpu_seconds_total"],
    expression: 'max(node_load1) / count(node_cpu_seconds_total{mode="idle"})',
    unit: "1",
    ...evidence,
    settings: { changeMin: 1, changeMinRatio: 0.5 },
  },
  ...(["cpu", "memory", "io"] as const).map((resource) => ({
    measure: `host-${resource}-pressure`,
    needs: [`node_pressure_${resource}_waiting_seconds_total`],
    expression: `max(rate(node_pressure_${resource}_waiting_seconds_total[1m]))`,
    unit: "ratio",
    ...evidence,
    settings: { changeMin: 0.2, changeMinRatio: 0 },
  })),
  {
    measure: "host-disk-busy",
    needs: ["node_disk_io_time_seconds_total"],
    expression: "max(rate(node_disk_io_time_seconds_total[1m]))",
    unit: "ratio",
    ...evidence,
    settings: { changeMin: 0.3, changeMinRatio: 0 },
  },
  {
    measure: "host-network-errors",
    needs: ["node_network_receive_errs_total", "node_network_transmit_errs_total"],
    expression:
      "sum(rate(node_network_receive_errs_total[2m])) + sum(rate(node_network_transmit_errs_total[2m]))",
    unit: "1/s",
    ...evidence,
    settings: { changeMin: 0.5 },
  },
  {
    measure: "process-cpu",
    needs: ["process_cpu_seconds_total"],
    expression: "max(rate(process_cpu_seconds_total[1m]))",
    unit: "1",
    ...evidence,
    settings: { changeMin: 0.3, changeMinRatio: 0.5 },
  },
  {
    measure: "process-memory",
    needs: ["process_resident_memory_bytes"],
    expression: "max(process_resident_memory_bytes)",
    unit: "bytes",
    ...evidence,
    settings: { transform: "log", changeMinRatio: 0.5, changeMin: 1e8 },
  },
];

/** Fewer figures than this say nothing together that they do not say alone. */
const groupSizeMin = 3;

/** Monitors of a machine, for the metrics it reports: one a figure, and one of all figures together. */
export function hostMonitors(host: {
  readonly name: string;
  readonly metrics: readonly string[];
}): Monitor[] {
  const reported = new Set(host.metrics);
  const rules = hostRules.filter((rule) => rule.needs.every((metric) => reported.has(metric)));
  const monitors = rules.map((rule): Monitor => ({
    id: monitorId("host", host.name, rule.measure, {}),
    owner: "pack",
    watch: {
      kind: "series",
      expression: rule.expression,
      subject: { kind: "host", host: host.name },
    },
    detector: rule.detector,
    settings: rule.settings,
    direction: rule.direction,
    class: rule.class,
    holdWindows: rule.holdWindows,
    windowMs: minute,
    severity: rule.severity,
    unit: rule.unit,
    reason: say(rule.class === "objective" ? "pack/host-limit" : "pack/host", {
      subject: host.name,
    }),
    enabled: true,
  }));
  return rules.length < groupSizeMin ? monitors : [...monitors, groupMonitor(host.name, rules)];
}

/** The machine as a whole: figures that are unlike their past together. */
function groupMonitor(host: string, rules: readonly HostRule[]): Monitor {
  return {
    id: monitorId("host", host, "host-behaviour", {}),
    owner: "pack",
    watch: {
      kind: "group",
      series: rules.map(({ measure, expression }) => ({ name: measure, expression })),
      subject: { kind: "host", host },
    },
    detector: "group-ensemble",
    settings: {},
    direction: "both",
    class: "evidence",
    holdWindows: 3,
    windowMs: minute,
    severity: "info",
    unit: "ratio",
    reason: say("pack/host-group", { subject: host }),
    enabled: true,
  };
}

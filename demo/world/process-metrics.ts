import type { Metrics } from "./metrics.ts";

/** How a process and its process group fare; totals count from the process's start. */
export interface ProcessSample {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly lagMeanSeconds: number;
  readonly lagP99Seconds: number;
  /** Accounting of the group's CPU quota, as cgroup v2 tells it in cpu.stat. */
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledSeconds: number;
  readonly groupCpuSeconds: number;
}

/** Writes a sample under the names that prom-client (process, Node) and cAdvisor (container) use. */
export function recordProcess(metrics: Metrics, service: string, sample: ProcessSample): void {
  const container = { container: service };
  metrics.total("process_cpu_seconds_total", "CPU time of the process.", sample.cpuSeconds);
  metrics.set(
    "process_resident_memory_bytes",
    "Resident memory of the process.",
    sample.residentBytes,
  );
  metrics.set("nodejs_eventloop_lag_mean_seconds", "Mean event loop lag.", sample.lagMeanSeconds);
  metrics.set("nodejs_eventloop_lag_p99_seconds", "99th percentile lag.", sample.lagP99Seconds);
  metrics.total(
    "container_cpu_usage_seconds_total",
    "CPU time of the process group.",
    sample.groupCpuSeconds,
    container,
  );
  metrics.total(
    "container_cpu_cfs_periods_total",
    "Accounting periods of the CPU quota.",
    sample.periods,
    container,
  );
  metrics.total(
    "container_cpu_cfs_throttled_periods_total",
    "Periods in which the quota ran out.",
    sample.throttledPeriods,
    container,
  );
  metrics.total(
    "container_cpu_cfs_throttled_seconds_total",
    "Time the group stood still because its quota had run out.",
    sample.throttledSeconds,
    container,
  );
}

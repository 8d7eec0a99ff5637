import type { Random } from "../stats/random.ts";
import { hostState, modelState, serviceState, type Conditions } from "./conditions.ts";
import type { LabSystem } from "./lab-system.ts";
import type { LabPoint } from "./wire.ts";

/** Running totals of counters, name and labels → value; the player keeps them between moments. */
export type Totals = Map<string, number>;

/** The exporter that tells of containers. */
export const cluster = "kube-state-metrics";

const gigabyte = 2 ** 30;

/** What exporters on the machines and in the processes report, for `seconds` since the last report. */
export function machineMetrics(
  system: LabSystem,
  given: {
    readonly conditions: Conditions;
    readonly seconds: number;
    /** Hosts, services or the cluster, whose exporters are missing. */
    readonly silent: ReadonlySet<string>;
    readonly totals: Totals;
  },
  random: Random,
): readonly LabPoint[] {
  const { conditions, seconds, silent, totals } = given;
  const points: LabPoint[] = [];
  const noisy = (value: number) => value * Math.exp(0.08 * random.normal());
  const gauge = (name: string, labels: LabPoint["labels"], value: number) =>
    points.push({ name, labels, value, isCounter: false });
  const counter = (name: string, labels: LabPoint["labels"], added: number) => {
    const key = JSON.stringify([name, labels]);
    const value = (totals.get(key) ?? 0) + added;
    totals.set(key, value);
    points.push({ name, labels, value, isCounter: true });
  };
  for (const { name, host } of system.services) {
    if (silent.has(name)) continue;
    const labels = { job: name, instance: host };
    const state = serviceState(conditions, name);
    const model = system.models.find(({ service }) => service === name);
    const rate = model ? modelState(conditions, model.name).rate : 1;
    counter("process_cpu_seconds_total", labels, noisy(0.15 * rate) * seconds);
    counter(
      "process_cpu_throttled_seconds_total",
      labels,
      noisy(0.004 + state.throttled) * seconds,
    );
    gauge("process_resident_memory_bytes", labels, noisy(0.4 * gigabyte * state.memory));
  }
  for (const { name } of silent.has(cluster) ? [] : system.services) {
    // A series only while a container waits, as its exporter does.
    const { waiting: reason } = serviceState(conditions, name);
    if (reason === "") continue;
    const pod = { pod: `${name}-6c9f7d5b48-x2lqz`, container: name, reason };
    gauge("kube_pod_container_status_waiting_reason", pod, 1);
  }
  for (const { name, hasGpu } of system.hosts) {
    if (silent.has(name)) continue;
    const labels = { instance: name };
    const state = hostState(conditions, name);
    gauge("node_load1", labels, noisy(0.8 * state.load));
    gauge("node_memory_MemTotal_bytes", labels, 32 * gigabyte);
    gauge("node_memory_MemAvailable_bytes", labels, noisy(32 * gigabyte * state.memoryLeft));
    const disk = { ...labels, mountpoint: "/", device: "/dev/sda1" };
    const written = Math.max(0, 1 + 0.0005 * random.normal());
    gauge("node_filesystem_avail_bytes", disk, 200 * gigabyte * state.diskLeft * written);
    counter(
      "node_disk_io_time_seconds_total",
      labels,
      Math.min(1, noisy(state.diskBusy)) * seconds,
    );
    if (!hasGpu) continue;
    const gpu = { ...labels, gpu: "0" };
    const isHot = state.gpuClock < 0.9;
    gauge("DCGM_FI_DEV_SM_CLOCK", gpu, Math.round(noisy(1_400 * state.gpuClock)));
    gauge("DCGM_FI_DEV_GPU_TEMP", gpu, Math.round(62 + (isHot ? 26 : 0) + 2 * random.normal()));
    gauge("DCGM_FI_DEV_GPU_UTIL", gpu, Math.min(100, Math.round(noisy(isHot ? 97 : 45))));
    counter("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", gpu, random.poisson((state.gpuErrors * seconds) / 60));
    gauge("DCGM_FI_DEV_XID_ERRORS", gpu, state.gpuErrors > 0 ? 63 : 0);
  }
  return points;
}

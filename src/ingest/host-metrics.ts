import type { Labels, MetricKind } from "../model/signals.ts";
import type { MetricPoint } from "./points.ts";

/** The texts of /proc and the sizes of file systems. Empty texts where a file does not exist. */
export interface HostFiles {
  readonly stat: string;
  readonly meminfo: string;
  readonly loadavg: string;
  readonly diskstats: string;
  readonly netdev: string;
  readonly pressure: { readonly cpu: string; readonly memory: string; readonly io: string };
  readonly filesystems: readonly {
    readonly device: string;
    readonly mountpoint: string;
    readonly type: string;
    readonly sizeBytes: number;
    readonly availableBytes: number;
    readonly filesFree: number;
  }[];
}

/** Jiffies per second of /proc/stat: 100 on every Linux that Node runs on (USER_HZ). */
const jiffiesPerSecond = 100;
/** Bytes of a sector in /proc/diskstats, whatever the disk's own. */
const sectorBytes = 512;

/** The machine's metrics under the names of node_exporter 1.x. Lines that cannot be read are left out. */
export function parseHost(files: HostFiles): readonly MetricPoint[] {
  return [
    ...cpuPoints(files.stat),
    ...memoryPoints(files.meminfo),
    ...loadPoints(files.loadavg),
    ...diskPoints(files.diskstats),
    ...networkPoints(files.netdev),
    ...pressurePoints(files.pressure),
    ...filesystemPoints(files.filesystems),
  ].filter((point) => Number.isFinite(point.value));
}

const cpuModes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

function cpuPoints(stat: string): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const line of stat.split("\n")) {
    const [name = "", ...fields] = line.trim().split(/\s+/);
    const cpu = /^cpu(\d+)$/.exec(name)?.[1];
    const help = "Seconds the CPUs spent in each mode.";
    if (cpu !== undefined) {
      cpuModes.forEach((mode, index) => {
        const seconds = Number(fields[index]) / jiffiesPerSecond;
        points.push(point("node_cpu_seconds_total", seconds, help, { cpu, mode }));
      });
    } else if (name === "btime") {
      const bootHelp = "Time the machine started, in seconds since 1970.";
      points.push(point("node_boot_time_seconds", Number(fields[0]), bootHelp));
    } else if (name === "procs_blocked" || name === "procs_running") {
      points.push(point(`node_${name}`, Number(fields[0]), "Processes in this state."));
    }
  }
  return points;
}

// line of /proc/meminfo → node_exporter's part of the name
const memoryNames = [
  "MemTotal",
  "MemFree",
  "MemAvailable",
  "Buffers",
  "Cached",
  "SwapTotal",
  "SwapFree",
  "Dirty",
];

function memoryPoints(meminfo: string): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const line of meminfo.split("\n")) {
    const found = /^(\w+):\s+(\d+) kB/.exec(line);
    if (!found?.[1] || !memoryNames.includes(found[1])) continue;
    const name = `node_memory_${found[1]}_bytes`;
    points.push(point(name, Number(found[2]) * 1_024, `${found[1]} of /proc/meminfo in bytes.`));
  }
  return points;
}

function loadPoints(loadavg: string): MetricPoint[] {
  const [one, five, fifteen] = loadavg.trim().split(/\s+/);
  if (one === undefined || one === "") return [];
  return [
    point("node_load1", Number(one), "1 minute load average."),
    point("node_load5", Number(five), "5 minute load average."),
    point("node_load15", Number(fifteen), "15 minute load average."),
  ];
}

// position in /proc/diskstats after the device name → name, factor and help
const diskFields = [
  [0, "reads_completed_total", 1, "Reads completed."],
  [2, "read_bytes_total", sectorBytes, "Bytes read."],
  [3, "read_time_seconds_total", 0.001, "Seconds spent reading."],
  [4, "writes_completed_total", 1, "Writes completed."],
  [6, "written_bytes_total", sectorBytes, "Bytes written."],
  [7, "write_time_seconds_total", 0.001, "Seconds spent writing."],
  [9, "io_time_seconds_total", 0.001, "Seconds with at least one request under way."],
  [10, "io_time_weighted_seconds_total", 0.001, "Seconds times requests under way."],
] as const;

function diskPoints(diskstats: string): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const line of diskstats.split("\n")) {
    const [, , device = "", ...fields] = line.trim().split(/\s+/);
    if (device === "" || isPartitionOrVirtual(device)) continue;
    for (const [index, name, factor, help] of diskFields) {
      const value = Number(fields[index]) * factor;
      points.push(point(`node_disk_${name}`, value, help, { device }));
    }
  }
  return points;
}

/** Loop and RAM devices carry no disk; partitions would count their disk twice. */
function isPartitionOrVirtual(device: string): boolean {
  return (
    /^(loop|ram|fd|sr|zram)\d/.test(device) ||
    /^((h|s|v|xv)d[a-z]+\d+|(nvme|mmcblk).*p\d+)$/.test(device)
  );
}

// position in /proc/net/dev after the device name → name and help
const networkFields = [
  [0, "receive_bytes_total", "Bytes received."],
  [1, "receive_packets_total", "Packets received."],
  [2, "receive_errs_total", "Receive errors."],
  [3, "receive_drop_total", "Received packets dropped."],
  [8, "transmit_bytes_total", "Bytes sent."],
  [9, "transmit_packets_total", "Packets sent."],
  [10, "transmit_errs_total", "Send errors."],
  [11, "transmit_drop_total", "Packets dropped when sending."],
] as const;

function networkPoints(netdev: string): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const line of netdev.split("\n")) {
    const found = /^\s*([^\s:]+):\s*(.+)$/.exec(line);
    const device = found?.[1];
    if (device === undefined || device === "lo" || device.startsWith("veth")) continue;
    const fields = (found?.[2] ?? "").trim().split(/\s+/);
    for (const [index, name, help] of networkFields) {
      points.push(point(`node_network_${name}`, Number(fields[index]), help, { device }));
    }
  }
  return points;
}

function pressurePoints(pressure: HostFiles["pressure"]): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const [resource, text] of Object.entries(pressure)) {
    for (const [word, suffix] of [
      ["some", "waiting"],
      ["full", "stalled"],
    ] as const) {
      const total = new RegExp(`^${word} .*total=(\\d+)`, "m").exec(text)?.[1];
      // The kernel writes a "full" line for the CPU as well, always zero for the whole machine.
      if (total === undefined || (resource === "cpu" && suffix === "stalled")) continue;
      const help = `Seconds in which tasks waited for ${resource}.`;
      const name = `node_pressure_${resource}_${suffix}_seconds_total`;
      points.push(point(name, Number(total) / 1e6, help));
    }
  }
  return points;
}

function filesystemPoints(filesystems: HostFiles["filesystems"]): MetricPoint[] {
  return filesystems.flatMap(({ device, mountpoint, type, ...sizes }) => {
    const labels = { device, mountpoint, fstype: type };
    return [
      point("node_filesystem_size_bytes", sizes.sizeBytes, "Size of the file system.", labels),
      point("node_filesystem_avail_bytes", sizes.availableBytes, "Bytes free for users.", labels),
      point("node_filesystem_files_free", sizes.filesFree, "Free file nodes.", labels),
    ];
  });
}

function point(metric: string, value: number, help: string, labels: Labels = {}): MetricPoint {
  const kind: MetricKind = metric.endsWith("_total") ? "counter" : "gauge";
  const unit = /_(seconds|bytes)(_total)?$/.exec(metric)?.[1] ?? "";
  return { metric, labels, value, kind, unit, help };
}

import { readFile, statfs } from "node:fs/promises";
import type { TimeMs } from "../model/time.ts";
import type { Intake } from "./intake.ts";
import { parseHost, type HostFiles } from "./host-metrics.ts";
import { writePoints } from "./points.ts";

/** How often the machine is looked at, in ms. */
export const hostIntervalMs = 10_000;

/** File systems that hold data; the rest of /proc/mounts is virtual. */
const diskTypes = new Set([
  "ext2",
  "ext3",
  "ext4",
  "xfs",
  "btrfs",
  "zfs",
  "overlay",
  "f2fs",
  "nfs4",
]);
/** Mounts looked at; container hosts have hundreds of overlays. */
const mountsMax = 20;

/** Reads what the machine says of itself. Files that are absent (other systems, old kernels) are left out. */
export async function readHostFiles(): Promise<HostFiles> {
  const read = async (path: string) => {
    try {
      return await readFile(path, "utf8");
    } catch {
      return "";
    }
  };
  const [stat, meminfo, loadavg, diskstats, netdev, mounts] = await Promise.all(
    ["stat", "meminfo", "loadavg", "diskstats", "net/dev", "mounts"].map((name) =>
      read(`/proc/${name}`),
    ),
  );
  const [cpu, memory, io] = await Promise.all(
    ["cpu", "memory", "io"].map((name) => read(`/proc/pressure/${name}`)),
  );
  return {
    stat: stat ?? "",
    meminfo: meminfo ?? "",
    loadavg: loadavg ?? "",
    diskstats: diskstats ?? "",
    netdev: netdev ?? "",
    pressure: { cpu: cpu ?? "", memory: memory ?? "", io: io ?? "" },
    filesystems: await readFilesystems(mounts ?? ""),
  };
}

async function readFilesystems(mounts: string): Promise<HostFiles["filesystems"]> {
  // device → its first mount: bind mounts of one disk are one file system
  const found = new Map<string, { mountpoint: string; type: string }>();
  for (const line of mounts.split("\n")) {
    const [device = "", mountpoint = "", type = ""] = line.split(" ");
    if (diskTypes.has(type) && !found.has(device) && found.size < mountsMax) {
      found.set(device, { mountpoint: mountpoint.replaceAll("\\040", " "), type });
    }
  }
  const filesystems: HostFiles["filesystems"][number][] = [];
  for (const [device, { mountpoint, type }] of found) {
    try {
      const { bsize, blocks, bavail, ffree } = await statfs(mountpoint);
      const [sizeBytes, availableBytes] = [blocks * bsize, bavail * bsize];
      filesystems.push({ device, mountpoint, type, sizeBytes, availableBytes, filesFree: ffree });
    } catch {
      // A mount that cannot be asked (gone, no permission) is left out.
    }
  }
  return filesystems;
}

/**
 * Writes the machine's metrics every ten seconds under the names of node_exporter, with
 * `instance` = host name and `job` = "host". On a system without /proc it finds nothing and writes
 * nothing. A store that is away costs one sample, not the loop.
 *
 * @returns stops the loop
 */
export function startHostMetrics(options: {
  readonly intake: Intake;
  readonly project: string;
  readonly hostname: string;
  readonly now: () => TimeMs;
  readonly every: (intervalMs: number, callback: () => void) => () => void;
  readonly read?: () => Promise<HostFiles>;
}): () => void {
  let isBusy = false;
  const look = async () => {
    if (isBusy) return;
    isBusy = true;
    const { intake, project, hostname } = options;
    try {
      const points = parseHost(await (options.read ?? readHostFiles)());
      const now = options.now();
      await writePoints(points, {
        intake,
        project,
        now,
        labels: { instance: hostname, job: "host" },
      });
    } catch {
      // Whatever kept the sink from taking it says so itself; the next look comes in ten seconds.
    } finally {
      isBusy = false;
    }
  };
  const stop = options.every(hostIntervalMs, () => void look());
  void look();
  return stop;
}
